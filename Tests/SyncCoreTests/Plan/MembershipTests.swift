// R15: TjenesteOversikt is the complete list of the citizen's open services, and the health contacts follow it.

import SyncCore
import Testing

@Suite struct MembershipTests {
    private func service(
        _ id: String = "9", unit: String = "95316", from: CivilDate = date(2027, 1, 1), through: CivilDate? = nil
    ) -> CareService { CareService(id: id, unit: unit, from: from, through: through) }

    @Test("R15 open services of opened pairs become health contacts")
    func into() throws {
        var night = Night("2027-03-01 02:00")
        night.services(service(), service("77"), service("9", unit: "1"), service("2", through: date(2027, 6, 1)))
        #expect(
            try night.run().saidOfMemberships == [
                "memberIn 2@95316 2027-01-01 2027-06-01", "memberIn 9@95316 2027-01-01 open",
            ])
        #expect(try night.plan().isEmpty)
    }

    @Test(
        "R15 from FraDato through TilDato, both included",
        arguments: [
            (date(2027, 3, 1), date(2027, 3, 1), true), (date(2027, 3, 2), nil, false),
            (date(2027, 1, 1), date(2027, 2, 28), false), (date(2027, 1, 1), .never, true),
        ])
    func period(_ from: CivilDate, _ through: CivilDate?, _ open: Bool) throws {
        var night = Night("2027-03-01 02:00")
        night.services(service(from: from, through: through))
        #expect(try night.plan().memberships.isEmpty == !open)
    }

    @Test("R15 what is missing has ended, and withdraws nothing by itself")
    func missing() throws {
        var night = Night("2027-03-01 02:00")
        night.services(service(), service("2"))
        night.push(.assigned("A", "2027-03-02 08:00"))
        try night.run()
        night.becomes("2027-03-01 12:00")
        night.services(service("2"))
        let plan = try night.run()
        #expect(plan.saidOfMemberships == ["memberOut 9@95316 2027-01-01 2027-03-01"])
        #expect(plan.appointments.isEmpty)
        night.becomes("2027-03-05 02:00")
        #expect(try night.plan().isEmpty)
    }

    @Test("R15 an empty list ends everything, no list nothing")
    func empty() throws {
        var night = Night("2027-03-01 02:00")
        night.services(service())
        try night.run()
        night.citizen.services = nil
        #expect(try night.plan().isEmpty)
        night.services()
        #expect(try night.plan().saidOfMemberships == ["memberOut 9@95316 2027-01-01 2027-03-01"])
    }

    @Test("R15 a service that comes back is a contact again")
    func again() throws {
        var night = Night("2027-03-01 02:00")
        night.services(service())
        try night.run()
        night.services()
        try night.run()
        night.becomes("2027-03-08 02:00")
        night.services(service(from: date(2027, 3, 8)))
        #expect(try night.run().saidOfMemberships == ["memberIn 9@95316 2027-03-08 open"])
        #expect(try night.plan().isEmpty)
    }

    @Test("R15 a changed end is told, an end that has come needs no second word")
    func changedEnd() throws {
        var night = Night("2027-03-01 02:00")
        night.services(service())
        try night.run()
        night.services(service(through: date(2027, 3, 4)))
        #expect(try night.run().saidOfMemberships == ["memberIn 9@95316 2027-01-01 2027-03-04"])
        night.becomes("2027-03-05 02:00")
        #expect(try night.plan().isEmpty)
    }

    @Test("R15 closing the pair in the configuration ends the contact")
    func closedPair() throws {
        var night = Night("2027-03-01 02:00")
        night.services(service())
        try night.run()
        night.rules.services.removeFirst()
        #expect(try night.plan().saidOfMemberships == ["memberOut 9@95316 2027-01-01 2027-03-01"])
    }

    @Test("R15 one service listed twice is one contact from the first day to the last")
    func twice() throws {
        var night = Night("2027-03-01 02:00")
        night.services(
            service(through: date(2027, 4, 1)), service(from: date(2026, 1, 1), through: date(2027, 5, 1)))
        #expect(try night.run().saidOfMemberships == ["memberIn 9@95316 2026-01-01 2027-05-01"])
        #expect(try night.plan().isEmpty)
    }

    @Test("R16 a contact possibly told is told again, in or out")
    func possibly() throws {
        var night = Night("2027-03-01 02:00")
        night.services(service(through: date(2027, 6, 1)))
        try night.run()
        night.citizen.memberships[0].told = .possibly
        #expect(try night.plan().saidOfMemberships == ["memberIn 9@95316 2027-01-01 2027-06-01"])
        night.services()
        #expect(try night.run().saidOfMemberships == ["memberOut 9@95316 2027-01-01 2027-03-01"])
        night.citizen.memberships[0].told = .possibly
        night.becomes("2027-03-04 02:00")
        // Byte by byte what was sent before.
        #expect(try night.run().saidOfMemberships == ["memberOut 9@95316 2027-01-01 2027-03-01"])
        #expect(try night.plan().isEmpty)
    }

    @Test("R16 a contact never told is not ended")
    func neverTold() throws {
        var night = Night("2027-03-01 02:00")
        night.services()
        night.citizen.memberships = [
            ToldMembership(
                pair: ServiceUnit(service: "9", unit: "95316"), told: .no, since: date(2027, 1, 1), until: nil)
        ]
        #expect(try night.plan().isEmpty)
    }
}
