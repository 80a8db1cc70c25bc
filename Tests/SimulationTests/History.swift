// One history: a municipality or several, night after night, with everything that can go wrong, and what must hold after
// each night. The same seed is the same history to the last byte.

import SyncCore
import SyncState
import TestSupport

@testable import SyncDaemon

struct HistoryReport: Sendable {
    let seed: UInt64
    var nights = 0
    var strongNights = 0
    var faultNights = 0
    /// Looks by day, and those that could say everything.
    var days = 0
    var wholeDays = 0
    var holds = 0
    var citizensMin = Int.max
    /// Of the night with the fewest.
    var kindsMin = Int.max
    var table = FaultTable()
    /// Night and rule, in the order found.
    var violations: [String] = []
    var log: [String] = []
    /// Of everything that was ever shown: two runs of a seed agree in it.
    var trace: UInt64 = 17
}

final class History {
    let seed: UInt64
    let nights: Int
    let installation: Installation
    var worlds: [World]
    var couriers: [Courier]
    var oracles: [Understanding]
    var chance: Chance
    var report: HistoryReport
    var night = 0
    var day: Int
    /// Since when the portal has called each citizen active: the earliest and the latest it can be for the daemon.
    var activeSince: [String: ClosedRange<Int64>] = [:]
    var isActive: [String: Bool] = [:]
    var everInactive: Set<String> = []
    var outgoing: [String: Heard] = [:]
    var changesChecked = 0
    /// Whether sources may begin.
    private var isBegun = true
    var pagesCameAgain: Bool { installation.network.watch.withLock { $0.cursorsForgotten > 0 } }
    /// Of this night and those before: what the daemon cannot know the portal has, until it was told once more.
    var doubtful: Set<String> = []
    /// Since when runs have been cut off that may have intended something of a citizen, until one came to its end with him
    /// active: what they intended may not have been sent, and of whom the portal calls inactive nothing is settled (R3).
    var cutSince: [String: Int64] = [:]
    private(set) var wasEverCut = false
    /// By hours: what had been sent before may arrive after what is sent then.
    private(set) var wasClockPutBack = false
    /// The latest time any run went by: what was old by it is no longer kept, though the clock was put back since.
    private(set) var latestRun: Int64 = 0
    private var wasFinished = false
    private(set) var began: Int64 = 0
    /// R8: what starts before it is past.
    var pastBefore: Int64 = 0
    var chanceByDay: Chance
    private var stepsOfANight = 120
    var stepsOfADay = 40
    private var wasAllRead = true

    static let starts = ["2027-01-11", "2027-03-18", "2026-10-15", "2026-12-22"]

    init(seed: UInt64, nights: Int, planted: PlantedBug? = nil) throws {
        self.seed = seed
        self.nights = nights
        var chance = Chance(seed, 0)
        chanceByDay = Chance(seed, 5)
        let kinds: [(String, SourceSetup.Transport)] = [
            ("gerica", .directory), ("profil", .bundle), ("cosdoc", .outbox),
        ]
        let count = chance.within(1...2)
        let sources = chance.shuffled(kinds).prefix(count).enumerated().map { index, kind in
            // Every adapter reads every statement, and any transport carries it.
            SourceSetup(
                index: index, adapter: kind.0,
                transport: chance.happens(25) ? chance.pick(SourceSetup.Transport.allCases) : kind.1)
        }
        let first = CivilDate(iso8601: chance.pick(Self.starts)).map { Int($0.dayNumber) } ?? 20_000
        day = first
        let start = Instant(seconds: Wall(day: first, minute: 0).seconds)
        installation = try Installation(
            sources, seed: seed, start: start, planted: planted ?? PlantedBug(),
            portalKeys: seed & Self.pastFlag != 0 ? "hides_past = false" : "")
        let people = chance.below(15_000)
        worlds = []
        for source in sources {
            // Who moved, or has two providers, is known to both.
            let shared = worlds.first.map { $0.citizens.prefix(2).map(\.number) } ?? []
            worlds.append(
                World(source, seed: seed, day: first, firstPerson: people + source.index * 20, shared: Array(shared)))
        }
        couriers = sources.map { Courier($0, seed: seed) }
        oracles = sources.map { _ in Understanding() }
        report = HistoryReport(seed: seed)
        isBegun = chance.happens(80)
        self.chance = chance
        for world in worlds {
            for citizen in world.citizens where isActive[citizen.number] == nil {
                isActive[citizen.number] = citizen.isActive
                setActive(citizen.number, citizen.isActive, isAnnounced: false)
            }
        }
    }

