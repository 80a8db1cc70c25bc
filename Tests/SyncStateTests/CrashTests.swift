// A crash between any two steps of a night: the state directory is copied there, as a power cut would leave it, and the
// night is run again from every copy. Each has to be whole, and to end where the uninterrupted night ended.

import Foundation
import GRDB
import Testing

@testable import SyncCore
@testable import SyncState

@Suite struct CrashTests {
    /// A first night, and a second one that changes, withdraws, creates, ends and begins; two citizens share a uid.
    private final class Nights {
        let installation: Installation
        let step: () throws -> Void
        private var ledger: Ledger { installation.ledger }

        init(_ installation: Installation, step: @escaping () throws -> Void = {}) {
            self.installation = installation
            self.step = step
        }

        private func arrivals(night: Int) -> [Arrival] {
            let generated = Installation.now.adding(days: night)
            let event = Installation.event
            if night == 0 {
                return [
                    installation.snapshot(
                        [event("shared", 40, .assigned, ["Kari"], nil), event("moved", 50, .assigned, [], nil)],
                        generated: generated),
                    installation.services(["9"], generated: generated),
                    installation.snapshot(
                        [event("shared", 40, .assigned, [], nil), event("gone", 60, .assigned, [], nil)], of: 1,
                        generated: generated),
                    installation.snapshot(
                        [event("leaver", 70, .assigned, ["Ola"], "Nytt")], of: 2, generated: generated),
                ]
            }
            return [
                installation.question([0, 2]), installation.unread(installation.snapshot([], of: 4)),
                installation.snapshot(
                    [event("shared", 40, .assigned, ["Kari"], nil), event("moved", 51, .assigned, [], nil)],
                    generated: generated),
                installation.services([], generated: generated),
                installation.snapshot(
                    [event("shared", 40, .assigned, [], nil), event("fresh", 60, .assigned, [], nil)], of: 1,
                    generated: generated),
                installation.push(
                    [event("shared", 40, .cancelled, [], nil)], of: 1, generated: generated.adding(seconds: 1)),
                installation.snapshot([event("joiner", 70, .assigned, [], nil)], of: 3, generated: generated),
            ]
        }

        private func step<Value>(_ value: Value) throws -> Value {
            try step()
            return value
        }

        /// Every call of a night, in the daemon's order and with the daemon's memory: what is in `taken/`.
        func run(night: Int, batches: inout [BatchNumber]) throws {
            let now = Installation.now.adding(days: night)
            if batches.count <= night { batches.append(try step(try ledger.beginBatch(at: now))) }
            try read(night: night, batch: batches[night], now: now)
            let people = night == 0 ? [0, 1, 2] : [0, 1, 3]
            _ = try step(try installation.answer(active: people, inactive: night == 0 ? [] : [2], at: now))
            try step(try ledger.answerQuestions(at: now))
            try step(try ledger.answerQuarantined(at: now.adding(days: 4)))
            let run = try step(try ledger.beginRun("sync", now: now, started: now))
            let plan = try step(try ledger.beginPlan(run, source: installation.source))
            try make(plan, now: now)
            for pending in try ledger.pendingOperations(of: plan) {
                let intended = try step(try ledger.intend([pending.id], of: plan, at: now))
                let outcomes = intended.map { (id: $0.id, outcome: OperationOutcome.accepted(answer: "201")) }
                try step(try ledger.conclude(outcomes, of: plan, at: now))
            }
            _ = try step(try ledger.leaveRest(of: plan))
            try step(try ledger.end(plan))
            try step(try ledger.settleNewlyActive())
            try step(try ledger.expireStatements(now: now))
            try step(try ledger.endRun(run, at: now, exitCode: 0, report: "{}"))
            try step(try ledger.checkpoint())
        }

        private func read(night: Int, batch: BatchNumber, now: Instant) throws {
            let recorded = try ledger.recordedMembers(of: batch)
            let segment = try step(try ledger.openSegment(batch))
            for (index, var arrival) in arrivals(night: night).enumerated() {
                arrival.member = "\(index).xml"
                arrival.messageID = "night-\(night)-\(index)"
                arrival.bytes = Array("original \(night) \(index)".utf8)
                arrival = installation.asking(arrival)
                if recorded.contains(ledger.keys.memberKey(arrival.member)) { continue }
                _ = try step(
                    try ledger.record([arrival], batch: batch, segment: segment, now: now, statedDaysMax: 30))
            }
            try step(try ledger.endBatch(batch, at: now))
        }

