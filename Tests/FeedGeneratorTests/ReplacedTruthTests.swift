// What citizens see of a record system that another has replaced: never doubled, never empty in between.

import Testing

@testable import FeedGenerator

@Suite struct ReplacedTruthTests {
    /// Shown on night 1 and left on it: a series, a visit called off, and one of the day before.
    private func left(_ activity: ActivityHistory = ActivityHistory(becomes: 1)) throws -> Citizen {
        var series = dailySeries()
        series.assign(monday, uid: "X", frame: exact(monday, 8, 40), employees: [])
        var off = SingleVisit(uid: "C", subject: subject(slot: 5), frame: exact(monday + 5, 20))
        var citizen = try citizen(activity, series: [series], singles: [off])
        citizen.receive(municipality.services[0], since: monday - 50)
        _ = citizen.show(on: portalNight(1))
        off.visit = citizen.singles[0].visit
        off.visit.cancel(.byService)
        citizen.singles[0] = off
        _ = citizen.show(on: portalNight(1))
        return citizen
    }

    private func taken(_ old: Citizen, on night: Int, _ change: (inout Citizen) -> Void = { _ in }) -> Citizen {
        let successor = Municipality(number: "9901", serviceCount: 6, adapter: .profil, isSuccessor: true)
        var new = old.takenOver(
            by: successor, uids: UIDSource(ordinal: 0, seed: 99), today: portalNight(night).today)
        change(&new)
        _ = new.show(on: portalNight(night))
        return new
    }

    private func statuses(_ citizen: Citizen) -> [String: Int] {
        Dictionary(grouping: citizen.calendar, by: \.status.rawValue).mapValues(\.count)
    }

    @Test func whoIsTakenOverLosesWhatWasPromisedOnce() throws {
        let old = try left()
        #expect(statuses(old) == ["booked": 1, "proposed": 14, "cancelled": 1])
        var replaced = ReplacedCare(old, lastNight: 1, adapter: .gerica)
        let operations = replaced.show(on: portalNight(2), beside: taken(old, on: 2))
        #expect(operations.count { $0 == .withdraw } == 15 && operations.count { $0 == .memberOut } == 1)
        #expect(operations.count == 16)
        // Monday's visit lies in the past and stays as it was.
        #expect(statuses(replaced.citizen) == ["booked": 1, "entered-in-error": 15])
        let withdrawn = replaced.citizen.calendar.filter { $0.status == .enteredInError }
        let areBare = withdrawn.allSatisfy {
            !$0.frame.isWindow && !$0.isRecurring && $0.employee == nil && $0.description == nil && $0.reason == nil
        }
        #expect(areBare)
        #expect(
            replaced.citizen.memberships[0].shown
                == ShownContact(isMember: false, since: monday - 50, until: monday + 1))
        #expect(replaced.show(on: portalNight(3), beside: taken(old, on: 3)).isEmpty)
    }

    @Test func whoIsNotSpokenOfYetKeepsEverything() throws {
        var replaced = ReplacedCare(try left(), lastNight: 1, adapter: .gerica)
        // Its last answer still counts: the next day comes into sight.
        #expect(replaced.show(on: portalNight(2), beside: nil) == [.create])
        #expect(statuses(replaced.citizen) == ["booked": 1, "proposed": 15, "cancelled": 1])
        #expect(replaced.citizen.memberships[0].shown?.isMember == true)
        // After 48 hours it shows nothing new and proves nothing gone (R13).
        #expect(replaced.show(on: portalNight(3), beside: nil).isEmpty)
    }

    @Test(arguments: [(Adapter.gerica, 1), (.cosdoc, 1), (.profil, 7)])
    func lastWordsCountAsLongAsTheConfigurationSays(_ adapter: Adapter, _ nights: Int) throws {
        for night in [nights + 1, nights + 2] {
            var replaced = ReplacedCare(try left(), lastNight: 1, adapter: adapter)
            let operations = replaced.show(on: portalNight(night), beside: nil)
            #expect(operations.count { $0 == .create } == (night == nights + 1 ? nights : 0))
        }
    }

    @Test func aSuccessorThatShowsNothingTakesNothingAway() throws {
        let old = try left()
        var replaced = ReplacedCare(old, lastNight: 1, adapter: .gerica)
        let new = taken(old, on: 2) { citizen in
            citizen.series = []
            citizen.singles = []
        }
        #expect(replaced.show(on: portalNight(2), beside: new) == [.memberOut, .create])
        #expect(statuses(replaced.citizen)["proposed"] == 15)
    }

    @Test func nothingIsSentOfWhoIsNotActive() throws {
        let old = try left(ActivityHistory(becomes: 1, leaves: 2, returns: 4))
        var replaced = ReplacedCare(old, lastNight: 1, adapter: .gerica)
        for night in 2...3 {
            #expect(replaced.show(on: portalNight(night), beside: taken(old, on: night)).isEmpty)
        }
        #expect(replaced.citizen.calendar == old.calendar)
        // Back again, he sees the new one's only.
        let operations = replaced.show(on: portalNight(4), beside: taken(old, on: 4))
        #expect(operations.count { $0 == .withdraw } == 13)
    }
}
