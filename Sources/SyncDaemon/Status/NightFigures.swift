// The last nights, one for each, whatever ran in it: from noon to noon by the clock in Norway, under the date of its morning.

import SyncCore
import SyncState

struct NightFigures: Sendable, Equatable {
    /// What the status page draws.
    static let count = 30

    let date: CivilDate
    /// Its last run; `nil` where none began.
    private(set) var run: Int64?
    /// Of the last run that ended.
    private(set) var exitCode: Int32?
    private(set) var began: Instant?
    private(set) var ended: Instant?
    /// Of all its runs.
    private(set) var seconds = 0
    private(set) var figures = ReportFigures()

    init(date: CivilDate) { self.date = date }

    /// Of the oldest message that lay in quarantine when it ended.
    var quarantineHours: Int? {
        guard let ended, let oldest = figures.oldestQuarantined else { return figures.quarantined == 0 ? 0 : nil }
        return ended.hours(since: oldest)
    }

    private mutating func add(_ record: RunRecord, _ figures: ReportFigures?) {
        run = record.number
        began = began ?? record.started
        guard let end = record.ended else { return }
        ended = end
        exitCode = record.exitCode
        seconds += max(0, Int(end.seconds - record.started.seconds))
        if let figures { self.figures.add(figures) }
    }

    /// The night of a moment.
    static func date(of instant: Instant, in zone: TimeZoneTable) -> CivilDate {
        let clock = zone.wallClock(at: instant)
        return clock.secondOfDay < 43_200 ? clock.date : clock.date.adding(days: 1)
    }

    static func nights(
        _ runs: [RunRecord], _ figures: [Int64: ReportFigures], at now: Instant, in zone: TimeZoneTable
    ) -> [NightFigures] {
        let last = date(of: now, in: zone)
        var nights = (0..<count).map { NightFigures(date: last.adding(days: $0 - count + 1)) }
        for run in runs {
            let index = Int(date(of: run.started, in: zone).dayNumber - nights[0].date.dayNumber)
            if nights.indices.contains(index) { nights[index].add(run, figures[run.number]) }
        }
        return nights
    }
}
