// Ten nights of two citizens nobody invented, each with two units that speak of him (RandomFeed). Consent goes and comes
// back, services are closed and opened, people die and come alive, answers get lost. Whatever happens, a few things hold; a
// failure names the seed and the command that brings it back.

import SyncCore
import TestSupport
import Testing

@Suite struct HistoryPropertyTests {
    @Test func whatHoldsInEveryHistory() throws {
        let seed = Seed.draw(for: "HistoryPropertyTests")
        for history in 0..<150 {
            // Each history can be had alone: its seed is the one said plus its number.
            let own = seed &+ UInt64(history)
            var random = SeededGenerator(seed: own)
            let replay = Comment(rawValue: "\(Seed.replay(own, "HistoryPropertyTests")) (night history \(history))")
            try Self.live(&random, replay)
        }
    }

    private static func live(_ random: inout SeededGenerator, _ replay: Comment) throws {
        var people = [Night("2027-03-24 02:00"), Night("2027-03-24 02:00")]
        people[1].citizen.citizenKey = TestDigests().entryKey("another")
        var feeds = ["a", "b"].map { name in
            [
                RandomFeed(name: name, unit: "95316", services: [nil, "9", "2", "12"]),
                RandomFeed(name: name + "2", unit: "95317", services: [nil, "9"]),
            ]
        }
        var holder: [Digest128: Int] = [:]
        for number in 0..<10 {
            for person in people.indices {
                people[person].now = oslo("2027-03-24 02:00").adding(days: number)
                    .adding(seconds: Int64.random(in: 0...20_000, using: &random))
                if random.chance(4), let handed = feeds[person][0].handOver(&random) {
                    feeds[person][1].take(over: handed, &random)
                }
                for unit in feeds[person].indices.shuffled(using: &random) {
                    feeds[person][unit].speak(to: &people[person], &random)
                }
                change(&people[person], &random)
                people[person].citizen.heldByOthers = Set(holder.filter { $0.value != person }.keys)
                let before = people[person]
                let plan = try people[person].run()
                guard before.citizen.activation == .active else {
                    #expect(plan == CitizenPlan(), replay)
                    continue
                }
                try checkPlan(plan, before, person, &holder, replay)
                checkWithdrawals(plan, before, replay)
                checkNothingTwice(plan, before, people[person], replay)
                checkSilence(plan, people[person], replay)
                checkSettled(people[person], replay)
                loseOutcomes(&people[person], &random)
            }
        }
    }

    /// What is not said of visits: deaths, limits, consent, and what the municipality opens.
    private static func change(_ night: inout Night, _ random: inout SeededGenerator) {
        night.citizen.isDead = random.chance(night.citizen.isDead ? 2 : 16)
        night.citizen.isWithheld = random.chance(night.citizen.isWithheld ? 2 : 16)
        night.rules.services[1].showAppointments = !random.chance(6)
        if random.chance(6) {
            night.services(
                CareService(id: "9", unit: "95316", from: date(2027, 1, 1), through: random.chance(2) ? nil : .never))
        }
        if random.chance(night.citizen.activation == .active ? 8 : 2) {
            if night.citizen.activation == .active { night.goesAway() } else { night.returns() }
        }
    }

    private static func loseOutcomes(_ night: inout Night, _ random: inout SeededGenerator) {
        for entry in night.citizen.told where random.chance(12) {
            if let value = entry.content?.value { night.losesOutcome(of: value) }
        }
    }

    private static func checkPlan(
        _ plan: CitizenPlan, _ before: Night, _ person: Int, _ holder: inout [Digest128: Int], _ replay: Comment
    ) throws {
        let told = Dictionary(uniqueKeysWithValues: before.citizen.told.map { ($0.key, $0) })
        #expect(Set(plan.appointments.map(\.key)).count == plan.appointments.count, replay)
        for operation in plan.appointments {
            #expect(operation.key == TestDigests().entryKey(operation.content.value), replay)
            #expect(
                operation.fingerprint
                    == TestDigests().fingerprint(of: operation.content.shown, to: before.citizen.citizenKey), replay)
            #expect(operation.isNewEntry == (told[operation.key] == nil), replay)
            #expect(holder[operation.key, default: person] == person, replay)
            holder[operation.key] = person
            #expect(operation.content.shown.end >= operation.content.shown.start, replay)
            guard let entry = told[operation.key] else {
                #expect(operation.kind == .create || operation.kind == .perform, replay)
                continue
            }
            let content = try #require(entry.content)
            #expect(operation.content.stated >= content.stated, replay)
            #expect(operation.content.value == content.value, replay)
            if entry.latestStart < before.now && operation.content.shown.start < before.now {
                // R8: but for what was performed, and for a withdrawal of which nobody knows whether it arrived (R16).
                let isUnsettled = entry.told == .possibly && entry.status == .enteredInError
                #expect(operation.kind == .perform || entry.status == .fulfilled || isUnsettled, replay)
            }
            if entry.status == .fulfilled { #expect([.perform, .cancel].contains(operation.kind), replay) }
        }
    }

