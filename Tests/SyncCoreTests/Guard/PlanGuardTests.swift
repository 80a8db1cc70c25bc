// The guard's limits, one row each side of every edge.

import Testing

@testable import SyncCore

@Suite struct PlanGuardTests {
    /// What a plan would do, written short.
    private struct Counts {
        var shown = 0
        var withdrawn = 0
        var cancelled = 0
        var moved = 0
        var changed = 0
        var created = 0
        var contacts = 0
        var ended = 0
        var active = 0
        var inactive = 0
        var citizens = 1

        var tally: PlanTally {
            var tally = PlanTally()
            let now = Instant(seconds: 1_800_000_000)
            for n in 0..<max(citizens, 1) {
                func part(_ count: Int) -> Range<Int> { count * n / citizens..<count * (n + 1) / citizens }
                var situation = CitizenSituation(citizenKey: Digest128(high: 9, low: UInt64(n)), activation: .active)
                var plan = CitizenPlan()
                for entry in part(shown) { situation.told.append(Self.entry(entry, now)) }
                for (kind, range) in [
                    (OperationKind.withdraw, part(withdrawn)), (.cancel, part(cancelled)), (.update, part(changed)),
                ] {
                    // Each citizen's own entries.
                    let own = part(shown).lowerBound - range.lowerBound
                    for entry in range { plan.appointments.append(Self.operation(kind, entry + own, now)) }
                }
                for entry in part(moved) { plan.appointments.append(Self.operation(.update, entry, now, later: 60)) }
                for entry in part(created) {
                    plan.appointments.append(Self.operation(.create, 1_000_000 + entry, now))
                }
                for contact in part(contacts) { situation.memberships.append(Self.contact(contact)) }
                for contact in part(ended) {
                    let old = Self.contact(contact)
                    plan.memberships.append(
                        MembershipOperation(kind: .memberOut, pair: old.pair, since: old.since, until: old.since))
                }
                tally.add(plan, of: situation, now: now, today: CivilDate(dayNumber: 20_000))
            }
            tally.active = active
            tally.goneInactive = inactive
            return tally
        }

        private static func key(_ n: Int) -> Digest128 { Digest128(high: 1, low: UInt64(n)) }

        private static func entry(_ n: Int, _ now: Instant) -> ToldEntry {
            ToldEntry(
                key: key(n), told: .yes, fingerprint: key(n), status: .booked, start: now.adding(hours: 5),
                end: now.adding(hours: 6), pair: ServiceUnit(service: "9", unit: "95316"))
        }

        private static func operation(
            _ kind: OperationKind, _ n: Int, _ now: Instant, later seconds: Int64 = 0
        ) -> AppointmentOperation {
            let shown = ShownAppointment(
                status: .booked, start: now.adding(hours: 5).adding(seconds: seconds),
                end: now.adding(hours: 6).adding(seconds: seconds), pair: ServiceUnit(service: "9", unit: "95316"),
                serviceName: "", place: .home)
            return AppointmentOperation(
                kind: kind, key: key(n), content: ToldEntry.Content(value: "", shown: shown, stated: now),
                fingerprint: Digest128(high: 7, low: UInt64(n)), urgency: Urgency(.rest, start: now),
                isNewEntry: kind == .create)
        }

        private static func contact(_ n: Int) -> ToldMembership {
            ToldMembership(
                pair: ServiceUnit(service: "\(n)", unit: "95316"), told: .yes, since: CivilDate(dayNumber: 10),
                until: nil)
        }
    }

    private static let table: [(Counts, HeldKind?)] = [
        // More than 10 % of shown and more than 20.
        (Counts(shown: 209, withdrawn: 21), .withdrawals), (Counts(shown: 210, withdrawn: 21), nil),
        (Counts(shown: 199, withdrawn: 20), nil),
        // Half of what there is, and at least 5.
        (Counts(shown: 10, withdrawn: 5), .withdrawals), (Counts(shown: 11, withdrawn: 5), nil),
        (Counts(shown: 4, withdrawn: 4), nil), (Counts(shown: 5, withdrawn: 5), .withdrawals),
        // More than 30 % of shown and more than 100.
        (Counts(shown: 336, cancelled: 101), .cancellations), (Counts(shown: 337, cancelled: 101), nil),
        (Counts(shown: 100, cancelled: 100), nil),
        (Counts(shown: 336, moved: 101), .changedTimes), (Counts(shown: 337, moved: 101), nil),
        // More than 30 % and more than 1,000.
        (Counts(shown: 3_336, changed: 1_001), .changes), (Counts(shown: 3_337, changed: 1_001), nil),
        (Counts(shown: 1_000, changed: 1_000), nil),
        // More than 5 % and more than 20; half of at least 10; half and at least 5.
        (Counts(contacts: 419, ended: 21), .contactsEnded), (Counts(contacts: 420, ended: 21), nil),
        (Counts(contacts: 10, ended: 5), .contactsEnded), (Counts(contacts: 9, ended: 4), nil),
        (Counts(contacts: 9, ended: 5), .contactsEnded), (Counts(contacts: 4, ended: 4), nil),
        // More than 10 % and more than 50; half likewise.
        (Counts(active: 509, inactive: 51), .goneInactive), (Counts(active: 510, inactive: 51), nil),
        (Counts(active: 10, inactive: 5), .goneInactive), (Counts(active: 4, inactive: 4), nil),
        // Creations are no change.
        (Counts(shown: 10, created: 100_000), nil),
    ]

