// Many histories, as many at a time as there are cores.

import Foundation

struct Campaign: Sendable {
    static let nightsOfAHistory = 12

    var histories = 0
    var nights = 0
    var strongNights = 0
    var faultNights = 0
    var days = 0
    var wholeDays = 0
    var holds = 0
    var citizensMin = Int.max
    var kindsMin = Int.max
    var table = FaultTable()
    var failures: [String] = []
    /// Of the latest history.
    var log: [String] = []
    var seconds = 0.0

    /// - Parameters:
    ///   - first: the first seed; the others follow (`History.seed`).
    ///   - only: just that one.
    ///   - stopsAtFailure: begins no further history after one that found something.
    static func run(
        nights: Int, from first: UInt64? = nil, only: Bool = false, planted: (@Sendable () -> PlantedBug)? = nil,
        stopsAtFailure: Bool = false
    ) async throws -> Campaign {
        let begun = ContinuousClock.now
        let count = only ? 1 : max(1, (nights + nightsOfAHistory - 1) / nightsOfAHistory)
        let first = first ?? 1
        var campaign = Campaign()
        try await withThrowingTaskGroup(of: HistoryReport.self) { group in
            var next: UInt64 = 0
            func begin() {
                guard next < UInt64(count), campaign.failures.isEmpty || !stopsAtFailure else { return }
                let seed = only ? first : History.seed(next, from: first)
                next += 1
                group.addTask {
                    try await OneThread.run {
                        try await History(seed: seed, nights: nightsOfAHistory, planted: planted?()).run()
                    }
                }
            }
            for _ in 0..<max(1, ProcessInfo.processInfo.activeProcessorCount) { begin() }
            while let report = try await group.next() {
                campaign.add(report)
                begin()
            }
        }
        let passed = begun.duration(to: .now).components
        campaign.seconds = Double(passed.seconds) + Double(passed.attoseconds) / 1e18
        return campaign
    }

    private mutating func add(_ report: HistoryReport) {
        histories += 1
        nights += report.nights
        strongNights += report.strongNights
        faultNights += report.faultNights
        days += report.days
        wholeDays += report.wholeDays
        holds += report.holds
        citizensMin = min(citizensMin, report.citizensMin)
        kindsMin = min(kindsMin, report.kindsMin)
        table.merge(report.table)
        log = report.log
        failures += report.violations.prefix(3).map { "EPJSYNCD_SEED=\(report.seed) \($0)" }
    }

    var text: String {
        let speed = Int(Double(nights) / max(seconds, 0.001) * 60)
        return """
            \(nights) nights in \(histories) histories, \(speed) a minute; \(faultNights) with faults, \(strongNights) \
            compared whole, \(days) days between them, \(wholeDays) compared; \(holds) holds approved; at least \(citizensMin) citizens and \(kindsMin) kinds of statements a night
            \(table.text)
            gaps: \(table.gaps)
            """
    }
}
