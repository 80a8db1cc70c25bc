// R15: a PLO "Orientering om tjenestetilbud" is its unit's current list of services, in IPLOS codes.

import SyncCore
import Testing

@Suite struct UnitServicesTests {
    private static let rules: SourceRules = {
        var rules = SourceRules.home
        rules.services[0].iplosCodes = ["15"]
        rules.services[1].iplosCodes = ["1", "5"]
        return rules
    }()

    private func night() -> Night { Night("2027-03-01 02:00", rules: Self.rules) }

    private func service(
        _ code: String, from: CivilDate? = date(2027, 1, 1), through: CivilDate? = nil
    ) -> IPLOSService { IPLOSService(code: code, from: from, through: through) }

    @Test("R15 a code opens the services it stands for, where the unit delivers them")
    func codes() throws {
        var night = night()
        night.unitServices(service("15"), service("5", through: date(2027, 6, 1)), service("29"))
        night.unitServices(unit: "95317", service("15"), service("1"))
        night.unitServices(unit: "99999", service("15"))
        #expect(
            try night.run().saidOfMemberships == [
                "memberIn 2@95316 2027-01-01 2027-06-01", "memberIn 9@95316 2027-01-01 open",
                "memberIn 9@95317 2027-01-01 open",
            ])
        #expect(try night.plan().isEmpty)
    }

    @Test(
        "R15 from the first day through the last, both included",
        arguments: [
            (date(2027, 3, 1), date(2027, 3, 1), true), (date(2027, 3, 2), nil, false),
            (date(2027, 1, 1), date(2027, 2, 28), false), (nil, nil, true), (nil, date(2027, 2, 28), false),
        ])
    func period(_ from: CivilDate?, _ through: CivilDate?, _ open: Bool) throws {
        var night = night()
        night.unitServices(service("15", from: from, through: through))
        #expect(try night.plan().memberships.isEmpty == !open)
    }

    @Test("R15 several codes of one service are one contact, from the first day to the last")
    func severalCodes() throws {
        var night = night()
        night.unitServices(
            service("1", from: date(2026, 5, 1), through: date(2027, 4, 1)), service("5", through: date(2027, 9, 1)))
        #expect(try night.run().saidOfMemberships == ["memberIn 2@95316 2026-05-01 2027-09-01"])
        night.unitServices(service("1", from: date(2026, 5, 1), through: date(2027, 4, 1)), service("5"))
        #expect(try night.run().saidOfMemberships == ["memberIn 2@95316 2026-05-01 open"])
        #expect(try night.plan().isEmpty)
    }

    @Test("R13 R15 a list with a service that nobody can name opens what it names and ends nothing")
    func unnamed() throws {
        var night = night()
        night.unitServices(service("15"))
        #expect(try night.run().saidOfMemberships == ["memberIn 9@95316 2027-01-01 open"])
        night.unitServices(service("5"), service(""))
        #expect(try night.run().saidOfMemberships == ["memberIn 2@95316 2027-01-01 open"])
        night.unitServices(service("5"), service("", through: date(2027, 2, 28)))
        #expect(try night.run().saidOfMemberships == ["memberOut 9@95316 2027-01-01 2027-03-01"])
    }

    @Test("R15 one code may stand for several services")
    func severalServices() throws {
        var night = night()
        night.rules.services[2].iplosCodes = ["15"]
        night.unitServices(service("15"))
        #expect(
            try night.run().saidOfMemberships == [
                "memberIn 12@95316 2027-01-01 open", "memberIn 9@95316 2027-01-01 open",
            ])
    }

    @Test("R15 since always: the contact begins with the list that first named it, and keeps that day")
    func sinceAlways() throws {
        var night = night()
        night.unitServices(service("15", from: nil))
        #expect(try night.run().saidOfMemberships == ["memberIn 9@95316 2027-03-01 open"])
        night.becomes("2027-03-08 02:00")
        night.unitServices(service("15", from: nil))
        #expect(try night.plan().isEmpty, "a newer list does not make it begin anew")
        night.unitServices()
        try night.run()
        night.becomes("2027-04-01 02:00")
        night.unitServices(service("15", from: nil))
        #expect(try night.run().saidOfMemberships == ["memberIn 9@95316 2027-04-01 open"])
    }

    @Test("R15 what the unit's list no longer names has ended; other units' contacts are not its business")
    func missing() throws {
        var night = night()
        night.unitServices(service("15"), service("1"))
        night.unitServices(unit: "95317", service("15"))
        night.push(.assigned("A", "2027-03-02 08:00"))
        try night.run()
        night.becomes("2027-03-01 12:00")
        night.unitServices(service("1"))
        let plan = try night.run()
        #expect(plan.saidOfMemberships == ["memberOut 9@95316 2027-01-01 2027-03-01"])
        #expect(plan.appointments.isEmpty, "ending a service withdraws nothing by itself")
        night.unitServices()
        #expect(try night.run().saidOfMemberships == ["memberOut 2@95316 2027-01-01 2027-03-01"])
        #expect(try night.plan().isEmpty)
    }

    @Test("R15 no list, or one that is past its time, ends nothing")
    func nothingSaid() throws {
        var night = night()
        night.unitServices(service("15"))
        try night.run()
        night.citizen.unitServices = []
        #expect(try night.plan().isEmpty)
        night.unitServices(unit: "95317")
        #expect(try night.plan().isEmpty)
    }

    @Test("R15 a list in IPLOS codes cannot end a service that has none")
    func withoutCodes() throws {
        var night = night()
        night.services(CareService(id: "12", unit: "95316", from: date(2027, 1, 1), through: nil))
        try night.run()
        night.citizen.services = nil
        night.unitServices(service("15"))
        #expect(try night.run().saidOfMemberships == ["memberIn 9@95316 2027-01-01 open"])
    }

    @Test("R15 a contact lasts while TjenesteOversikt or the unit's list names it")
    func twoKindsOfList() throws {
        var night = night()
        night.services(CareService(id: "9", unit: "95316", from: date(2027, 2, 1), through: date(2027, 5, 1)))
        night.unitServices(service("15"), service("1"))
        #expect(
            try night.run().saidOfMemberships == [
                "memberIn 2@95316 2027-01-01 open", "memberIn 9@95316 2027-01-01 open",
            ])
        night.services()
        #expect(try night.plan().isEmpty)
        night.services(CareService(id: "9", unit: "95316", from: date(2027, 2, 1), through: nil))
        night.unitServices()
        #expect(
            try night.run().saidOfMemberships == [
                "memberIn 9@95316 2027-02-01 open", "memberOut 2@95316 2027-01-01 2027-03-01",
            ])
        night.services()
        #expect(try night.run().saidOfMemberships == ["memberOut 9@95316 2027-02-01 2027-03-01"])
    }

    @Test("R15 closing the pair in the configuration ends the contact")
    func closedPair() throws {
        var night = night()
        night.unitServices(service("15"))
        try night.run()
        night.rules.services.removeFirst()
        #expect(try night.plan().saidOfMemberships == ["memberOut 9@95316 2027-01-01 2027-03-01"])
    }

    @Test("R10 a minor's contact only where the service names who may see", arguments: [true, false])
    func minor(_ named: Bool) throws {
        var night = night()
        night.citizen.birthDate = date(2015, 1, 1)
        if named { night.rules.services[0].minors = .youthOnly }
        night.unitServices(service("15"))
        #expect(try night.plan().memberships.count == (named ? 1 : 0))
    }

    @Test("R1 a unit's only opened service is found without any list")
    func onlyService() throws {
        var night = night()
        night.unitServices(unit: "95317", service("1"))
        night.snapshot(unit: "95317", .assigned("A", "2027-03-02 08:00", service: nil))
        #expect(
            try night.plan().appointments.map(\.content.shown.pair) == [ServiceUnit(service: "9", unit: "95317")])
    }
}
