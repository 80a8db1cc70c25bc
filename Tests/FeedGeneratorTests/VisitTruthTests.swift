// Each thing that can happen to a visit, made by hand, and what the citizen must see of it.

import Testing

@testable import FeedGenerator

@Suite struct VisitTruthTests {
    private func shown(_ citizen: Citizen, _ value: String) throws -> ShownAppointment {
        try #require(citizen.calendar.first { $0.value == value }, "nothing is shown under \(value)")
    }

    private func single(_ frame: TimeFrame, service: Int = 0, uid: String = "A") -> SingleVisit {
        SingleVisit(uid: uid, subject: subject(service), frame: frame)
    }

    private func performance(_ frame: TimeFrame, night: Int, uid: String = "P") -> Performance {
        Performance(
            night: night, frame: frame, uid: uid, relatedTo: nil, employees: ["Kari Jobbdal"], namesService: true)
    }

    // MARK: Planned

    @Test func aPlannedSeriesIsShownVisitByVisitUpToTheHorizon() throws {
        var citizen = try citizen(series: [dailySeries()])
        #expect(citizen.show(on: portalNight(1)) == Array(repeating: .create, count: 15))
        #expect(citizen.calendar.map(\.value).first == "U/20270111T080000")
        #expect(citizen.calendar.map(\.value).last == "U/20270125T080000")
        let first = try shown(citizen, "U/20270112T080000")
        #expect(first.status == .proposed && first.frame == window(monday + 1, 8) && first.isRecurring)
        #expect(first.employee == nil && first.description == nil && first.reason == nil)
        #expect(citizen.show(on: portalNight(2)) == [.create])
        #expect(citizen.calendar.last?.value == "U/20270126T080000")
    }

    @Test func aPlannedVisitWithoutWindowIsBooked() throws {
        var citizen = try citizen(singles: [single(exact(monday, 13))])
        #expect(citizen.show(on: portalNight(1)) == [.create])
        let entry = try shown(citizen, "A")
        #expect(entry.status == .booked && !entry.isRecurring && entry.frame == exact(monday, 13))
    }

    @Test func whatLiesBeyondTheHorizonWaits() throws {
        var citizen = try citizen(singles: [single(exact(monday + 15, 13))])
        #expect(citizen.show(on: portalNight(1)).isEmpty)
        #expect(citizen.show(on: portalNight(2)) == [.create])
    }

    @Test func aClosedServiceIsNeverShown() throws {
        let closed = municipality.services.count - 1
        var citizen = try citizen(
            series: [dailySeries(service: closed)], singles: [single(exact(monday, 13), service: closed)])
        #expect(citizen.show(on: portalNight(1)).isEmpty)
        citizen.singles[0].visit.perform(performance(exact(monday, 13), night: 2))
        #expect(citizen.show(on: portalNight(2)).isEmpty)
        #expect(citizen.calendar.isEmpty)
    }

    @Test func descriptionsAndEmployeesAreShownWhereTheServiceSaysSo() throws {
        var citizen = try citizen(singles: [
            single(exact(monday, 13), service: 0, uid: "A"), single(exact(monday, 15), service: 1, uid: "B"),
        ])
        citizen.singles[0].assign(exact(monday, 13), employees: ["Ola Vaktmo", "Kari Jobbdal"])
        citizen.singles[1].assign(exact(monday, 15), employees: ["Ola Vaktmo"])
        _ = citizen.show(on: portalNight(1))
        #expect(try shown(citizen, "A").employee == "Ola Vaktmo, Kari Jobbdal")
        #expect(try shown(citizen, "A").description == nil)
        #expect(try shown(citizen, "B").employee == nil)
        #expect(try shown(citizen, "B").description == "Dusj & frokost")
    }

    // MARK: Assigned and changed

    @Test func anAssignedOccurrenceKeepsItsIdentifier() throws {
        var citizen = try citizen(series: [dailySeries()])
        _ = citizen.show(on: portalNight(1))
        citizen.series[0].assign(monday + 2, uid: "X", frame: exact(monday + 2, 8, 40), employees: ["Ola Vaktmo"])
        #expect(Set(citizen.show(on: portalNight(2))) == [.create, .update])
        #expect(citizen.calendar.count == 16)
        let entry = try shown(citizen, "U/20270113T080000")
        #expect(entry.status == .booked && entry.frame == exact(monday + 2, 8, 40) && !entry.isRecurring)
        #expect(entry.employee == "Ola Vaktmo")
    }

    @Test func anOccurrenceAssignedBeforeItWasEverShownHasTheOccurrencesIdentifier() throws {
        var citizen = try citizen(series: [dailySeries()])
        citizen.series[0].assign(monday, uid: "X", frame: exact(monday, 9), employees: [])
        _ = citizen.show(on: portalNight(1))
        #expect(try shown(citizen, "U/20270111T080000").status == .booked)
        #expect(!citizen.calendar.contains { $0.value == "X" })
    }

