// Rules about status and time: which times each status needs and forbids.

extension AppointmentRule {
    /// `hn-appointment-status-vs` 2.1.0.
    static let statuses: Set<String> = [
        "booked", "fulfilled", "cancelled", "noshow", "entered-in-error", "proposed",
    ]

    /// The statuses that may have a `requestedPeriod` instead of `start` and `end`.
    private static let periodStatuses: Set<String> = ["proposed", "cancelled", "entered-in-error"]

    static let statusRules: [AppointmentRule] = [
        AppointmentRule(
            "status-required", "Appointment.status", "status skal være satt.", kind: .required
        ) { $0.status != nil },
        AppointmentRule(
            "status-code", "Appointment.status",
            "status skal være booked, fulfilled, cancelled, noshow, entered-in-error eller proposed.",
            kind: .codeInvalid
        ) { $0.status.map(statuses.contains) ?? true },
        AppointmentRule(
            "hn-app-proposed-only-servicecategory-7", "Appointment.status",
            "status proposed er bare tillatt for serviceCategory 7."
        ) { $0.status != "proposed" || $0.isHomeCare },
    ]

    static let timeRules: [AppointmentRule] = [
        AppointmentRule(
            "start-required-inv", "Appointment.start",
            "start skal være satt, unntatt når timen har requestedPeriod og er proposed, cancelled eller"
                + " entered-in-error."
        ) { appointment in
            appointment.has("start") || appointment.has("requestedPeriod") && isPeriodStatus(appointment)
        },
        AppointmentRule(
            "app-2", "Appointment.end", "Enten skal både start og end være satt, eller ingen av dem."
        ) { $0.has("start") == $0.has("end") },
        AppointmentRule(
            "app-3", "Appointment.start", "Bare proposed og cancelled kan mangle start og end."
        ) { appointment in
            // An absent or unknown status, and entered-in-error without times, are told by rules of their own.
            let mayLack = ["proposed", "cancelled", "entered-in-error"]
            guard let status = appointment.status, statuses.contains(status) else { return true }
            return mayLack.contains(status) || appointment.has("start") && appointment.has("end")
        },
        AppointmentRule(
            "start-not-after-end", "Appointment.end", "end skal ikke være før start.", kind: .value
        ) { appointment in
            guard let start = appointment.start, let end = appointment.end else { return true }
            return start <= end
        },
        AppointmentRule(
            "hn-app-reqperiod-1", "Appointment.requestedPeriod",
            "proposed skal ha requestedPeriod, og requestedPeriod skal ha både start og end."
        ) { appointment in
            (appointment.status != "proposed" || appointment.has("requestedPeriod"))
                && appointment.requestedPeriods.allSatisfy { $0["start"] != nil && $0["end"] != nil }
        },
        AppointmentRule(
            "hn-app-reqperiod-2", "Appointment.requestedPeriod",
            "requestedPeriod er bare tillatt for proposed, cancelled og entered-in-error."
        ) { !$0.has("requestedPeriod") || isPeriodStatus($0) },
        AppointmentRule(
            "requestedPeriod-max-1", "Appointment.requestedPeriod", "Timen skal ha høyst én requestedPeriod."
        ) { $0.requestedPeriods.count <= 1 },
        AppointmentRule(
            "requestedPeriod-instant", "Appointment.requestedPeriod",
            "requestedPeriod skal ha klokkeslett og sone i start og end.", kind: .value
        ) { appointment in
            appointment.requestedPeriods.flatMap { [$0.string("start"), $0.string("end")] }
                .allSatisfy { $0.map { Instant($0) != nil } ?? true }
        },
        AppointmentRule(
            "per-1", "Appointment.requestedPeriod", "requestedPeriod.start skal ikke være etter end."
        ) { appointment in
            appointment.requestedPeriods.allSatisfy { period in
                guard let start = period.string("start").flatMap(Instant.init),
                    let end = period.string("end").flatMap(Instant.init)
                else { return true }
                return start <= end
            }
        },
        AppointmentRule(
            "hn-app-entered-in-error-requires-start-and-end", "Appointment.start",
            "entered-in-error skal ha start og end; finnes bare requestedPeriod, skal de utledes av den."
        ) { $0.status != "entered-in-error" || $0.has("start") && $0.has("end") },
    ]

    private static func isPeriodStatus(_ appointment: AppointmentResource) -> Bool {
        appointment.status.map(periodStatuses.contains) ?? false
    }
}
