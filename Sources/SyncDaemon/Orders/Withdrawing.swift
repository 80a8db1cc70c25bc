// `withdraw`: one entry off the portal at once, whatever its time, and off it stays (R8).

import ArgumentParser
import SyncCore
import SyncState

/// Why an entry is taken off; the code stands in the order and in `why`.
enum WithdrawalReason: String, CaseIterable, ExpressibleByArgument {
    /// The visit is somebody else's.
    case wrongPatient = "wrong-patient"
    /// It shows what the citizen, or who may see for him, must not see.
    case wrongDisclosure = "wrong-disclosure"
    /// The visit was never to take place, and the EPJ cannot say so.
    case neverPlanned = "never-planned"
    /// The citizen asked for it.
    case citizenAsked = "citizen-asked"
    case other
}

/// What became of the order.
struct WithdrawalResult {
    let entry: FoundEntry
    let reason: WithdrawalReason
    let end: OrderEnd

    private var name: String { "Entry \(entry.key.shortHexadecimal) of source \(entry.sourceName)" }

    var text: String {
        switch end {
        case .done: "\(name) was taken off the portal, and is kept off."
        case .nothingToSend: "\(name) is not on the portal, and is kept off."
        case .notActive, .refused, .unknown, .unreachable:
            "\(name) is kept off from now on, but is not taken off the portal yet. \(end.hindrance ?? "")"
        }
    }

    var json: String {
        var document = OrderedJSON()
        document.add("version", 1)
        document.add("entry", entry.key.shortHexadecimal)
        document.add("source", entry.sourceName)
        document.add("reason", reason.rawValue)
        document.add("end", end.name)
        document.add("hindrance", end.hindrance)
        return document.text
    }
}

/// Finds the one entry an operator means.
enum EntryChoice {
    /// - Throws: `CommandEnd`; the id may be an EPJ's own words, so no text repeats it.
    static func one(of found: [FoundEntry]) throws(CommandEnd) -> FoundEntry {
        guard let first = found.first else {
            throw CommandEnd(
                .inputUnreadable,
                "No entry in the ledger goes by this id. Nothing was done. It is the value of the identifier on the portal (of a "
                    + "series' visit the uid, a slash and its local start, as in …/20270302T080000), or the 16 digits by which "
                    + "'epjsyncd plan --operations' names an entry.")
        }
        guard found.count == 1 else {
            let sources = Set(found.map(\.sourceName)).sorted()
            let digits = found.map { "\($0.key.shortHexadecimal) (\($0.start.iso8601UTC))" }.joined(separator: ", ")
            let advice =
                sources.count == found.count
                ? "Say which with --source." : "Name one by its 16 digits: \(digits)."
            throw CommandEnd(
                .usage,
                "This id means \(found.count) entries (\(sources.joined(separator: ", "))). Nothing was done. \(advice)"
            )
        }
        return first
    }
}

extension DaemonConfiguration {
    /// Where a source stands in the configuration.
    ///
    /// - Throws: `CommandEnd` for one that is not there: nothing can be sent in its name.
    func index(ofSource id: String) throws(CommandEnd) -> Int {
        if let index = sources.firstIndex(where: { $0.id == id }) { return index }
        throw CommandEnd(
            .configurationInvalid,
            "Source \(Mistyped.shown(id)) is not in the configuration, so nothing can be sent in its name. Nothing was "
                + "done. Put its file back into sources.d/ and run the command again.")
    }
}

extension Cycle {
    func withdraw(_ entry: FoundEntry, reason: WithdrawalReason) async throws -> WithdrawalResult {
        let index = try configuration.index(ofSource: entry.sourceName)
        try ledger.keepOff(entry, reason: reason.rawValue, at: clock.current())
        let plan = try plan(entry.citizen, of: index, superseding: entry.key) {
            planner, situation throws(NeedsContent) in
            var plan = CitizenPlan()
            plan.appointments = try planner.plan(situation).appointments.filter { $0.key == entry.key }
            return plan
        }
        let isShown = entry.told != .no && (entry.status != .enteredInError || entry.told == .possibly)
        guard let plan else {
            return WithdrawalResult(entry: entry, reason: reason, end: isShown ? .notActive : .nothingToSend)
        }
        let report = try await carryOut("withdraw", [plan])
        return WithdrawalResult(entry: entry, reason: reason, end: OrderEnd(report))
    }
}
