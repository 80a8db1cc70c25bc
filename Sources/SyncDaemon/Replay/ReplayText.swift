// What a rehearsal says to people: what was read and what is wrong with it, what was assumed, each night's report, and where
// to look.

import SyncCore

struct ReplayText {
    let reading: RecordedReading
    let realPersons: Bool

    /// Before the first night.
    ///
    /// - Parameter makesActive: whether replay itself makes the citizens active on the portal.
    func opening(_ configuration: DaemonConfiguration, _ clock: ReplayClock, makesActive: Bool) -> [String] {
        var lines = reading.refused.flatMap { message in
            message.findings.map { VerifyText.line($0, in: message.file) }
        }
        let summary = reading.summary
        lines.append(
            "\(summary.read) read, \(summary.accepted) accepted, \(summary.refused) refused, \(summary.notForUs) not for us"
        )
        guard !configuration.sources.isEmpty else { return lines }
        lines.append("Assumed")
        for source in configuration.sources {
            let services = source.rules.services.map { service -> String in
                guard case .listed(let units) = service.units else { return service.name }
                return "\(service.id) \(service.name) (\(units.joined(separator: ", ")))"
            }
            lines.append("  \(source.id): \(services.isEmpty ? "no services" : services.joined(separator: "; "))")
        }
        lines.append(
            "  every service and unit of the messages is opened; employees and descriptions are shown, minors too")
        lines.append(
            makesActive
                ? "  every citizen is digitally active since before the first visit, and has given someone proxy"
                : "  who is digitally active is as the portal has it; replay was not told its admin address (--portal-admin)"
        )
        lines.append("  it is \(clock.last.iso8601UTC), \(cause(clock.cause))")
        let nights = reading.nightCount
        if nights > reading.batches.count {
            lines.append(
                "  the messages are of \(nights) nights by their GenDate and are given to \(reading.batches.count); --by-night "
                    + "replays all of them")
        }
        if realPersons {
            lines.append(
                "  people who are not synthetic: kept in memory alone (/dev/shm, for this user only, removed at the end; what "
                    + "the machine swaps, it writes), shown on loopback alone")
        }
        return lines
    }

    private func cause(_ cause: ReplayClock.Cause) -> String {
        switch cause {
        case .given: "as --now says"
        case .newestMessage: "a minute after the newest GenDate"
        case .machine: "the machine's clock, because no GenDate says when the messages are from"
        }
    }

    func night(_ night: ReplayedNight, number: Int, of nights: Int) -> [String] {
        let count = night.batch.messages.count
        let folder = night.batch.folder
        let name = folder.isEmpty ? "the files named" : VerifyText.shown(folder)
        let messages = "\(count) message\(ReportText.plural(count))"
        var lines = ["", "Night \(number) of \(nights): \(name), \(messages)"]
        lines += night.held.map {
            "  a municipality would be asked first, and nothing be sent until then: \($0). Here it passes."
        }
        return lines
            + ReportText.text(night.report).split(separator: "\n", omittingEmptySubsequences: false).map {
                String($0)
            }
    }

    /// - Parameters:
    ///   - citizens: `nil` where the portal's admin address is not known.
    ///   - isAnybodyActive: whether the portal called anybody of the messages active.
    func closing(
        _ citizens: [ReplayedCitizen]?, isAnybodyActive: Bool, adminURL: String?, isOwn: Bool, waits: Bool
    ) -> [String] {
        guard let citizens, let adminURL else {
            let nobody =
                "Nobody of these messages is digitally active on this portal, so nothing was sent to it. Make them active there, or "
                + "name its admin address with --portal-admin."
            let elsewhere =
                "What the citizens see is on the portal's admin address; replay was not told it (--portal-admin)."
            return ["", isAnybodyActive ? elsewhere : nobody]
        }
        var lines = ["", "What the citizens see: \(adminURL)/"]
        for citizen in citizens.prefix(Self.citizensMax) {
            lines.append(
                "  \(adminURL)\(citizen.page)  \(citizen.planned) planned, \(citizen.assigned) assigned, "
                    + "\(citizen.performed) performed, \(citizen.cancelled) cancelled; relatives told of "
                    + "\(citizen.relativeTold)")
        }
        if citizens.count > Self.citizensMax { lines.append("  and \(citizens.count - Self.citizensMax) more") }
        if citizens.isEmpty { lines.append("  nobody sees anything") }
        if waits {
            lines.append(
                isOwn
                    ? "The pages are there until Ctrl-C. Nothing is kept."
                    : "Ctrl-C ends replay; the pages stay with their portal.")
        } else if isOwn {
            lines.append("The pages ended with this program and nothing is kept; --wait keeps them until Ctrl-C.")
        }
        return lines
    }

    private static let citizensMax = 20
}
