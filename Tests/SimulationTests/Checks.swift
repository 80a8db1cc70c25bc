// What must hold after a night: some of it always, the rest once everything could be said.

import Foundation
import GRDB
import SyncCore
import TestSupport

@testable import SyncDaemon
@testable import SyncState

typealias Entries = [SimulatedPortal.Name: SimulatedPortal.Entry]

extension History {
    var entries: Entries { installation.network.portal.withLock { $0.entries } }

    // MARK: Always

    func checkWeakly() async {
        let now = installation.clock.now.seconds
        let watch = installation.network.watch.withLock { $0 }
        for violation in watch.violations { fail(violation) }
        let refusals = installation.network.portal.withLock { $0.refusals }
        // Services the portal forgot are unknown to it until they are sent anew.
        let hasLostOffers = watch.offersForgotten > 0
        let isExpected = ["offer-unknown": hasLostOffers, "lastUpdated-backwards": wasClockPutBack]
        if let code = refusals.first(where: { isExpected[$0] != true }) {
            fail("the portal refused something as \(code)")
        }
        checkChanges(now)
        checkTold(watch)
        checkHeard()
    }

    /// R8, of every change the portal took since the last time.
    private func checkChanges(_ now: Int64) {
        let changes = installation.network.portal.withLock { $0.changes }
        for change in changes[changesChecked...] {
            report.trace =
                report.trace &* 31 &+ UInt64(bitPattern: Int64(change.after.start))
                &+ UInt64(change.after.status.utf8.count)
            guard let before = change.before, before.start < pastBefore, before.status != "entered-in-error",
                change.after.status != "fulfilled", change.after.start < pastBefore,
                // R6: what was performed may be taken back by a later cancellation; whether it was one, `Expectation` says.
                before.status != "fulfilled" || change.after.status != "cancelled",
                // R16: a withdrawal of which nobody knows whether it arrived is sent again, past or not.
                !doubtful.contains(change.name.system + " " + change.name.value), !wasCutOff(before),
                !(showsPast && change.after.status == "entered-in-error" && before.start + 48 * 3_600 < now)
            else { continue }
            fail("R8: a past \(before.status) visit became \(change.after.status)")
        }
        changesChecked = changes.count
    }

    /// What the ledger says it told is what the portal has, and an identifier is one citizen's.
    private func checkTold(_ watch: SimulatedNetwork.Watch) {
        guard let ledger = try? installation.ledger() else { return fail("the ledger does not open") }
        struct Row {
            var source: String
            var entry: Data
            var status: Int
            var start: Int64
            var end: Int64
        }
        let told = try? ledger.read("checking") { db in
            try GRDB.Row.fetchAll(
                db,
                sql: """
                    SELECT s.name, e.entry, e.status, e.start, e."end" FROM entry e JOIN source s ON s.id = e.source
                    WHERE e.told = 2
                    """
            ).map { Row(source: $0[0], entry: $0[1], status: $0[2], start: $0[3], end: $0[4]) }
        }
        guard let told else { return fail("the ledger cannot be read") }
        var portal: [String: [Data: (SimulatedPortal.Name, SimulatedPortal.Entry)]] = [:]
        for (name, entry) in entries {
            portal[name.system, default: [:]][ledger.keys.entryKey(name.value).data] = (name, entry)
        }
        for row in told {
            guard let (name, entry) = portal["urn:epjsync:" + row.source]?[row.entry] else {
                if watch.forgotten.union(watch.lost).isEmpty { fail("R16: told, and the portal has nothing of it") }
                continue
            }
            if watch.forgotten.union(watch.lost).contains(name.system + " " + name.value) { continue }
            let status = AppointmentStatus(rawValue: UInt8(row.status))?.code
            if status != entry.status || row.start != entry.start || row.end != entry.end {
                fail("R16: told as \(status ?? "-"), and the portal shows \(entry.status)")
            }
        }
    }

    private func checkHeard() {
        for (_, heard) in outgoing.sorted(by: { $0.key < $1.key }) {
            for violation in heard.violations { fail(violation) }
            var last: [String: Bool] = [:]
            for (number, isActive) in heard.changes {
                if last[number] == isActive, !wasEverDead(number) { fail("an EPJ was told of the same change twice") }
                // R11: nothing is told of a dead one, also not that he was active.
                let isToldFirst = last[number] == nil && !isShared(number) && !wasEverDead(number)
                if !isActive, isToldFirst || !everInactive.contains(number) {
                    fail("R17: an EPJ was told that somebody is inactive whom the portal did not call so")
                }
                last[number] = isActive
            }
        }
    }

