// A plan in words, so that a test reads as what the citizen's calendar is told.

import SyncCore
import TestSupport

extension CitizenPlan {
    /// `create A/20270302T080000 proposed 03-02 08:00`, by identifier.
    var said: [String] {
        appointments.map { operation in
            let start = TimeZoneTable.europeOslo.wallClock(at: operation.content.shown.start).iso8601
            return [
                operation.kind.name, operation.content.value, operation.content.shown.status.code,
                String(start.dropFirst(5).prefix(5)), String(start.dropFirst(11).prefix(5)),
            ].joined(separator: " ")
        }.sorted()
    }

    /// `memberIn 9@95316 2027-01-01 open`.
    var saidOfMemberships: [String] {
        memberships.map {
            "\($0.kind.name) \($0.pair.offerValue) \($0.since.iso8601) \($0.until?.iso8601 ?? "open")"
        }.sorted()
    }
}

extension VisitEvent {
    /// A planned visit, or a series when `days` are given.
    static func planned(
        _ uid: String, _ start: String, minutes: Int64 = 120, service: String? = "9", days: [Weekday]? = nil,
        interval: Int = 1, excluded: [String] = [], window: Bool = true, relatedTo: String? = nil
    ) -> VisitEvent {
        VisitEvent(
            uid: uid, relatedTo: relatedTo, serviceID: service, state: .planned, start: clock(start),
            end: clock(start).adding(seconds: minutes * 60), isWindow: window,
            recurrence: days.map { Recurrence(frequency: .weekly, interval: interval, byDay: WeekdaySet($0)) },
            excluded: excluded.map(clock))
    }

    static func assigned(
        _ uid: String, _ start: String, minutes: Int64 = 30, service: String? = "9", relatedTo: String? = nil,
        occurrence: String? = nil, employees: [String] = [], details: String? = nil
    ) -> VisitEvent {
        VisitEvent(
            uid: uid, relatedTo: relatedTo, recurrenceID: occurrence.map(clock), serviceID: service, state: .assigned,
            start: clock(start), end: clock(start).adding(seconds: minutes * 60), employees: employees, details: details
        )
    }

    /// - Parameter minutes: `nil` where the message's end was unusable.
    static func performed(
        _ uid: String, _ start: String, minutes: Int64? = 30, service: String? = "9", relatedTo: String? = nil,
        employees: [String] = []
    ) -> VisitEvent {
        VisitEvent(
            uid: uid, relatedTo: relatedTo, serviceID: service, state: .performed, start: clock(start),
            end: minutes.map { clock(start).adding(seconds: $0 * 60) }, employees: employees)
    }

    static func cancelled(
        _ uid: String, _ start: String, minutes: Int64 = 120, service: String? = "9", occurrence: String? = nil,
        reason: CancellationReason? = nil, employees: [String] = []
    ) -> VisitEvent {
        VisitEvent(
            uid: uid, recurrenceID: occurrence.map(clock), serviceID: service, state: .cancelled, start: clock(start),
            end: clock(start).adding(seconds: minutes * 60), employees: employees, reason: reason)
    }
}
