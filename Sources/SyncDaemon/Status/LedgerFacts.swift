// What the ledger says of how things are, read at once; and the reading, which reads again only when something was
// committed since, and never so often that it would be felt.

import SyncCore
import SyncState

struct LedgerFacts: Sendable {
    var lastComplete: Instant?
    var open = OpenEnds()
    var oldestSetAside: [FindingCode: Instant] = [:]
    var active = 0
    var inactive = 0
    var hearings: [String: SourceHearing] = [:]
    /// Night's cycles of the last month, the oldest first, and what was read and told by day in the last day.
    var nights: [RunRecord] = []
    var days: [RunRecord] = []
    var figures: [Int64: ReportFigures] = [:]

    /// The newest cycle that ended.
    var newest: RunRecord? { nights.last { $0.ended != nil } }

    /// - Parameter known: figures of runs that were read before.
    init(_ ledger: Ledger, at now: Instant, known: [Int64: ReportFigures] = [:]) throws(LedgerFault) {
        lastComplete = try ledger.lastCompleteCycle()
        open = try ledger.openEnds()
        oldestSetAside = try ledger.oldestSetAsideByCode()
        (active, inactive) = try ledger.activationCounts()
        hearings = try ledger.hearings()
        nights = try ledger.runs(of: ["sync"], since: now.adding(days: -NightFigures.count - 1))
        days = try ledger.runs(of: ["day", "receive"], since: now.adding(hours: -24))
        for run in nights + days where run.ended != nil {
            if let earlier = known[run.number] {
                figures[run.number] = earlier
            } else {
                figures[run.number] = ReportFigures(try ledger.run(run.number)?.report)
            }
        }
    }

    init(lastComplete: Instant? = nil) { self.lastComplete = lastComplete }

    /// Of the day's runs together.
    var dayFigures: ReportFigures {
        days.reduce(into: ReportFigures()) { sum, run in if let figures = figures[run.number] { sum.add(figures) } }
    }
}

/// Reads the facts for whoever asks.
actor FactsReading {
    private let ledger: Ledger
    private let now: @Sendable () -> Instant
    private var facts: LedgerFacts?
    private var version = 0
    private var readAt = Instant(seconds: 0)
    /// What the last reading took.
    private var nanoseconds: Int64 = 0

    /// A reading is followed by this many times what it took without another.
    private static let restFactor: Int64 = 20
    private static let restNanosecondsMin: Int64 = 1_000_000_000
    /// What is counted over the last day goes out of it, whether anything is written or not.
    private static let nanosecondsMax: Int64 = 300_000_000_000

    init(_ ledger: Ledger, now: @escaping @Sendable () -> Instant) {
        self.ledger = ledger
        self.now = now
    }

    func current() throws(LedgerFault) -> LedgerFacts {
        let began = now()
        let age = began.nanoseconds - readAt.nanoseconds
        let rests = age >= 0 && age < max(Self.restNanosecondsMin, Self.restFactor * nanoseconds)
        if let facts, rests { return facts }
        let version = try ledger.version()
        if let facts, version == self.version, age >= 0, age < Self.nanosecondsMax { return facts }
        let read = try LedgerFacts(ledger, at: began, known: facts?.figures ?? [:])
        (facts, self.version, readAt) = (read, version, began)
        nanoseconds = max(0, now().nanoseconds - began.nanoseconds)
        return read
    }
}