    @Test func employeesChange() throws {
        var citizen = try citizen(singles: [single(exact(monday + 1, 13))])
        citizen.singles[0].assign(exact(monday + 1, 13), employees: ["Ola Vaktmo"])
        _ = citizen.show(on: portalNight(1))
        citizen.singles[0].visit.employees = ["Kari Jobbdal"]
        #expect(citizen.show(on: portalNight(2)) == [.update])
        #expect(try shown(citizen, "A").employee == "Kari Jobbdal")
    }

    @Test func aMovedVisitIsFollowedAcrossDaysMidnightAndHorizon() throws {
        var citizen = try citizen(singles: [single(exact(monday + 1, 13))])
        _ = citizen.show(on: portalNight(1))
        citizen.singles[0].move(to: exact(monday + 2, 23, 40, minutes: 45), slot: 6)
        #expect(citizen.show(on: portalNight(2)) == [.update])
        #expect(try shown(citizen, "A").frame.end == time(monday + 3, 0, 25))
        citizen.singles[0].move(to: exact(monday + 25, 13), slot: 5)
        #expect(citizen.show(on: portalNight(3)) == [.update])
        #expect(try shown(citizen, "A").frame == exact(monday + 25, 13))
    }

    @Test func aVisitUnderANewUidKeepsItsFirst() throws {
        var citizen = try citizen(singles: [single(window(monday + 1, 13))])
        citizen.singles[0].rename(to: "B", before: 1)
        _ = citizen.show(on: portalNight(1))
        citizen.singles[0].rename(to: "C", before: 2)
        citizen.singles[0].assign(exact(monday + 1, 14), employees: [])
        #expect(citizen.show(on: portalNight(2)) == [.update])
        #expect(citizen.calendar.map(\.value) == ["A"])
        #expect(citizen.singles[0].visit.relatedTo == "B")
    }

    @Test func aSeriesAtAnotherTimeOfDayKeepsTheIdentifiersOfShownDates() throws {
        var citizen = try citizen(series: [dailySeries()])
        _ = citizen.show(on: portalNight(1))
        citizen.series[0].move(toMinute: 510, from: monday + 1)
        let operations = citizen.show(on: portalNight(2))
        #expect(operations.count { $0 == .update } == 14)
        #expect(operations.count { $0 == .create } == 1)
        #expect(try shown(citizen, "U/20270125T080000").frame.start == time(monday + 14, 8, 30))
        #expect(try shown(citizen, "U/20270126T083000").frame.start == time(monday + 15, 8, 30))
        #expect(try shown(citizen, "U/20270111T080000").frame.start == time(monday, 8))
    }

    // MARK: Absence

    @Test func aVanishedVisitIsWithdrawnWithItsLastTimes() throws {
        var citizen = try citizen(singles: [single(window(monday + 3, 13), service: 1)])
        _ = citizen.show(on: portalNight(1))
        citizen.singles[0].vanish()
        #expect(citizen.show(on: portalNight(2)) == [.withdraw])
        let entry = try shown(citizen, "A")
        #expect(entry.status == .enteredInError && entry.description == nil)
        #expect(entry.frame == TimeFrame(start: time(monday + 3, 13), minutes: 120, isWindow: false))
        #expect(citizen.show(on: portalNight(3)).isEmpty)
    }

    @Test func whatHasBegunIsNotWithdrawn() throws {
        var citizen = try citizen(singles: [single(exact(monday, 13))])
        _ = citizen.show(on: portalNight(1))
        citizen.singles[0].vanish()
        #expect(citizen.show(on: portalNight(2)).isEmpty)
        #expect(try shown(citizen, "A").status == .booked)
    }

    @Test func absenceCountsOnlyAsFarAsTheSnapshotReaches() throws {
        var citizen = try citizen(singles: [single(exact(monday + 10, 13))])
        _ = citizen.show(on: portalNight(1, snapshotDays: 5))
        citizen.singles[0].vanish()
        #expect(citizen.show(on: portalNight(2, snapshotDays: 5)).isEmpty)
        #expect(citizen.show(on: portalNight(6, snapshotDays: 5)).isEmpty)
        #expect(citizen.show(on: portalNight(7, snapshotDays: 5)) == [.withdraw])
    }

    @Test func anEndedSeriesTakesItsComingVisitsWithIt() throws {
        var citizen = try citizen(series: [dailySeries()])
        citizen.series[0].assign(monday, uid: "X", frame: exact(monday, 9), employees: [])
        _ = citizen.show(on: portalNight(1))
        citizen.series[0].end(monday + 1)
        #expect(citizen.show(on: portalNight(2)) == Array(repeating: .withdraw, count: 14))
        #expect(try shown(citizen, "U/20270111T080000").status == .booked)
    }

    @Test func aSkippedOccurrenceIsWithdrawnAndComesBackUnderItsIdentifier() throws {
        var citizen = try citizen(series: [dailySeries()])
        _ = citizen.show(on: portalNight(1))
        citizen.series[0].skip(monday + 5)
        #expect(Set(citizen.show(on: portalNight(2))) == [.create, .withdraw])
        citizen.series[0].restore(monday + 5)
        #expect(Set(citizen.show(on: portalNight(3))) == [.create, .update])
        #expect(try shown(citizen, "U/20270116T080000").status == .proposed)
    }

