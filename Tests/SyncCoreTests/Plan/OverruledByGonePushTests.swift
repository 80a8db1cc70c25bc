// R12, R14: of two pushes about one visit the later one counts, also after a complete list has taken it out of force. The
// earlier one may lie outside what the list covers; it was overruled before the list came, and stays so.

import SyncCore
import Testing

@Suite struct OverruledByGonePushTests {
    /// Lists cover two days, so that days beyond them are within the horizon.
    private func night(_ now: String) -> Night {
        var night = Night(now)
        night.rules.snapshotDays = 2
        return night
    }

    @Test("R14 a push that a later one moved does not count again when a list ends the later one: beyond the list")
    func beyond() throws {
        var night = night("2027-03-01 12:00")
        night.push(at: "2027-03-01 08:00", .assigned("A", "2027-03-08 08:00"))
        night.push(at: "2027-03-01 09:00", .assigned("A", "2027-03-02 10:00"))
        night.snapshot(at: "2027-03-01 11:00")
        #expect(try night.plan().isEmpty)
    }

    @Test("R14 the same where the later one is told: the visit is withdrawn, and not moved back")
    func told() throws {
        var night = night("2027-03-01 09:30")
        night.push(at: "2027-03-01 08:00", .assigned("A", "2027-03-08 08:00"))
        night.push(at: "2027-03-01 09:00", .assigned("A", "2027-03-02 10:00"))
        try night.run()
        night.becomes("2027-03-01 12:00")
        night.snapshot(at: "2027-03-01 11:00")
        #expect(try night.run().said == ["withdraw A entered-in-error 03-02 10:00"])
        #expect(try night.planClosed().isEmpty)
    }

    @Test("R14 the same under another uid that goes back to the first") func related() throws {
        var night = night("2027-03-01 12:00")
        night.push(at: "2027-03-01 08:00", .assigned("A", "2027-03-08 08:00"))
        night.push(at: "2027-03-01 09:00", .assigned("B", "2027-03-02 10:00", relatedTo: "A"))
        night.snapshot(at: "2027-03-01 11:00")
        #expect(try night.plan().isEmpty)
    }

    @Test("Rule 7: a performed visit does not join one that was moved to another day and is gone there") func pairing()
        throws
    {
        var night = night("2027-03-01 12:00")
        night.push(at: "2027-03-01 06:00", .assigned("A", "2027-03-01 10:00"))
        night.push(at: "2027-03-01 07:00", .assigned("A", "2027-03-02 10:00"))
        night.snapshot(at: "2027-03-01 11:00")
        night.push(at: "2027-03-01 11:30", kind: .push, .performed("P", "2027-03-01 10:00", minutes: 30))
        #expect(try night.run().said == ["perform P fulfilled 03-01 10:00"])
    }

    @Test("A push beyond the list counts when the later one is of another occurrence, or of another service")
    func others() throws {
        var night = night("2027-03-01 12:00")
        night.push(
            at: "2027-03-01 08:00", .assigned("A", "2027-03-08 08:00"),
            .assigned("S", "2027-03-09 08:00", occurrence: "2027-03-09 08:00"))
        night.push(
            at: "2027-03-01 09:00", .assigned("A", "2027-03-02 10:00", service: "2"),
            .assigned("S", "2027-03-02 08:00", occurrence: "2027-03-02 08:00"))
        night.snapshot(at: "2027-03-01 11:00")
        #expect(
            try night.run().said == ["create A booked 03-08 08:00", "create S/20270309T080000 booked 03-09 08:00"])
    }

    @Test("Nor does the list make an older push count that a push beyond it overrules; that one counts itself")
    func outsideTheList() throws {
        var night = night("2027-03-01 12:00")
        night.push(at: "2027-03-01 08:00", .assigned("A", "2027-03-02 10:00"))
        night.push(at: "2027-03-01 09:00", .assigned("A", "2027-03-08 08:00"))
        night.snapshot(at: "2027-03-01 11:00")
        #expect(try night.run().said == ["create A booked 03-08 08:00"])
    }
}