    private static let known = GuardHistory(creations: [], wasToldAnything: true, isConfigurationChanged: false)

    @Test("The guard compares strictly, without rounding", arguments: table.indices)
    func limits(_ index: Int) {
        let (counts, held) = Self.table[index]
        #expect(PlanGuard(GuardLimits()).judge(counts.tally, Self.known).map(\.kind) == [held].compactMap { $0 })
    }

    /// Runs behind, creations tonight, whether that holds.
    static let creations: [([Int], Int, Bool)] = [
        ([], 90_000, false), ([60, 60], 90_000, false), ([60, 60, 60], 600, false), ([60, 60, 60], 601, true),
        ([40, 40, 40], 500, false), ([40, 40, 40], 501, true), ([50, 51, 50, 51], 505, false),
        ([50, 51, 50, 51], 506, true),
        // Only the last seven count, and the newest come first.
        ([60, 60, 60, 60, 60, 60, 60, 9_000, 9_000, 9_000, 9_000, 9_000, 9_000, 9_000, 9_000], 601, true),
    ]

    @Test("Creations are measured by the median of the last runs", arguments: creations.indices)
    func creationsAgainstMedian(_ index: Int) {
        let (runs, created, isHeld) = Self.creations[index]
        let history = GuardHistory(creations: runs, wasToldAnything: true, isConfigurationChanged: false)
        let held = PlanGuard(GuardLimits()).judge(Counts(created: created).tally, history)
        #expect(held.map(\.kind) == (isHeld ? [.creations] : []))
    }

    @Test("A unit with ten entries of three citizens that loses half holds the source", arguments: [1, 2, 3])
    func unitThatLosesHalf(_ citizens: Int) {
        // 12 entries of the unit, 6 of them withdrawn; the other unit makes it a small share.
        var tally = Counts(shown: 12, withdrawn: 6, citizens: citizens).tally
        let now = Instant(seconds: 1_800_000_000)
        var other = CitizenSituation(citizenKey: Digest128(high: 3, low: 3), activation: .active)
        for n in 0..<90 {
            other.told.append(
                ToldEntry(
                    key: Digest128(high: 5, low: UInt64(n)), told: .yes, fingerprint: nil, status: .proposed,
                    start: now, end: now.adding(hours: 1), pair: ServiceUnit(service: "9", unit: "other")))
        }
        tally.add(CitizenPlan(), of: other, now: now, today: CivilDate(dayNumber: 20_000))
        let held = PlanGuard(GuardLimits()).judge(tally, Self.known)
        let expected = Exceeded(kind: .withdrawals, count: 6, whole: 102, unit: "95316")
        #expect(held == (citizens >= 3 ? [expected] : []))
    }

