// By day: what the EPJs deliver is read, their receipts go out, and the day lane tells what cannot wait; nobody is asked about.
// A run of its own in the ledger, if there was anything to read or to tell.

import SyncCore
import SyncState

extension Cycle {
    /// - Parameters:
    ///   - tells: whether the day lane is on; without it the portal hears nothing.
    ///   - isAsked: it is a run whether there is anything to do or not.
    ///   - isNews: whether a problem was not told before; one that stays is not told every half minute.
    /// - Returns: the report, which is in the ledger if its run has a number.
    func day(
        tells: Bool, isAsked: Bool = false, telling isNews: (String) -> Bool = { _ in true }
    ) async throws(LedgerFault) -> RunReport {
        let command = tells ? "day" : "receive"
        var report = RunReport(
            command: command, now: now, sources: configuration.sources.map { SourceReport(id: $0.id) })
        let started = clock.current()
        let earlier = try ledger.setAside().count
        let newestOutgoing = try ledger.newestOutgoing()
        try await deliverOutgoing(into: &report)
        try await readFeeds(into: &report)
        try await deliverOutgoing(into: &report)
        guard isAsked || report.hasRead || report.problems.contains(where: isNews) else { return report }
        report.quarantinedEarlier = earlier
        try countOutgoing(after: newestOutgoing, into: &report)
        let run = try ledger.beginRun(command, now: now, started: started)
        report.run = run.number
        if tells { try await tellByDay(run: run, into: &report) }
        if report.isCutShort { tellEarlyEnd(in: &report) }
        progress.end()
        try ledger.endRun(
            run, at: clock.current(), exitCode: report.exitCode.rawValue, report: ReportJSON.text(report),
            text: tells ? ReportText.text(report) : nil)
        return report
    }
}

extension RunReport {
    /// Something was read, or told an EPJ.
    var hasRead: Bool {
        !unattributed.isEmpty || sources.contains { !$0.messages.isEmpty || $0.delivered > 0 }
    }
}