    private func setActive(_ number: String, _ active: Bool, isAnnounced: Bool) {
        isActive[number] = active
        let now = installation.clock.now.seconds
        let viaOthers = chance.happens(15)
        installation.network.portal.withLock {
            $0.set(number, isActive: active, viaOthers: viaOthers, isAnnounced: isAnnounced, now: now)
        }
    }

    func fail(_ what: String) {
        report.violations.append("night \(night): \(what)")
    }

    /// For whoever replays it.
    func note(_ end: Installation.End, _ kind: String, _ circumstances: [String]) {
        let operations = end.report?.sources.map { source in
            "\(source.operations.filter { $0.value > 0 }.map { "\($0.key.name) \($0.value)" }.sorted()) "
                + "left \(source.left) unknown \(source.unknown) \(source.answers)"
        }
        let now = installation.clock.now.iso8601UTC
        report.log.append(
            "night \(night) \(kind) \(circumstances) until \(now): "
                + (operations.map { "\($0) \(end.report?.problems ?? [])" } ?? "\(end)"))
    }

    func run() async -> HistoryReport {
        while night < nights, report.violations.isEmpty {
            night += 1
            day += chance.happens(4) ? 2 : 1
            await liveAndRun(isLast: night == nights)
            report.nights += 1
            if livesByDay, night < nights, report.violations.isEmpty { await liveByDay() }
        }
        report.table.merge(installation.faults.table)
        return report
    }

    // MARK: A night

    private func liveAndRun(isLast: Bool) async {
        let faults = isLast ? [] : drawFaults()
        if !faults.isEmpty { report.faultNights += 1 }
        let midnight = Wall(day: day, minute: 0).seconds
        pastBefore = midnight
        changeActivation(at: midnight - 4 * 3_600, all: isLast)
        var kinds: Set<Parcel.Kind> = []
        for index in worlds.indices {
            worlds[index].live(until: day)
            var parcels = worlds[index].speak(midnight: midnight, isWhole: isLast || night == 1)
            parcels += receipts(of: index, at: midnight - 60)
            kinds.formUnion(parcels.map(\.kind))
            couriers[index].send(parcels, faults: faults, files: installation.files, network: installation.network)
        }
        report.kindsMin = min(report.kindsMin, kinds.count)
        report.citizensMin = min(report.citizensMin, worlds.map(\.citizens.count).reduce(0, +))
        setClock(midnight, faults)
        began = installation.clock.now.seconds
        let before = entries
        doubtful = installation.network.watch.withLock { $0.doubtful }
        if await !noisyRun(faults) {
            guard chance.happens(60) || isLast else { return await checkWeakly() }
        }
        if faults.isEmpty || chance.happens(50) {
            for _ in 0..<3 where await quietRun(wasAllRead ? before : entries) { break }
        }
        await checkWeakly()
        if wasFinished { cutSince = cutSince.filter { answered[$0.key] != true } }
        if isLast { await checkFinally(before) }
    }

    private func drawFaults() -> Set<FaultKind> {
        guard chance.happens(76) else { return [] }
        return Set((0..<chance.within(1...3)).map { _ in chance.pick(FaultKind.allCases) })
    }

    private func setClock(_ midnight: Int64, _ faults: Set<FaultKind>) {
        var now = midnight + Int64(chance.within(60...150) * 60)
        if faults.contains(.clockJump) {
            now += chance.happens(50) ? -20 * 60 : chance.pick([2, 5, 8, 50]) * 3_600
        }
        installation.clock.set(Instant(seconds: now))
    }

