// By what shown appointments are compared.

import TestSupport
import Testing

@testable import SyncCore

@Suite struct FingerprintTests {
    private let digests = TestDigests()
    private let citizen = Digest128(high: 1, low: 2)
    private let shown = ShownAppointment(
        status: .proposed, start: oslo("2027-03-27 08:00"), end: oslo("2027-03-27 09:30"),
        pair: ServiceUnit(service: "9", unit: "95316"), serviceName: "Hjemmesykepleie i Ås", details: "Sårstell")

    @Test("whatever a citizen would see otherwise makes another fingerprint")
    func everything() {
        let changes: [(inout ShownAppointment) -> Void] = [
            { $0.status = .booked }, { $0.start = oslo("2027-03-27 08:01") }, { $0.end = oslo("2027-03-27 09:31") },
            { $0.start = oslo("2027-03-28 08:00") }, { ($0.start, $0.end) = ($0.end, $0.start) },
            { $0.isWindow = true }, { $0.isRecurring = true }, { $0.pair = ServiceUnit(service: "10", unit: "95316") },
            { $0.pair = ServiceUnit(service: "9", unit: "95317") }, { $0.serviceName = "Hjemmesykepleie" },
            { $0.place = .elsewhere }, { $0.employees = ["Kari"] }, { $0.details = nil },
            { $0.cancellationCode = "A" }, { $0.minors = .youthOnly }, { $0.mayCancel = true },
        ]
        var seen = Set([digests.fingerprint(of: shown, to: citizen)])
        for change in changes {
            var other = shown
            change(&other)
            #expect(seen.insert(digests.fingerprint(of: other, to: citizen)).inserted)
        }
        #expect(seen.insert(digests.fingerprint(of: shown, to: Digest128(high: 1, low: 3))).inserted)
    }

    @Test("the visits of a series differ in their times alone", arguments: [-1, 0, 1, 86_399, 4_102_444_800])
    func times(seconds: Int64) {
        var other = shown
        other.start = Instant(seconds: seconds)
        other.end = Instant(seconds: seconds + 3_600)
        let outline = digests.outline(of: shown, to: citizen)
        #expect(digests.outline(of: other, to: citizen) == outline)
        #expect(digests.fingerprint(of: other, to: citizen) == outline.fingerprint(other.start, other.end))
    }

    @Test("what was told under a former fingerprint is told: not sent again, and repeated on purpose as the same")
    func former() throws {
        var night = Night("2027-03-01 02:00")
        night.push(.assigned("A", "2027-03-02 08:00"))
        try night.run()
        let told = try #require(night.citizen.told.first)
        let content = try #require(told.content)
        let former = digests.formerFingerprint(of: content.shown)
        #expect(former != told.fingerprint)
        night.citizen.told[0].fingerprint = former
        #expect(try night.planClosed().isEmpty)
        let again = try Planner(
            rules: night.rules, zone: TimeZoneTable.europeOslo, now: night.now, limits: Limits(), digests: digests,
            resends: true
        ).plan(night.citizen)
        #expect(again.appointments.map(\.fingerprint) == [former])
        night.push(at: "2027-03-01 01:59", .assigned("A", "2027-03-02 09:00"))
        #expect(try night.plan().said == ["update A booked 03-02 09:00"])
        #expect(try night.plan().appointments.first?.fingerprint != former)
    }
}
