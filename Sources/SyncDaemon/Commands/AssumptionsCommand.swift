// `assumptions`: what this program takes for granted about others, as in force with this configuration. None of it is in any
// public text; each is to be confirmed with the vendor or the portal before the first night.

import ArgumentParser
import SyncCore

struct AssumptionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assumptions",
        abstract: "The assumption register, as in force with this configuration.")

    @OptionGroup var options: CommonOptions

    func run() async throws {
        try await ending {
            let register = AssumptionRegister(try options.load())
            try Output.standard(options.json ? register.json : register.text)
            return .done
        }
    }
}

struct Assumption {
    let id: String
    let text: String
    /// How the configuration has it.
    let inForce: String
    /// What changes it.
    let changedBy: String
}

struct AssumptionRegister {
    let assumptions: [Assumption]

    var text: String {
        assumptions.map { "\($0.id)  \($0.text)\n     in force: \($0.inForce)\n     changed by: \($0.changedBy)" }
            .joined(separator: "\n")
    }

    var json: String {
        var document = OrderedJSON()
        document.add("version", 1)
        document.add(
            "assumptions",
            assumptions.map { assumption in
                var item = OrderedJSON()
                item.add("id", assumption.id)
                item.add("text", assumption.text)
                item.add("inForce", assumption.inForce)
                item.add("changedBy", assumption.changedBy)
                return item
            })
        return document.text
    }
}

extension AssumptionRegister {
    init(_ configuration: DaemonConfiguration) {
        let sources = configuration.sources
        let base = configuration.portal.baseURL
        let feeds = sources.map { "\($0.id) \($0.adapter.rawValue) by \($0.feed.transport.rawValue)" }
        let codes = sources.map { source in
            "\(source.id) \(source.rules.cancellationCodes.count) reasons, otherwise "
                + source.rules.cancellationDefault
        }
        let days = configuration.night.statedDaysMax
        assumptions = [
            Assumption(
                id: "A1",
                text:
                    "Gerica, Profil and CosDoc write the national messages; how they are batched is this program's own. "
                    + "Every adapter reads every statement kind.",
                inForce: feeds.joined(separator: "; "), changedBy: "adapter and transport of the source"),
            Assumption(
                id: "A2", text: "hn-basis-appointment 2.5.5 is carried by PUT.",
                inForce: "PUT \(base)/timeavtaler/api/v1/Appointment", changedBy: "portal.base_url"),
            Assumption(
                id: "A3",
                text:
                    "Performed is 'fulfilled' and tells relatives who asked; withdrawal is 'entered-in-error', and the "
                    + "same identifier may be shown again later.",
                inForce: "as written", changedBy: "nothing: it is how the portal is spoken to"),
            Assumption(
                id: "A4", text: "Health contacts go as Bundles of offers and members.",
                inForce: "POST \(base)/helsekontakter/api/v1", changedBy: "portal.base_url"),
            Assumption(
                id: "A5",
                text:
                    "DigitaltAktivStatusEndringer answers {\"endringer\":[{\"fnr\":…}],\"nesteOffset\":…}; where it does "
                    + "not, everybody is asked about.",
                inForce:
                    "GET \(base)/digitaltaktiv/v1/DigitaltAktivStatusEndringer, and whoever was last asked about more "
                    + "than \(configuration.night.recheckDays) days ago",
                changedBy: "night.recheck_days"),
            Assumption(
                id: "A6",
                text: "HER-ids of level 2 and 1 are sent both under the OIDs the profile's rules ask for and under the "
                    + "HER-id OID.",
                inForce: "both are sent", changedBy: "nothing: it is how the portal is spoken to"),
            Assumption(
                id: "A7", text: "Cancellation reasons use Volven 7621, whose codes are not public.",
                inForce: codes.joined(separator: "; "),
                changedBy: "cancellation_reason_default and [cancellation_reasons] of the source"),
            Assumption(
                id: "A8", text: "xCal times are Norwegian wall clock.", inForce: "Europe/Oslo",
                changedBy: "nothing: the national messages carry no other zone"),
            Assumption(
                id: "A9", text: "The portal hides past proposed, booked and cancelled entries of home care.",
                inForce: configuration.portal.hidesPast
                    ? "it does: the past is left as it is"
                    : "it does not: the night withdraws what is more than 48 hours past and was not told as performed",
                changedBy: "portal.hides_past"),
            Assumption(
                id: "A10",
                text:
                    "When a citizen withdraws consent the portal may or may not delete what it had; both are handled.",
                inForce:
                    "whoever returns is sent everything stated, and what was told and is no longer stated is withdrawn",
                changedBy: "nothing: both are handled"),
            Assumption(
                id: "A11",
                text: "Keeping what EPJs state of citizens who are not yet active, sealed, is what the one-day promise "
                    + "needs.",
                inForce: days == 0
                    ? "off: a new citizen waits for the EPJ's next message" : "kept for at most \(days) days",
                changedBy: "night.stated_days_max; 0 switches it off"),
        ]
    }
}
