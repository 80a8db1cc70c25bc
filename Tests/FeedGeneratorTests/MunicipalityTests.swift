import Testing

@testable import FeedGenerator

@Suite struct MunicipalityTests {
    @Test func onlyTheLastServiceIsClosedAndOnlyFromThreeOn() {
        for count in 1...40 {
            let services = Municipality(number: "9901", serviceCount: count).services
            #expect(services.count == count)
            #expect(services.map(\.isOpened) == (0..<count).map { count < 3 || $0 != count - 1 })
            #expect(Set(services.map(\.id)).count == count)
            #expect(services.count(where: \.showsEmployee) == 1)
            #expect(services.filter(\.showsDescription).map(\.isOpened) == [true])
        }
    }

    @Test func theSecondUnitHasOneOpenedServiceFromTwoOn() {
        for count in 2...40 {
            let municipality = Municipality(number: "9901", serviceCount: count)
            let opened = municipality.services(of: municipality.units[1]).filter(\.isOpened)
            #expect(opened.map(\.isOnlyOpenedOfUnit) == [true])
        }
        let six = municipality.services
        #expect(six.map(\.isOnlyOpenedOfUnit) == [false, false, false, false, true, false])
        #expect(Municipality(number: "9901", serviceCount: 1).services.map(\.isOnlyOpenedOfUnit) == [true])
    }

    @Test func idsOrderDifferentlyByBytesThanBySize() {
        #expect(municipality.services.map(\.id).prefix(3) == ["9", "12", "2"])
        #expect(["12", "2", "9"] == ["9", "12", "2"].sorted())
    }

    @Test func municipalitiesShareNoIdentifiers() {
        let other = Municipality(number: "9902", serviceCount: 6)
        #expect(Set(other.units.map(\.herId) + [other.herId]).isDisjoint(with: municipality.units.map(\.herId)))
        #expect(other.organisationNumber != municipality.organisationNumber)
        #expect(municipality.organisationNumber == "990990107")
        #expect(municipality.identifierSystem == "urn:epjsync:9901-gerica")
    }

    @Test func theCitizenNeverSeesTheRegistersName() {
        #expect(municipality.services.allSatisfy { $0.registerName != $0.shownName })
    }
}

@Suite struct ActivityPlanTests {
    private func histories(_ citizens: Int, nights: Int, share: Double = 0.33) -> [ActivityHistory] {
        let plan = ActivityPlan(citizens: citizens, nights: nights, activeShare: share, seed: 3)
        var random = SplitMix64(seed: 4)
        return (0..<citizens).map { plan.history(ordinal: $0, random: &random) }
    }

    @Test func aThirdIsActiveFromTheStartInBothManners() {
        let histories = histories(1000, nights: 5)
        let active = histories.filter { $0.activity(night: 1).isActive }
        #expect(active.count == 330)
        #expect((30...110).contains(active.count { $0.activity(night: 1) == .activeThroughOthers }))
        #expect(histories.allSatisfy { !$0.activity(night: 0).isActive })
    }

    @Test func someBecomeActiveSomeLeaveAndSomeReturnHoweverSmallTheMunicipality() {
        let histories = histories(20, nights: 6)
        #expect(histories.count { ($0.becomes ?? 0) > 1 } == 5)
        #expect(histories.contains { $0.leaves != nil && $0.returns == nil })
        #expect(histories.contains { $0.leaves == 2 && $0.returns == 3 })
        #expect(histories.allSatisfy { ($0.leaves ?? .max) > ($0.becomes ?? 0) })
    }

    @Test func sharesOfNobodyAndEverybodyHold() {
        #expect(histories(50, nights: 3, share: 0).allSatisfy { $0.becomes == nil })
        #expect(histories(50, nights: 1, share: 1).allSatisfy { $0.activity(night: 1).isActive })
    }

    @Test func awayLastsUntilTheNightOfReturn() {
        let history = ActivityHistory(becomes: 1, leaves: 3, returns: 5)
        #expect((0...6).map { history.activity(night: $0).isActive } == [false, true, true, false, false, true, true])
        #expect((1...6).map(history.isAway) == [false, false, true, true, true, false])
        #expect(!ActivityHistory(becomes: 1, leaves: 3).isAway(night: 4))
    }
}
