// The keys of [guard]: every number by which a plan is held.

import SyncCore

extension ConfigurationReading {
    func readGuard(_ table: ConfigTable) -> GuardLimits {
        var limits = GuardLimits()
        for key in GuardKey.all {
            limits[keyPath: key.path] = table.integer(
                key.name, default: limits[keyPath: key.path], key.bounds, unit: key.unit)
        }
        return limits
    }
}

/// A key of [guard], its number and its bounds.
struct GuardKey {
    let name: String
    let path: WritableKeyPath<GuardLimits, Int>
    let bounds: ClosedRange<Int>
    let unit: String

    private static func percent(_ name: String, _ path: WritableKeyPath<GuardLimits, Int>) -> GuardKey {
        GuardKey(name: name + "_percent_max", path: path, bounds: 0...100, unit: "percent")
    }

    private static func count(
        _ name: String, _ path: WritableKeyPath<GuardLimits, Int>, _ unit: String, from: Int = 0
    ) -> GuardKey {
        GuardKey(name: name, path: path, bounds: from...10_000_000, unit: unit)
    }

    static var all: [GuardKey] {
        [
            percent("withdrawals", \.withdrawals.percentMax),
            count("withdrawals_count_max", \.withdrawals.countMax, "visits"),
            percent("cancellations", \.cancellations.percentMax),
            count("cancellations_count_max", \.cancellations.countMax, "visits"),
            percent("changed_times", \.moves.percentMax),
            count("changed_times_count_max", \.moves.countMax, "visits"),
            percent("changes", \.changes.percentMax),
            count("changes_count_max", \.changes.countMax, "visits"),
            percent("contacts_ended", \.contactsEnded.percentMax),
            count("contacts_ended_count_max", \.contactsEnded.countMax, "contacts"),
            percent("gone_inactive", \.goneInactive.percentMax),
            count("gone_inactive_count_max", \.goneInactive.countMax, "citizens"),
            count("unit_visits_min", \.unitEntriesMin, "visits", from: 1),
            count("unit_citizens_min", \.unitCitizensMin, "citizens", from: 1),
            count("half_of_min", \.halfOfMin, "contacts or citizens", from: 1),
            count("half_count_min", \.halfCountMin, "visits, contacts or citizens", from: 1),
            count("creations_times_median_max", \.creationsTimesMedianMax, "times", from: 1),
            count("creations_count_max", \.creationsCountMax, "visits"),
            count("creations_runs", \.creationsRuns, "runs", from: 1),
            count("creations_runs_min", \.creationsRunsMin, "runs", from: 1),
        ]
    }
}
