// Retired sources in a cycle: their messages are still read and answered, what lies ahead is taken back, and nothing new is
// told. A source of the same municipality that begins waits until that is done, so that no citizen sees a visit twice.

import SyncCore
import SyncState

extension Cycle {
    /// - Returns: whether a source must not begin yet.
    func waitsForRetirement(_ index: Int, into report: inout RunReport) throws(LedgerFault) -> Bool {
        guard let open = try retirementInTheWay(of: index) else { return false }
        let configured = configuration.sources[index]
        report.sources[index].waitsFor = open.source
        report.codes.insert(.held)
        report.problems.append(
            "Source \(configured.id) waits: source \(open.source) of the same municipality (\(open.municipality)) is being "
                + "retired and is not done, and citizens would see their visits twice. Nothing of \(configured.id) was "
                + "planned or sent; its messages were read. Run 'epjsyncd source retire \(open.source)' until it ends with "
                + "exit code 0.")
        return true
    }

    /// The retirement that has to be done before a source begins.
    func retirementInTheWay(of index: Int) throws(LedgerFault) -> Retirement? {
        let configured = configuration.sources[index]
        let open = try ledger.retirements().first {
            $0.finished == nil && $0.municipality == configured.municipalityNumber && $0.source != configured.id
        }
        guard let open, try !ledger.hasToldAnything(of: try ledger.sourceID(configured.id)) else { return nil }
        return open
    }

    /// After everything was sent: a retired source of which nothing is left is done.
    func finishRetirements() throws(LedgerFault) {
        for retirement in try ledger.retirements() where retirement.finished == nil {
            let source = try ledger.sourceID(retirement.source)
            guard try restOfRetirement(source).isNothing else { continue }
            try ledger.finishRetirement(of: source, at: clock.current())
        }
    }

    func restOfRetirement(_ source: SourceID) throws(LedgerFault) -> RetirementRest {
        try ledger.retirementRest(of: source, now: now, today: zone.wallClock(at: now).date)
    }
}