        private func make(_ plan: PlanID, now: Instant) throws {
            let planner = installation.planner(at: now)
            var last: Digest128?
            while let situation = try ledger.plannableCitizens(of: installation.source, after: last, limit: 1).first {
                last = situation.citizenKey
                let opened = try ledger.openContents(situation, of: installation.source)
                _ = try step(try ledger.save([(opened, try planner.plan(opened))], to: plan) { try planner.plan($0) })
            }
            try step(try ledger.finish(plan))
        }
    }

    /// What must hold of a ledger at any moment.
    private func broken(_ installation: Installation) throws -> [String] {
        var broken = try installation.rows("PRAGMA integrity_check").filter { !$0.contains("ok") }
        broken += try installation.rows("PRAGMA foreign_key_check")
        let invariants = [
            "told without content": """
            entry e LEFT JOIN entryContent c USING (source, citizen, entry) WHERE e.told > 0 AND c.sealed IS NULL
            """,
            "possibly told with a fingerprint": "entry WHERE told < 2 AND fingerprint IS NOT NULL",
            "intended and not possibly told": """
            operation o JOIN plan p ON p.id = o.plan JOIN entry e
            ON e.source = p.source AND e.citizen = o.citizen AND e.entry = o.entry
            WHERE o.state = 1 AND p.state < 2 AND e.told <> 1
            """,
            "ended and still sealed": "operation WHERE state > 1 AND sealed IS NOT NULL",
            "to be sent and not sealed": "operation WHERE state < 2 AND entry IS NOT NULL AND sealed IS NULL",
            "an ended plan with work": "operation o JOIN plan p ON p.id = o.plan WHERE p.state > 1 AND o.state < 2",
            "kept without its bytes": "message WHERE disposition IN (1, 2, 6) AND sealedKey IS NULL",
            "stated by no message": "stated WHERE message NOT IN (SELECT id FROM message)",
        ]
        for (name, query) in invariants where try installation.count(query) > 0 { broken.append(name) }
        for id in try installation.ledger.queue.read({ try Int64.fetchAll($0, sql: "SELECT id FROM message") }) {
            if try installation.ledger.original(of: MessageNumber(id)) == nil { broken.append("message \(id)") }
        }
        return broken
    }

    private func end(_ installation: Installation) throws -> [String] {
        let opened = try (0...3).map { try installation.opened($0).map { "\($0)" }.sorted() }
        return try installation.toldRows() + opened.joined()
            + installation.rows("SELECT hex(citizen), kind, unit, generated, message FROM stated ORDER BY 1, 2, 3, 5")
            + installation.rows("SELECT batch, hex(member), disposition FROM message ORDER BY 1, 2")
            + installation.rows("SELECT hex(citizen), state, activeSince, isNew FROM activation ORDER BY 1")
            + installation.ledger.undelivered(of: installation.source, limit: 99).map {
                "\($0.id) \(String(decoding: $0.bytes, as: UTF8.self))"
            }
    }

    @Test(arguments: [0, 1]) func aNightCutOffAnywhereEndsWhereItWouldHave(night: Int) throws {
        let original = try Installation(rendering: PlainRendering())
        let copies = try StateFolder()
        var copied = 0
        var batches: [BatchNumber] = []
        var known: [[BatchNumber]] = []
        if night == 1 { try Nights(original).run(night: 0, batches: &batches) }
        let taken = batches
        let nights = Nights(original) {
            try FileManager.default.copyItem(atPath: original.folder.path, toPath: copies.path + "/\(copied)")
            copied += 1
        }
        // A batch is in taken/ from the moment its number is reserved.
        let number = BatchNumber(Int64(taken.count + 1))
        try nights.run(night: night, batches: &batches)
        known = Array(repeating: taken + [number], count: copied)
        let wanted = try end(original)
        #expect(try broken(original) == [])
        #expect(copied > 20 && wanted.count > 15, "the night was long enough to be cut")
        for cut in 0..<copied {
            let folder = try StateFolder()
            try FileManager.default.removeItem(atPath: folder.path)
            try FileManager.default.moveItem(atPath: copies.path + "/\(cut)", toPath: folder.path)
            // The index of the write-ahead log is shared memory: a power cut takes it.
            try? FileManager.default.removeItem(atPath: folder.database + "-shm")
            let resumed = try Installation(folder: folder, rendering: PlainRendering())
            #expect(try broken(resumed) == [], "cut after step \(cut)")
            var batches = known[cut]
            try Nights(resumed).run(night: night, batches: &batches)
            #expect(try end(resumed) == wanted, "cut after step \(cut)")
            #expect(try broken(resumed) == [], "run again after step \(cut)")
        }
    }
}
