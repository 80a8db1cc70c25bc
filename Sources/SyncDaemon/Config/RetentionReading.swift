// The keys of [retention]. The shortest times are those below which a rule would need what is gone: a negative receipt after
// 72 hours (R18), and statements that outlive their visits (A11).

import SyncCore
import SyncState

extension ConfigurationReading {
    func readRetention(_ table: ConfigTable) -> DaemonConfiguration.Retention {
        let standard = DaemonConfiguration.Retention()
        return DaemonConfiguration.Retention(
            originalsDays: table.integer(
                "originals_days", default: standard.originalsDays, 1...3_650, unit: "days"),
            quarantinedDays: table.integer(
                "quarantined_days", default: standard.quarantinedDays, 4...3_650, unit: "days"),
            runsDays: table.integer("runs_days", default: standard.runsDays, 35...3_650, unit: "days"),
            endedAppointmentsDays: table.integer(
                "ended_appointments_days", default: standard.endedAppointmentsDays, 30...3_650, unit: "days"))
    }
}

extension DaemonConfiguration.Retention {
    /// By their names, for people.
    var values: [(String, Int)] {
        [
            ("originals_days", originalsDays), ("quarantined_days", quarantinedDays), ("runs_days", runsDays),
            ("ended_appointments_days", endedAppointmentsDays),
        ]
    }

    func terms(at now: Instant) -> RetentionTerms {
        RetentionTerms(
            originals: now.adding(days: -originalsDays), quarantined: now.adding(days: -quarantinedDays),
            runs: now.adding(days: -runsDays), ended: now.adding(days: -endedAppointmentsDays))
    }
}
