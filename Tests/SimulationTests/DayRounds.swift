// Days between the nights of a history, where the history has them: what is pushed by day is read and told at once, with faults
// and cuts like the night's. Everything they need of chance is a stream of its own.

import SyncCore
import SyncState

@testable import SyncDaemon

extension History {
    func liveByDay() async {
        guard chanceByDay.happens(70) else { return }
        let minute = chanceByDay.within(800...1_100)
        let time = Wall(day: day, minute: minute).seconds
        // After a night whose clock was hours ahead it is no longer that day.
        guard installation.clock.now.seconds < time else { return }
        let faults = drawDayFaults()
        installation.clock.set(Instant(seconds: time))
        pastBefore = time
        for index in worlds.indices {
            let parcels = worlds[index].liveByDay(day, minute: minute, at: time)
            couriers[index].send(parcels, faults: faults, files: installation.files, network: installation.network)
        }
        report.days += 1
        let before = entries
        doubtful = installation.network.watch.withLock { $0.doubtful }
        let isWhole = await noisyLook(faults)
        if isWhole || chanceByDay.happens(70) { await quietLook(before) }
        await checkWeakly()
    }

    private func drawDayFaults() -> Set<FaultKind> {
        guard chanceByDay.happens(60) else { return [] }
        let kinds = FaultKind.allCases.filter { $0 != .clockJump }
        return Set((0..<chanceByDay.within(1...3)).map { _ in chanceByDay.pick(kinds) })
    }

    /// - Returns: whether it came to its end.
    private func noisyLook(_ faults: Set<FaultKind>) async -> Bool {
        let kill = arm(faults, &chanceByDay, steps: stepsOfADay)
        let end = await look(killingAt: kill)
        note(end, "noisy day", faults.map(\.rawValue).sorted())
        disarm(faults, after: end, of: "the look by day")
        if case .report = end { stepsOfADay = installation.steps.count }
        installation.clock.pass(Double(chanceByDay.within(1...600)))
        return end.report != nil
    }

    /// What the service does next, also when it was started again.
    private func quietLook(_ before: Entries) async {
        for _ in 0..<2 {
            let end = await look(killingAt: nil, isAsked: true)
            note(end, "quiet day", [])
            guard let run = end.report else { return fail("a quiet look by day did not come to its end") }
            installation.clock.pass(90)
            installation.network.settle()
            let isWhole =
                run.codes.isEmpty && !run.problems.contains { $0.contains("outbox") }
                && run.sources.allSatisfy { $0.left + $0.unknown + $0.refused == 0 && $0.answers.isEmpty }
            guard isWhole else { continue }
            report.wholeDays += 1
            return checkDay(before, at: run.now.seconds)
        }
    }

    private func look(killingAt kill: Steps.Kill?, isAsked: Bool = false) async -> Installation.End {
        let now = installation.clock.now.seconds
        for index in worlds.indices { oracles[index].take(couriers[index].delivered) }
        let end = await installation.runDay(killingAt: kill, isAsked: isAsked)
        if end.report == nil { wasCut(at: now) }
        collect()
        doubtful.formUnion(installation.network.watch.withLock { $0.doubtful })
        return end
    }

    // MARK: What must hold after a whole look

    /// - Parameter before: what the portal had before the day.
    private func checkDay(_ before: Entries, at now: Int64) {
        guard let holds = try? installation.ledger().openHolds(), holds.isEmpty else { return }
        let after = entries
        for (index, world) in worlds.enumerated() {
            // A source that was never told anything begins with a night.
            guard before.keys.contains(where: { $0.system == world.source.system }) else { continue }
            for citizen in world.citizens { checkDay(citizen, index, before, after, now) }
        }
    }

    private func checkDay(_ citizen: Resident, _ index: Int, _ before: Entries, _ after: Entries, _ now: Int64) {
        let source = worlds[index].source
        let watch = installation.network.watch.withLock { $0 }
        guard answered[citizen.number] == true, !watch.notActive.contains(citizen.number),
            let since = activeSince[citizen.number], since.upperBound != .max
        else { return }
        let expectation = expectation(
            of: citizen, source, oracles[index], before, activeSince: since, watch: watch, now: now)
        let person = expectation.person
        let isSilent = expectation.isDead || person.isWithheld
        let stated = person.visits.keys.map { SimulatedPortal.Name(system: source.system, value: $0) }
        let own = after.keys.filter { $0.system == source.system && after[$0]?.patient == citizen.number }
        for name in Set(stated).union(own).sorted() {
            let key = name.system + " " + name.value
            let isDoubtful = doubtful.contains(key)
            let standing = person.visits[name.value]
            let isPushed = standing.map { $0.kind != .snapshot && !$0.isGone && !$0.isOver } ?? false
            // What came while he was not active was looked at by day, and is told by the night that finds him active.
            let isHeard = standing.map { $0.generated > since.upperBound } ?? false
            guard !isSilent, isPushed, isHeard, let standing, isOfToday(standing, before[name], now) else {
                let isJoined = after[name]?.status == "fulfilled"
                if isSilent || !oracles[index].wasPushed(name.value, of: citizen.number), !isDoubtful, !isJoined,
                    before[name] != after[name]
                {
                    fail("by day: what is the night's changed [\(name.value)]")
                }
                continue
            }
            // What the portal refused is set aside until the night; what it forgot nobody knows of.
            if watch.forgotten.union(watch.lost).contains(key) || watch.refused.contains(key)
                || watch.refused.contains(where: { $0.hasPrefix("member \(citizen.number) ") })
            {
                continue
            }
            func verdict(_ expectation: Expectation) -> Expectation.Verdict {
                expectation.verdict(
                    name.value, before: before[name], after: after[name],
                    isDoubtful: isDoubtful || wasCutOff(before[name]))
            }
            if case .broken(let rule) = verdict(expectation) {
                // What was past by the last look (R8) may have been ahead at the first.
                let atFirst = self.expectation(
                    of: citizen, source, oracles[index], before, activeSince: since, watch: watch, now: pastBefore)
                if rule.hasPrefix("R8"), case .matches = verdict(atFirst) { continue }
                fail(
                    "by day: \(rule) [\(name.value) \(before[name]?.status ?? "-") -> \(after[name]?.status ?? "-"), "
                        + "\(told(person, name.value)); ledger: \(remembered(name, source))]")
            }
        }
    }

    /// What the lane tells: what was performed of late, and what starts today or is shown as if it did.
    private func isOfToday(_ standing: Understanding.Standing, _ before: SimulatedPortal.Entry?, _ now: Int64) -> Bool {
        if standing.mention.state == .performed { return standing.mention.start.seconds + 47 * 3_600 > now }
        let today = Wall.day(at: now)
        // What was pushed on an earlier day of a later one is the night's.
        guard Wall.day(at: standing.generated) == today else { return false }
        return standing.mention.start.day == today || before.map { Wall.day(at: $0.start) == today } ?? false
    }
}
