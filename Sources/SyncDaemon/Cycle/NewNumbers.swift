// Two numbers, one person (identity rule 8): what he is shown under the new one waits until nothing that lies ahead is shown
// under the old one, and is never both. What the portal did not take back leaves it to the next run.

import PortalClient
import SyncCore
import SyncState

extension SourcePushing {
    mutating func withoutNewNumbers(_ pending: [PendingOperation]) throws(LedgerFault) -> [PendingOperation] {
        guard !pending.isEmpty else { return pending }
        let waiting = try cycle.ledger.shownUnderFormerNumbers(of: plan.plan.source, now: cycle.now)
        guard !waiting.isEmpty else { return pending }
        func waits(_ operation: PendingOperation) -> Bool {
            Self.shows(operation) && waiting[operation.citizenKey] != nil
        }
        underNewNumbers = pending.filter(waits)
        return pending.filter { !waits($0) }
    }

    /// Last of all, when what was under the old numbers has been answered.
    mutating func putUnderNewNumbers() async throws(LedgerFault) -> PortalFailure? {
        guard !underNewNumbers.isEmpty, !inactive.isHeld, !cycle.isOver else { return nil }
        let waiting = try cycle.ledger.shownUnderFormerNumbers(of: plan.plan.source, now: cycle.now)
            // Whom the portal has just called inactive it shows nothing.
            .mapValues { $0.subtracting(shared.notActive) }.filter { !$0.value.isEmpty }
        let left = Set(underNewNumbers.map(\.citizenKey)).intersection(waiting.keys).count
        if left > 0 {
            problems.append(
                "\(left) citizen\(ReportText.plural(left)) of source \(report.id) may still be shown visits under a former "
                    + "number, which the portal did not take back. What is to be shown under the new one waits for the next "
                    + "run, so that nobody sees a visit twice.")
        }
        return try await put(underNewNumbers.filter { waiting[$0.citizenKey] == nil })
    }

    private static func shows(_ operation: PendingOperation) -> Bool {
        switch operation.kind {
        case .create, .update, .perform: true
        default: false
        }
    }
}
