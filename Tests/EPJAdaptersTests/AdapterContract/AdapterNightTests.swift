// The same nights, told by each EPJ in its own way, end in the same calendar.

import SyncCore
import Testing

@testable import EPJAdapters

@Suite struct AdapterNightTests {
    /// Half an hour after midnight in Norway.
    private static let nights = (12...15).map { "2027-01-\($0 - 1)T23:30:00Z" }
    private static let days = ["12", "13", "15", "18", "19", "20", "21", "22", "25", "26"]

    private static func planned(_ kind: String, _ days: some Sequence<String>) -> [String] {
        days.map { "\(kind) proposed 01-\($0) 12:00" }
    }

    @Test(arguments: AdapterKind.allCases)
    func theNightsEndInTheSameCalendar(adapter: AdapterKind) throws {
        var night = AdapterNight(adapter)
        try night.receive(.services, .snapshot)
        let first = try night.run(Self.nights[0])
        #expect(
            first.said
                == (["create booked 01-12 09:00", "create booked 01-14 13:00"] + Self.planned("create", Self.days))
                .sorted())
        #expect(first.memberships.map(\.pair.offerValue).sorted() == ["12@90010", "9@90010"])
        #expect(try night.run(Self.nights[0]).isEmpty)

        // The series begins a day later in the answer, and no entry becomes another.
        let before = Self.days.dropFirst().map { night.identifier(at: "2027-01-\($0)T12:00:00") }
        try night.receive(.performed, .movedSnapshot)
        #expect(try night.run(Self.nights[1]).said == ["create proposed 01-27 12:00", "perform fulfilled 01-12 09:05"])
        #expect(Self.days.dropFirst().map { night.identifier(at: "2027-01-\($0)T12:00:00") } == before)

        try night.receive(.cancelled)
        #expect(
            try night.run(Self.nights[2]).said == ["cancel cancelled 01-14 13:00", "create proposed 01-28 12:00"])

        try night.receive(.emptySnapshot)
        #expect(
            try night.run(Self.nights[3]).said
                == (["15", "18", "19", "20", "21", "22", "25", "26", "27", "28"]).map {
                    "withdraw entered-in-error 01-\($0) 12:00"
                })
        #expect(try night.run(Self.nights[3]).isEmpty)
    }

    /// Identity rule 6: the visit that stands for the excluded day has the identifier of that day.
    @Test(arguments: AdapterKind.allCases)
    func anExcludedDayWithAConfirmedVisitIsOneEntry(adapter: AdapterKind) throws {
        var night = AdapterNight(adapter)
        try night.receive(.snapshot)
        _ = try night.run(Self.nights[0])
        #expect(night.identifier(at: "2027-01-14T13:00:00") == "series-1/20270114T120000")
        try night.receive(.movedSnapshot)
        #expect(try night.run(Self.nights[1]).said == ["create proposed 01-27 12:00"])
        #expect(night.identifier(at: "2027-01-14T13:00:00") == "series-1/20270114T120000")
    }

    /// Identity rules 1 to 3: by the same uid every night, or by a related-to that names the first.
    @Test(arguments: AdapterKind.allCases)
    func aVisitKeepsItsIdentifier(adapter: AdapterKind) throws {
        var night = AdapterNight(adapter)
        try night.receive(.snapshot)
        _ = try night.run(Self.nights[0])
        #expect(night.identifier(at: "2027-01-12T09:00:00") == "visit-1")
        try night.receive(.performed)
        #expect(try night.run(Self.nights[1]).said.first == "create proposed 01-27 12:00")
        #expect(night.identifier(at: "2027-01-12T09:05:00") == "visit-1")
    }

    @Test(arguments: AdapterKind.allCases)
    func aDuplicateHasNoSecondEffect(adapter: AdapterKind) throws {
        var night = AdapterNight(adapter)
        try night.receive(.services, .snapshot)
        _ = try night.run(Self.nights[0])
        try night.receive(.snapshot, .services)
        #expect(try night.run(Self.nights[0]).isEmpty)
    }

    @Test(arguments: AdapterKind.allCases)
    func aCancellationBeforeItsOriginalEndsCancelled(adapter: AdapterKind) throws {
        var night = AdapterNight(adapter)
        try night.receive(.cancelled, .movedSnapshot)
        let plan = try night.run(Self.nights[2])
        #expect(plan.said == Self.planned("create", Self.days.dropFirst(2) + ["27", "28"]))
        #expect(night.identifier(at: "2027-01-14T13:00:00") == nil)
    }

    @Test(arguments: AdapterKind.allCases)
    func aServiceThatIsNotOpenedIsNotShown(adapter: AdapterKind) throws {
        var night = AdapterNight(adapter)
        night.rules.services.removeAll { $0.id == "9" }
        try night.receive(.services, .snapshot)
        let plan = try night.run(Self.nights[0])
        #expect(
            plan.said == (["create booked 01-14 13:00"] + Self.planned("create", Self.days)).sorted())
        #expect(plan.memberships.map(\.pair.offerValue) == ["12@90010"])
    }

    @Test(arguments: AdapterKind.allCases)
    func anEmptySnapshotOfNothingIsNothing(adapter: AdapterKind) throws {
        var night = AdapterNight(adapter)
        try night.receive(.emptySnapshot)
        #expect(try night.run(Self.nights[3]).isEmpty)
    }
}