    /// Who is active is told to an EPJ that knows the citizen when it changes; of a citizen of two sources it may have
    /// changed before the second knew him.
    private func isShared(_ number: String) -> Bool {
        worlds.filter { $0.citizens.contains { $0.number == number } }.count > 1
    }

    private func wasEverDead(_ number: String) -> Bool {
        couriers.contains { $0.delivered.contains { $0.kind == .death && $0.citizen == number } }
    }

    // MARK: Once everything could be said

    /// - Parameter isResent: everything that lies ahead was told anew.
    func checkStrongly(_ before: Entries, at now: Int64, isResent: Bool) {
        let after = entries
        let watch = installation.network.watch.withLock { $0 }
        for (index, world) in worlds.enumerated() {
            for citizen in world.citizens {
                check(citizen, of: world.source, oracles[index], before, after, watch, now, isResent)
            }
        }
        checkMessages()
    }

    private func check(
        _ citizen: Resident, of source: SourceSetup, _ oracle: Understanding, _ before: Entries, _ after: Entries,
        _ watch: SimulatedNetwork.Watch, _ now: Int64, _ isResent: Bool
    ) {
        let own = Set(
            (Array(before.keys) + Array(after.keys)).filter {
                $0.system == source.system && (after[$0] ?? before[$0])?.patient == citizen.number
            })
        // Of a run that was cut off nobody knows what it learned.
        guard let isActive = watch.answered[citizen.number] else { return }
        guard isActive, let since = activeSince[citizen.number] else {
            for name in own where before[name] != after[name] { fail("R3: an entry of an inactive citizen changed") }
            return
        }
        let expectation = expectation(of: citizen, source, oracle, before, activeSince: since, watch: watch, now: now)
        let person = expectation.person
        let stated = person.visits.keys.map { SimulatedPortal.Name(system: source.system, value: $0) }
        for name in own.union(stated).sorted() {
            let key = name.system + " " + name.value
            // What was moved into the past is not among what is sent again (R20), wherever the portal still has it.
            let starts = [(after[name] ?? before[name])?.start, person.visits[name.value]?.mention.start.seconds]
            let isAhead = starts.allSatisfy { $0.map { $0 >= now } ?? true }
            if watch.lost.contains(key) || watch.forgotten.contains(key) && !(isResent && isAhead) { continue }
            // What the portal forgot may be that it was withdrawn: sent again it is, and R7 cancels nothing that was not shown.
            if case .cancelled = person.visits[name.value]?.mention.state, watch.toldAgain.contains(key),
                after[name]?.status == "entered-in-error"
            {
                continue
            }
            let verdict = expectation.verdict(
                name.value, before: before[name], after: after[name],
                isDoubtful: doubtful.contains(key) || wasCutOff(before[name]))
            if case .broken(let rule) = verdict {
                fail(
                    "\(rule) [\(name.value) \(before[name]?.status ?? "-") -> \(after[name]?.status ?? "-"), \(told(person, name.value)); ledger: \(remembered(name, source))]"
                )
            }
        }
        checkContacts(citizen, of: source, person, expectation.isDead, watch)
    }

    func expectation(
        of citizen: Resident, _ source: SourceSetup, _ oracle: Understanding, _ before: Entries,
        activeSince since: ClosedRange<Int64>, watch: SimulatedNetwork.Watch, now: Int64
    ) -> Expectation {
        let person = oracle.person(citizen.number)
        var strays = Set<String>()
        for (value, standing) in person.visits where standing.mention.state == .performed {
            let shown = before[SimulatedPortal.Name(system: source.system, value: value)]
            if shown == nil || shown?.status == "entered-in-error" {
                strays.insert(Expectation.day(standing.unit, standing.mention.start.seconds))
            }
        }
        return Expectation(
            source: source, showsPast: showsPast, now: now, began: began, latestRun: latestRun, person: person,
            isDead: oracles.contains { $0.tellsOfDeath(of: citizen.number) }, isMinor: citizen.isMinor,
            activeSince: since, silentUntil: oracles.map { $0.silentUntil(citizen.number) }.max() ?? .min,
            strays: strays,
            refused: Set(
                watch.refused.compactMap {
                    $0.hasPrefix(source.system + " ") ? String($0.dropFirst(source.system.count + 1)) : nil
                }), cutSince: cutSince[citizen.number])
    }

