// Identity rule 4's other half: which messages are set aside because two of their events cannot be told apart.

import SyncCore
import Testing

@Suite struct AmbiguousIdentityTests {
    private static let monday = [Weekday.monday]

    private func isAmbiguous(_ events: [VisitEvent]) -> Bool {
        VisitStatement(unit: "95316", kind: .snapshot, generated: Instant(seconds: 0), events: events)
            .hasAmbiguousIdentity
    }

    @Test(
        "Identity 4 one value and one service: the message is set aside",
        arguments: [
            [VisitEvent.assigned("A", "2027-03-02 08:00"), .assigned("A", "2027-03-03 08:00")],
            [.assigned("A", "2027-03-02 08:00"), .planned("A", "2027-03-03 08:00")],
            [.assigned("A", "2027-03-02 08:00", service: nil), .assigned("A", "2027-03-03 08:00", service: nil)],
            [.assigned("A", "2027-03-02 08:00"), .assigned("A", "2027-03-03 08:00", service: nil)],
            [.assigned("B", "2027-03-02 08:00", relatedTo: "A"), .assigned("C", "2027-03-03 08:00", relatedTo: "A")],
            [.assigned("B", "2027-03-02 08:00", relatedTo: "A"), .assigned("C", "2027-03-03 08:00", relatedTo: "B")],
            [.planned("S", "2027-03-01 08:00", days: monday), .planned("S", "2027-03-08 08:00", days: monday)],
            [
                .assigned("S", "2027-03-02 08:00", occurrence: "2027-03-02 07:00"),
                .assigned("S", "2027-03-02 09:00", occurrence: "2027-03-02 07:00"),
            ],
            [.performed("A", "2027-03-02 08:00"), .performed("A", "2027-03-02 08:00")],
            [.performed("A", "2027-03-02 08:00"), .performed("A", "2027-03-02 09:00", service: nil)],
        ])
    func ambiguous(_ events: [VisitEvent]) { #expect(isAmbiguous(events)) }

    @Test(
        "Identity 4 told apart by service, occurrence, time, weekday or state",
        arguments: [
            [
                VisitEvent.assigned("A", "2027-03-02 08:00", service: "2"),
                .assigned("A", "2027-03-02 08:00", service: "12"),
            ],
            [.assigned("A", "2027-03-02 08:00"), .assigned("B", "2027-03-02 08:00")],
            [.planned("S", "2027-03-01 08:00", days: monday), .planned("S", "2027-03-01 20:00", days: monday)],
            [.planned("S", "2027-03-01 08:00", days: monday), .planned("S", "2027-03-02 08:00", days: [.tuesday])],
            [
                .planned("S", "2027-03-01 08:00", days: monday),
                .assigned("S", "2027-03-01 09:00", occurrence: "2027-03-01 08:00"),
            ],
            [.assigned("A", "2027-03-02 08:00"), .cancelled("A", "2027-03-02 08:00")],
            [.assigned("A", "2027-03-02 08:00"), .performed("A", "2027-03-02 09:00")],
            // What recurs was performed on two days.
            [.performed("A", "2027-03-02 08:00"), .performed("A", "2027-03-03 08:00")],
            // Two visits that go back to one series of the message are two visits.
            [
                .planned("S", "2027-03-01 08:00", days: monday), .assigned("B", "2027-03-08 08:00", relatedTo: "S"),
                .assigned("C", "2027-03-15 08:00", relatedTo: "S"),
            ],
        ])
    func clear(_ events: [VisitEvent]) { #expect(!isAmbiguous(events)) }

    @Test("Identity 4 one series after the other under one uid")
    func oneAfterTheOther() {
        var first = VisitEvent.planned("S", "2027-03-01 08:00", days: Self.monday)
        first.recurrence?.until = clock("2027-03-31 23:59")
        let second = VisitEvent.planned("S", "2027-04-01 08:00", days: Self.monday)
        #expect(!isAmbiguous([first, second]))
        first.recurrence?.until = clock("2027-04-01 08:00")
        #expect(isAmbiguous([first, second]))
    }
}