    private func changeActivation(at time: Int64, all: Bool) {
        if time < installation.clock.now.seconds { wasClockPutBack = true }
        // A request is under way for a minute, whatever the clock says of it.
        installation.network.settle()
        installation.clock.set(Instant(seconds: time))
        for number in isActive.keys.sorted() {
            if chance.happens(6) {
                setActive(number, !(isActive[number] ?? false), isAnnounced: all || chance.happens(80))
            } else if all {
                setActive(number, isActive[number] ?? false, isAnnounced: true)
            }
        }
        let missing = all ? [] : Set(isActive.keys.sorted().filter { _ in chance.happens(4) })
        installation.network.watch.withLock { $0.unanswered = missing }
    }

    private func receipts(of index: Int, at time: Int64) -> [Parcel] {
        let heard = outgoing[worlds[index].source.id]?.messages.keys.sorted() ?? []
        let speech = Speech(source: worlds[index].source, nextID: { "" })
        return heard.suffix(3).filter { _ in chance.happens(20) }.map { speech.receipt(for: $0, at: time) }
    }

    /// - Returns: whether the run came to its end.
    private func noisyRun(_ faults: Set<FaultKind>) async -> Bool {
        let kill = arm(faults, &chance, steps: stepsOfANight)
        let end = await runOnce(killingAt: kill)
        note(end, "noisy", faults.map(\.rawValue).sorted())
        disarm(faults, after: end, of: "the run")
        // What was planned by yesterday's word may have been shown before today's was read.
        let hasWaited = installation.clock.now.seconds - (end.report?.now.seconds ?? 0) > 3_600
        wasAllRead = end.report.map { !$0.problems.contains { $0.contains("outbox") } && !hasWaited } ?? false
        if case .report = end { stepsOfANight = installation.steps.count }
        installation.clock.pass(Double(chance.within(1...600)))
        return end.report != nil
    }

    /// - Parameter steps: about how many a run has.
    /// - Returns: where it is killed, if it is.
    func arm(_ faults: Set<FaultKind>, _ chance: inout Chance, steps: Int) -> Steps.Kill? {
        let requests = faults.intersection(FaultKind.ofRequests)
        installation.faults.arm(
            requests.sorted { $0.rawValue < $1.rawValue }, percent: chance.pick([4, 15, 40, 90]))
        var kill: Steps.Kill?
        if faults.contains(.killed) {
            kill = Steps.Kill(step: chance.within(1...max(2, steps)), isAfterEffect: chance.happens(50))
        }
        if faults.contains(.diskFull) { installation.disk.fill(afterWrites: chance.within(0...steps / 2)) }
        return kill
    }

    /// Nothing goes wrong any more; what did is in the table.
    func disarm(_ faults: Set<FaultKind>, after end: Installation.End, of run: String) {
        let refusals = installation.disk.refusals
        installation.disk.fill(afterWrites: nil)
        for fault in faults.subtracting(FaultKind.ofRequests) {
            if fault == .killed, case .report = end { continue }
            if fault == .diskFull, refusals == 0 { continue }
            installation.faults.note(fault)
        }
        if case .failed(let reason) = end, !faults.contains(.diskFull) { fail("\(run) failed: \(reason)") }
        installation.faults.arm([], percent: 0)
    }

    /// - Returns: whether everything was said.
    private func quietRun(_ before: Entries) async -> Bool {
        installation.faults.arm([], percent: 0)
        // Somebody noticed that the portal has lost something.
        let forgotten = installation.network.watch.withLock { !$0.forgotten.isEmpty }
        let end = await runOnce(killingAt: nil, resends: forgotten)
        note(end, "quiet", forgotten ? ["resend"] : [])
        guard let run = end.report else {
            fail("a quiet run did not come to its end")
            return true
        }
        installation.clock.pass(90)
        installation.network.settle()
        if isHeld(run) {
            // Sometimes nobody looks at it before the next night.
            guard night == nights || chance.happens(70) else { return true }
            approve(run)
            return false
        }
        let isWhole =
            run.codes.isEmpty && !run.problems.contains { $0.contains("outbox") }
            && run.sources.allSatisfy { $0.left + $0.unknown + $0.refused == 0 && $0.answers.isEmpty }
        guard isWhole else { return false }
        report.strongNights += 1
        checkStrongly(before, at: run.now.seconds, isResent: forgotten)
        if forgotten {
            installation.network.watch.withLock { watch in
                watch.lost.formUnion(watch.forgotten)
                watch.forgotten = []
            }
        }
        installation.network.watch.withLock { $0.toldAgain = [] }
        return true
    }