    func told(_ person: Understanding.Person, _ value: String) -> String {
        guard let standing = person.visits[value] else { return "not stated" }
        return
            "\(standing.mention.state)\(standing.isGone ? " and gone" : "") \(standing.mention.start.text) by \(standing.kind) of "
            + Speech.text(standing.generated)
    }

    /// It lay ahead when a run was cut off, and is past; or that run may have been about to create it.
    func wasCutOff(_ entry: SimulatedPortal.Entry?) -> Bool {
        // What was possibly created then may be told much later, when there is something to say of it (R16).
        guard let entry else { return wasEverCut }
        guard let cutSince = cutSince[entry.patient] else { return false }
        return entry.start >= cutSince && entry.start < installation.clock.now.seconds
    }

    /// What the ledger says of an entry, for whoever replays it.
    func remembered(_ name: SimulatedPortal.Name, _ source: SourceSetup) -> String {
        guard let ledger = try? installation.ledger() else { return "-" }
        let key = ledger.keys.entryKey(name.value).data
        let rows = try? ledger.read("checking") { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT e.told, e.status, e.start, e.notBefore, s.name FROM entry e JOIN source s ON s.id = e.source
                    WHERE e.entry = ?
                    """, arguments: [key])
        }
        return rows.map { $0.map { "\($0)" }.joined() } ?? "-"
    }

    private func checkContacts(
        _ citizen: Resident, of source: SourceSetup, _ person: Understanding.Person, _ isDead: Bool,
        _ watch: SimulatedNetwork.Watch
    ) {
        let member = "member \(citizen.number) "
        if watch.forgotten.union(watch.lost).contains(where: { $0.hasPrefix(member) }) { return }
        let contacts = installation.network.portal.withLock { $0.contacts }
        var wanted = Set<String>()
        if !isDead, !person.isWithheld, !citizen.isMinor {
            let all = (person.services ?? []).union(person.unitServices.values.joined())
            wanted = all.filter { source.isOpened(Speech.service($0), Speech.unit($0)) }
        }
        let has = Set(
            contacts.filter { $0.key.source == source.system && $0.key.patient == citizen.number && $0.value[1] == nil }
                .map(\.key.offer))
        if has != wanted { fail("R15: health contacts are \(has.sorted()), not \(wanted.sorted())") }
    }

    /// R18: each message ended in exactly one place.
    private func checkMessages() {
        guard !pagesCameAgain, let ledger = try? installation.ledger() else { return }
        let recorded = try? ledger.read("checking") { try Int.fetchOne($0, sql: "SELECT count(*) FROM message") }
        let delivered = couriers.map(\.delivered.count).reduce(0, +)
        if recorded != delivered { fail("R18: \(delivered) messages were delivered and \(recorded ?? -1) recorded") }
    }

    // MARK: In the end

    func checkFinally(_ before: Entries) async {
        guard report.violations.isEmpty else { return }
        // A second run plans nothing.
        guard let plan = await runOnce(.plan(listingOperations: false), killingAt: nil).report else {
            return fail("the last plan did not come to its end")
        }
        if plan.sources.contains(where: { $0.operationCount > 0 }) { fail("a second run plans something") }
        for (index, world) in worlds.enumerated() {
            let heard = outgoing[world.source.id] ?? Heard()
            let needsReceipt: Set<Parcel.Kind> = [.services, .unitServices, .death, .privacy]
            for parcel in couriers[index].delivered where parcel.isReadable && needsReceipt.contains(parcel.kind) {
                if !heard.isAnswered(parcel.id) { fail("a message that asked for a receipt has none") }
            }
            for citizen in world.citizens where oracles[index].known.contains(citizen.number) {
                // R11: nothing more is told of a dead one.
                if wasEverDead(citizen.number) { continue }
                let told = heard.changes.last { $0.number == citizen.number }?.isActive
                if told == nil, isShared(citizen.number) { continue }
                let last = told ?? false
                let isActive = installation.network.portal.withLock { $0.isActive(citizen.number) }
                if last != isActive { fail("an EPJ believes a citizen to be \(last ? "" : "in")active") }
            }
        }
    }
}
