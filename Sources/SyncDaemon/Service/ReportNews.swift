// What of a run's report is worth telling, as a value: a portal that is down is told of once, however often it is tried.
//
//   report                                                  is told
//   ends the night                                          as it is; problems are told anew after it
//   something was read or sent                              without the problems that were told
//   nothing was, and it has a problem that was not told     without the problems that were told
//   nothing was, and every problem was told                 not at all

struct ReportNews {
    private var told: Set<String> = []

    /// - Returns: the report as it is to be told; `nil` when nothing of it is news.
    mutating func news(of report: RunReport, endsTheNight: Bool = false) -> RunReport? {
        if endsTheNight {
            told = []
            return report
        }
        // A portal that takes something is not down; when it is again, that is news.
        if report.hasSent, report.problems.isEmpty { told = [] }
        var shown = report
        shown.problems.removeAll { told.contains($0) }
        told.formUnion(report.problems)
        return report.hasRead || report.hasSent || !shown.problems.isEmpty ? shown : nil
    }
}

extension RunReport {
    /// The portal answered for something.
    var hasSent: Bool { sources.contains { $0.accepted + $0.refused > 0 } }

    /// Something that is the portal's to take did not arrive, and is worth another try before the night.
    var isWorthTryingAgain: Bool {
        codes.contains(.portalUnreachable) || sources.contains { $0.unknown > 0 && !$0.isHeld }
    }
}
