import Testing

@testable import FeedGenerator

@Suite struct CareTests {
    @Test func weeklyRulesFollowTheirWeekdays() {
        let rule = RecurrenceRule.weekly(on: [4, 0], from: monday + 1)
        #expect(rule.anchor == monday + 4)
        #expect(rule.byday == "MO,FR")
        #expect((0..<14).filter { rule.occurs(on: monday + $0) } == [0, 4, 7, 11])
        #expect(rule.next(onOrAfter: monday + 5) == monday + 7)
    }

    @Test func everySecondWeekKeepsItsPhaseOverTheYears() {
        let rule = RecurrenceRule.weekly(on: [0, 2], every: 2, from: monday)
        #expect((0..<28).filter { rule.occurs(on: monday + $0) } == [0, 2, 14, 16])
        #expect(rule.occurs(on: monday - 14) && !rule.occurs(on: monday - 7))
        #expect(rule.occurs(on: monday + 52 * 14))
    }

    @Test func occurrencesLieBetweenFirstAndLastDay() {
        let series = dailySeries(lastDay: monday + 2)
        #expect((-101...4).filter { series.occurs(on: monday + $0) } == Array(-100...2))
        #expect(!series.isOver(on: monday + 2))
        #expect(series.isOver(on: monday + 3))
    }

    @Test func slotsKeepApartAndNothingBeginsAtNight() {
        var random = SplitMix64(seed: 1)
        for slot in DaySlot.bounds.indices {
            let bounds = DaySlot.bounds[slot]
            if slot > 0 { #expect(DaySlot.bounds[slot - 1].upperBound + 15 <= bounds.lowerBound) }
            for _ in 0..<300 {
                let planned =
                    random.happens(0.5)
                    ? DaySlot.window(slot, on: monday, random: &random)
                    : DaySlot.exact(slot, on: monday, random: &random)
                let assigned = DaySlot.assigned(within: planned, random: &random)
                let performed = DaySlot.performed(assigned, slot: slot, random: &random)
                for frame in [planned, assigned, performed] {
                    #expect(frame.start.day == monday && frame.start.minute >= 360)
                    #expect(frame.start.minute >= bounds.lowerBound && frame.minutes > 0)
                    #expect(frame.start.minute + frame.minutes <= bounds.upperBound)
                }
                #expect(assigned.start >= planned.start && assigned.end <= planned.end && !assigned.isWindow)
                #expect(performed.start < assigned.end && performed.end > assigned.start)
            }
        }
    }

    @Test func aSeriesMovedLateKeepsItsAssignedVisitOnItsDayAndInItsWindow() {
        var series = Series(
            uid: "U", sharedUIDTag: nil, subject: subject(slot: 6), rule: .daily(from: monday), firstDay: monday,
            lastDay: nil, startMinute: 1320, minutes: 120, isWindow: true, sharesUID: false)
        series.assign(monday, uid: "X", frame: exact(monday, 23, 45, minutes: 15), employees: [])
        series.move(toMinute: 1350, from: monday)
        let assigned = series.visit(on: monday).frame
        #expect(assigned.start == time(monday, 23, 45))
        #expect(assigned.end <= series.frame(on: monday).end)
    }

    @Test func identifiersBelongToOneCitizenAndGrowWithHisPlace() {
        var seen: Set<String> = []
        var previous = ""
        for ordinal in 0..<50 {
            var source = UIDSource(ordinal: ordinal, seed: 1)
            let uids = (0..<40).map { _ in source.next() }
            #expect(uids.allSatisfy { $0 > previous })
            #expect(Set(uids).count == 40)
            #expect(Set(uids.map { $0.prefix(8) }).count == 1)
            #expect(seen.isDisjoint(with: uids))
            seen.formUnion(uids)
            previous = uids.max() ?? ""
        }
    }

    @Test func reasonsHaveTheCodesOfTheConfiguration() {
        #expect(CancellationReason.allCases.map(\.code) == ["1", "2", "3", "4"])
    }
}