    /// R12, R15, R3, R10, R11: nothing else withdraws.
    private static func checkWithdrawals(_ plan: CitizenPlan, _ before: Night, _ replay: Comment) {
        let citizen = before.citizen
        let told = Dictionary(uniqueKeysWithValues: citizen.told.map { ($0.key, $0) })
        for operation in plan.appointments where operation.kind == .withdraw {
            guard let entry = told[operation.key], let content = entry.content else {
                Issue.record("withdrawn and never told", severity: .error)
                continue
            }
            if citizen.isDead || citizen.isWithheld || citizen.isNewlyActive { continue }
            if entry.told == .possibly, entry.status == .enteredInError { continue }
            // R15: the pair that was told, or the one that is stated by now, is not open.
            if before.rules.opened(entry.pair)?.showAppointments != true { continue }
            if citizen.visits.contains(where: { $0.isClosed(before.rules, uid: content.value) }) { continue }
            #expect(entry.start > before.now && entry.status != .cancelled, replay)
            let list = citizen.visits.first { $0.kind == .snapshot && $0.unit == entry.pair.unit }
            #expect(list.map { $0.generated > content.stated && $0.generated < entry.start } == true, replay)
            #expect(list.map { $0.generated.adding(hours: 48) >= before.now } == true, replay)
            let isNamed = citizen.visits.contains { statement in
                statement.kind == .snapshot && statement.generated.adding(hours: 48) >= before.now
                    && statement.events.contains {
                        $0.uid == content.value && $0.recurrence == nil && $0.recurrenceID == nil
                            && $0.state == .assigned && $0.serviceID == entry.pair.service
                    }
            }
            #expect(!isNamed, "what a list in force names was withdrawn: \(replay)")
        }
    }

    /// Never two entries for one stated visit: not by what leads to them, and not by what they show.
    private static func checkNothingTwice(
        _ plan: CitizenPlan, _ before: Night, _ after: Night, _ replay: Comment
    ) {
        let shown = Set(
            after.citizen.told.filter { $0.status.isUpcoming && $0.start >= after.now }.map(\.key))
        for event in after.citizen.visits.flatMap(\.events) where event.recurrence == nil && event.recurrenceID == nil {
            let key = TestDigests().entryKey(event.uid)
            if let alias = after.citizen.aliases[key], alias != key {
                #expect(!(shown.contains(key) && shown.contains(alias)), replay)
            }
        }
        struct Place: Hashable {
            let unit: String
            let start: Instant
        }
        let unsettled = Set(before.citizen.told.filter { $0.told == .possibly }.map(\.key))
        var told: [Place: Int] = [:]
        for operation in plan.appointments
        where [.create, .update].contains(operation.kind) && !unsettled.contains(operation.key) {
            let shown = operation.content.shown
            told[Place(unit: shown.pair.unit, start: shown.start), default: 0] += 1
        }
        if told.isEmpty { return }
        var stated: [Place: Int] = [:]
        for statement in after.citizen.visits {
            for start in statement.events.flatMap({ $0.starts(from: after.now) }) {
                stated[Place(unit: statement.unit, start: start), default: 0] += 1
            }
        }
        for (place, count) in told { #expect(count <= stated[place, default: 0], replay) }
    }

    /// R10, R11: nothing but withdrawals, and nothing to come is left to be seen.
    private static func checkSilence(_ plan: CitizenPlan, _ night: Night, _ replay: Comment) {
        guard night.citizen.isDead || night.citizen.isWithheld else { return }
        #expect(plan.appointments.allSatisfy { $0.kind == .withdraw }, replay)
        #expect(
            night.citizen.told.allSatisfy {
                $0.start < night.now || $0.status == .enteredInError || $0.status == .fulfilled
            }, replay)
    }

    /// The plan was carried out: planned again, there is nothing to do.
    private static func checkSettled(_ night: Night, _ replay: Comment) {
        #expect(throws: Never.self, replay) {
            let again = try night.plan()
            #expect(again.isEmpty, replay)
        }
    }
}

extension VisitStatement {
    /// It says of the visit that it is of a pair nobody opened.
    fileprivate func isClosed(_ rules: SourceRules, uid: String) -> Bool {
        events.contains {
            let isSame = uid == $0.uid || uid == $0.relatedTo || uid.hasPrefix($0.uid + "/") || $0.relatedTo != nil
            // Without a service it has that of its entry (R1), which this unit may not deliver.
            guard isSame, let service = $0.serviceID else { return isSame }
            return rules.opened(ServiceUnit(service: service, unit: unit))?.showAppointments != true
        }
    }
}

extension VisitEvent {
    /// When the visits begin that the event alone states.
    fileprivate func starts(from now: Instant) -> [Instant] {
        let zone = TimeZoneTable.europeOslo
        guard state == .planned || state == .assigned else { return [] }
        guard let recurrence, recurrenceID == nil else { return [zone.instant(of: start)] }
        let today = zone.wallClock(at: now).date
        // With an interval the phase is the plan's to know: any week may be on.
        var every = recurrence
        every.interval = 1
        return every.occurrences(from: start, in: today...today.adding(days: 400), remembered: nil, limit: 1_000)
            .filter { !excluded.contains($0) }.map(zone.instant(of:))
    }
}
