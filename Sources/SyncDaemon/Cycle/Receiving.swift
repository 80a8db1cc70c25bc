// Receiving by day: what the EPJs deliver is read and their receipts go out; nobody is asked about, nothing is planned and
// the portal hears nothing. A run of its own in the ledger, if there was anything to read or to tell.

import SyncCore
import SyncState

extension Cycle {
    /// - Parameter isNews: whether a problem was not told before; one that stays is not told every half minute.
    /// - Returns: the report, which is in the ledger if its run has a number.
    func receive(telling isNews: (String) -> Bool) async throws(LedgerFault) -> RunReport {
        var report = RunReport(
            command: "receive", now: now, sources: configuration.sources.map { SourceReport(id: $0.id) })
        let started = clock.current()
        let earlier = try ledger.setAside().count
        let newestOutgoing = try ledger.newestOutgoing()
        try await deliverOutgoing(into: &report)
        try await readFeeds(into: &report)
        try await deliverOutgoing(into: &report)
        guard report.hasRead || report.problems.contains(where: isNews) else { return report }
        report.quarantinedEarlier = earlier
        try countOutgoing(after: newestOutgoing, into: &report)
        progress.end()
        let run = try ledger.beginRun("receive", now: now, started: started)
        report.run = run.number
        try ledger.endRun(
            run, at: clock.current(), exitCode: report.exitCode.rawValue, report: ReportJSON.text(report))
        return report
    }
}

extension RunReport {
    /// Something was read, or told an EPJ.
    var hasRead: Bool {
        !unattributed.isEmpty || sources.contains { !$0.messages.isEmpty || $0.delivered > 0 }
    }
}