    @Test("A changed configuration holds always, a source never told anything when it has something to tell")
    func always() {
        let changed = GuardHistory(creations: [], wasToldAnything: true, isConfigurationChanged: true)
        #expect(PlanGuard(GuardLimits()).judge(PlanTally(), changed).map(\.kind) == [.configuration])
        let new = GuardHistory(creations: [], wasToldAnything: false, isConfigurationChanged: false)
        #expect(PlanGuard(GuardLimits()).judge(PlanTally(), new) == [])
        #expect(
            PlanGuard(GuardLimits()).judge(Counts(created: 3).tally, new)
                == [Exceeded(kind: .firstRun, count: 3, whole: 0)])
    }

    @Test("R11 a death is outside the counts", arguments: [false, true]) func deaths(isDead: Bool) {
        let now = Instant(seconds: 1_800_000_000)
        let pair = ServiceUnit(service: "9", unit: "95316")
        let shown = ShownAppointment(
            status: .enteredInError, start: now.adding(hours: 1), end: now.adding(hours: 2), pair: pair,
            serviceName: "",
            place: .home)
        let key = Digest128(high: 1, low: 1)
        var citizen = CitizenSituation(citizenKey: Digest128(high: 3, low: 3), activation: .active, isDead: isDead)
        citizen.told = [
            ToldEntry(
                key: key, told: .yes, fingerprint: nil, status: .booked, start: shown.start, end: shown.end, pair: pair)
        ]
        citizen.memberships = [
            ToldMembership(pair: pair, told: .yes, since: CivilDate(dayNumber: 1), until: nil)
        ]
        var plan = CitizenPlan()
        plan.appointments = [
            AppointmentOperation(
                kind: .withdraw, key: key, content: ToldEntry.Content(value: "", shown: shown, stated: now),
                fingerprint: Digest128(high: 2, low: 2), urgency: Urgency(.rest, start: now), isNewEntry: false)
        ]
        plan.memberships = [
            MembershipOperation(kind: .memberOut, pair: pair, since: CivilDate(dayNumber: 1), until: nil)
        ]
        var tally = PlanTally()
        tally.add(plan, of: citizen, now: now, today: CivilDate(dayNumber: 20_000))
        #expect(tally.shown == 1 && tally.contacts == 1)
        #expect(tally.withdrawn == (isDead ? 0 : 1) && tally.contactsEnded == (isDead ? 0 : 1))
    }

    @Test("What is told again as it was told changes nothing") func resending() {
        let now = Instant(seconds: 1_800_000_000)
        var tally = PlanTally()
        let shown = ShownAppointment(
            status: .booked, start: now.adding(hours: 1), end: now.adding(hours: 2),
            pair: ServiceUnit(service: "9", unit: "95316"), serviceName: "", place: .home)
        func operation(_ fingerprint: UInt64) -> AppointmentOperation {
            AppointmentOperation(
                kind: .update, key: Digest128(high: 1, low: 1),
                content: ToldEntry.Content(value: "", shown: shown, stated: now),
                fingerprint: Digest128(high: 2, low: fingerprint), urgency: Urgency(.rest, start: now),
                isNewEntry: false)
        }
        var situation = CitizenSituation(citizenKey: Digest128(high: 3, low: 3), activation: .active)
        situation.told = [
            ToldEntry(
                key: Digest128(high: 1, low: 1), told: .yes, fingerprint: Digest128(high: 2, low: 1), status: .booked,
                start: shown.start, end: shown.end, pair: shown.pair)
        ]
        var plan = CitizenPlan()
        plan.appointments = [operation(1)]
        tally.add(plan, of: situation, now: now, today: CivilDate(dayNumber: 20_000))
        #expect(tally.changed == 0)
        plan.appointments = [operation(2)]
        tally.add(plan, of: situation, now: now, today: CivilDate(dayNumber: 20_000))
        #expect(tally.changed == 1 && tally.moved == 0)
    }
}

@Suite struct SourceTermsTests {
    @Test("Another configuration has other terms, another order has the same") func terms() {
        let rules = SourceRules.home
        let bytes = rules.canonicalBytes(adapter: "gerica", successor: nil)
        var reversed = rules
        reversed.services.reverse()
        #expect(reversed.canonicalBytes(adapter: "gerica", successor: nil) == bytes)
        #expect(rules.canonicalBytes(adapter: "profil", successor: nil) != bytes)
        #expect(rules.canonicalBytes(adapter: "gerica", successor: "9901-profil") != bytes)
        let changes: [(inout SourceRules) -> Void] = [
            { $0.identifierSystem += "x" }, { $0.horizonDays += 1 }, { $0.snapshotDays += 1 },
            { $0.statementMaxAgeHours += 1 }, { $0.cancellationDefault += "x" }, { $0.services[0].name += "x" },
            { $0.services[0].units = .any }, { $0.services[0].showAppointments.toggle() },
            { $0.services[0].showEmployeeName.toggle() }, { $0.services[0].minors = .youthOnly },
            { $0.services[0].iplosCodes.append("15") }, { $0.services.removeLast() },
            { $0.hidesPast = false },
        ]
        for (index, change) in changes.enumerated() {
            var changed = rules
            change(&changed)
            #expect(changed.canonicalBytes(adapter: "gerica", successor: nil) != bytes, "change \(index)")
        }
    }
}