    private func isHeld(_ run: RunReport) -> Bool {
        run.sources.contains { !$0.holds.isEmpty || $0.waitsFor != nil }
    }

    private func approve(_ run: RunReport) {
        let holds = run.sources.flatMap(\.holds)
        report.holds += holds.count
        do { try installation.ledger().approve(holds, at: installation.clock.now) } catch {
            fail("a hold cannot be approved")
        }
    }

    func runOnce(
        _ extent: Cycle.Extent = .sync, killingAt kill: Steps.Kill?, resends: Bool = false
    ) async -> Installation.End {
        let was = answered
        let now = installation.clock.now.seconds
        latestRun = max(latestRun, now)
        for index in worlds.indices { oracles[index].take(couriers[index].delivered) }
        let end = await installation.run(
            extent, killingAt: kill, resends: resends, isFirstRun: isBegun)
        if end.report == nil { wasCut(at: now) }
        wasFinished = end.report?.codes.isEmpty ?? false
        if let run = end.report {
            // Nobody meant the first run of a source to be one.
            if run.sources.contains(where: { $0.holds.contains { $0.exceeded.kind == .firstRun } }) { isBegun = true }
            keepHeld(run, was)
        }
        collect()
        doubtful.formUnion(installation.network.watch.withLock { $0.doubtful })
        learn(was, now: now, isCertain: end.report != nil)
        return end
    }

    /// A run was cut off that may have intended something of everybody.
    func wasCut(at now: Int64) {
        for number in isActive.keys where answered[number] != false { cutSince[number] = cutSince[number] ?? now }
        wasEverCut = true
    }

    /// Whoever would be one of too many gone inactive stays active until somebody agreed.
    private func keepHeld(_ run: RunReport, _ was: [String: Bool]) {
        let held = Set(
            run.sources.filter { $0.holds.contains { $0.exceeded.kind == .goneInactive } }.map(\.id))
        guard !held.isEmpty else { return }
        let kept = Set(worlds.filter { held.contains($0.source.id) }.flatMap { $0.citizens.map(\.number) })
        installation.network.watch.withLock { watch in
            watch.violations.removeAll { $0.hasPrefix("R2") }
            for (number, isActive) in watch.answered where !isActive && was[number] == true && kept.contains(number) {
                watch.answered[number] = true
            }
        }
    }

    var answered: [String: Bool] { installation.network.watch.withLock { $0.answered } }

    /// When the daemon learned that a citizen is active: of a run that was cut off nobody can say whether it did.
    private func learn(_ was: [String: Bool], now: Int64, isCertain: Bool) {
        for (number, isActive) in answered where isActive != was[number] || !isCertain {
            if !isActive {
                everInactive.insert(number)
                activeSince[number] = nil
            } else if was[number] != true {
                // A run that was cut off may have learned it before.
                let earliest = min(activeSince[number]?.lowerBound ?? now, now)
                activeSince[number] = earliest...max(now, isCertain ? now : Int64.max)
            }
        }
        guard isCertain else {
            installation.network.watch.withLock { watch in
                for (number, isActive) in watch.answered where isActive != was[number] { watch.answered[number] = nil }
            }
            return
        }
        for (number, range) in activeSince where range.upperBound == .max {
            // The clock may have been put back since.
            activeSince[number] = min(range.lowerBound, now)...max(range.lowerBound, now)
        }
    }

    /// The EPJs take what lies in outgoing/.
    func collect() {
        for source in installation.sources {
            let heard = installation.network.outboxes.withLock { $0[source.id]?.heard ?? Heard() }
            if source.transport == .outbox {
                outgoing[source.id] = heard
                continue
            }
            let prefix = source.folder + "/outgoing/"
            for (path, bytes) in installation.files.take(under: prefix, suffix: ".xml") {
                let id = String(path.dropFirst(prefix.count).dropLast(4))
                outgoing[source.id, default: Heard()].hear(bytes, as: id)
                let isStatus = !String(decoding: bytes, as: UTF8.self).contains("<AppRec")
                installation.faults.did(isStatus ? "activationTold" : "receipt")
            }
        }
    }
}