    @Test func aCountedSeriesEndsByItself() throws {
        var citizen = try citizen(series: [dailySeries(lastDay: monday + 1)])
        #expect(citizen.show(on: portalNight(1)) == [.create, .create])
        #expect(citizen.show(on: portalNight(2)).isEmpty)
        #expect(citizen.show(on: portalNight(3)).isEmpty)
        #expect(citizen.calendar.map(\.status) == [.proposed, .proposed])
    }

    // MARK: Cancelled

    @Test func aCancellationKeepsTheWindowAndNamesTheReason() throws {
        var citizen = try citizen(series: [dailySeries()])
        _ = citizen.show(on: portalNight(1))
        citizen.series[0].cancel(monday + 3, .onBehalf)
        #expect(Set(citizen.show(on: portalNight(2))) == [.create, .cancel])
        let entry = try shown(citizen, "U/20270114T080000")
        #expect(entry.status == .cancelled && entry.frame == window(monday + 3, 8))
        #expect(entry.reason?.code == "4" && !entry.isRecurring)
    }

    @Test func aCancelledAssignedVisitKeepsItsTimeButNoName() throws {
        var citizen = try citizen(singles: [single(exact(monday + 1, 13))])
        citizen.singles[0].assign(exact(monday + 1, 13), employees: ["Ola Vaktmo"])
        _ = citizen.show(on: portalNight(1))
        citizen.singles[0].visit.cancel(.notAtHome)
        #expect(citizen.show(on: portalNight(2)) == [.cancel])
        let entry = try shown(citizen, "A")
        #expect(entry.frame == exact(monday + 1, 13) && entry.employee == nil && entry.reason == .notAtHome)
    }

    @Test func aCancellationOfWhatWasNeverShownIsNotTold() throws {
        var citizen = try citizen(singles: [single(exact(monday + 1, 13))])
        citizen.singles[0].visit.cancel(.byService)
        #expect(citizen.show(on: portalNight(1)).isEmpty)
        citizen.singles[0].visit.reinstate()
        #expect(citizen.show(on: portalNight(2)) == [.create])
    }

    @Test func aCancellationAfterTheVisitBeganIsNotTold() throws {
        var citizen = try citizen(singles: [single(exact(monday, 13))])
        _ = citizen.show(on: portalNight(1))
        citizen.singles[0].visit.cancel(.notAtHome)
        #expect(citizen.show(on: portalNight(2)).isEmpty)
    }

    @Test func aCancellationNoLongerListedStays() throws {
        var citizen = try citizen(singles: [single(exact(monday + 3, 13))])
        _ = citizen.show(on: portalNight(1))
        citizen.singles[0].visit.cancel(.byRecipient)
        _ = citizen.show(on: portalNight(2))
        citizen.singles[0].visit.isDropped = true
        #expect(citizen.show(on: portalNight(3)).isEmpty)
        #expect(try shown(citizen, "A").status == .cancelled)
    }

    @Test func aCancelledVisitIsReinstated() throws {
        var citizen = try citizen(singles: [single(window(monday + 3, 13))])
        _ = citizen.show(on: portalNight(1))
        citizen.singles[0].visit.cancel(.byService)
        _ = citizen.show(on: portalNight(2))
        citizen.singles[0].visit.reinstate()
        #expect(citizen.show(on: portalNight(3)) == [.update])
        let entry = try shown(citizen, "A")
        #expect(entry.status == .proposed && entry.reason == nil)
    }

    // MARK: Performed

    @Test func aPerformedVisitShowsWhenItReallyWas() throws {
        var citizen = try citizen(series: [dailySeries()])
        _ = citizen.show(on: portalNight(1))
        citizen.series[0].change(monday) { $0.perform(performance(exact(monday, 8, 50, minutes: 25), night: 2)) }
        #expect(Set(citizen.show(on: portalNight(2))) == [.perform, .create])
        let entry = try shown(citizen, "U/20270111T080000")
        #expect(entry.status == .fulfilled && entry.frame == exact(monday, 8, 50, minutes: 25))
        #expect(entry.employee == "Kari Jobbdal" && !entry.isRecurring)
    }

    @Test func anUnplannedPerformedVisitIsShownToWhoWasActiveThatDay() throws {
        var visit = single(exact(monday, 13), uid: "P")
        visit.visit.perform(performance(exact(monday, 13), night: 2))
        var active = try citizen(singles: [])
        _ = active.show(on: portalNight(1))
        active.singles = [visit]
        #expect(active.show(on: portalNight(2)) == [.perform])
        #expect(try shown(active, "P").status == .fulfilled)
        var newcomer = try citizen(ActivityHistory(becomes: 2), singles: [visit])
        #expect(newcomer.show(on: portalNight(2)).isEmpty)
    }

    @Test func thePastStaysAsItWasShown() throws {
        var citizen = try citizen(series: [dailySeries()])
        _ = citizen.show(on: portalNight(1))
        citizen.series[0].change(monday) { $0.frame = exact(monday, 11) }
        _ = citizen.show(on: portalNight(2))
        #expect(try shown(citizen, "U/20270111T080000").frame == window(monday, 8))
    }
}
