// Bundles and pages count as a whole: what was staged is nothing until the one transaction, and after it everything is as if
// it had been recorded message by message.

import Foundation
import GRDB
import Testing

@testable import SyncCore
@testable import SyncState

@Suite struct StagingTests {
    private static let finding = Finding(
        code: FindingCode(101), severity: .refused, position: Finding.Position(line: 12, column: 5, element: "MsgHead"),
        text: "A text.")
    private let now = Installation.now

    /// One of every verdict and of every kind of statement.
    private func everything(_ installation: Installation) -> [Arrival] {
        var notForUs = installation.snapshot([])
        notForUs.verdict = .notForUs
        var setAside = installation.snapshot([], text: "unreadable")
        setAside.verdict = .setAside(Self.finding)
        setAside.messageID = nil
        setAside.generated = nil
        setAside.source = nil
        let first = installation.snapshot(
            [Installation.event("a", employees: ["Kari"], details: "Nøkkel")], id: "one", text: "one",
            birthDate: CivilDate(year: 1940, month: 1, day: 2))
        var again = first
        again.member = "again"
        var reused = first
        reused.member = "reused"
        reused.bytes = Array("other".utf8)
        var broken = installation.snapshot([], text: "broken")
        broken.verdict = .setAside(Self.finding)
        var receipt = notForUs
        receipt.member = "receipt"
        receipt.verdict = .receipt(
            ReceivedReceipt(
                id: "r", generated: now, status: .partlyAccepted, errors: ["E35", "X99"], originalMessageID: "nothing"))
        return [
            installation.asking(broken, version: .v10), receipt, first, again, reused,
            installation.push([Installation.event("b")], of: 1), installation.services(["9"]),
            installation.snapshot([], generated: now.adding(seconds: -1)), installation.list("l", ["15"]),
            installation.death("d", of: 2), installation.privacy("p", 1, .reserved, of: 3),
            installation.question([1, 4]), notForUs, setAside,
        ].map { $0.replyTo == nil ? installation.asking($0) : $0 }
    }

    private func stage(
        _ arrivals: [Arrival], in installation: Installation, slices: Int = 1, named name: String = "night.xml",
        as batch: BatchNumber? = nil, holding heldBytesMax: Int = 8 << 20
    ) throws -> Staging {
        let ledger = installation.ledger
        let staging = try ledger.beginStaging(
            try batch ?? ledger.beginBatch(at: now), named: name, heldBytesMax: heldBytesMax, at: now)
        let size = (arrivals.count + slices - 1) / slices
        for start in stride(from: 0, to: arrivals.count, by: max(1, size)) {
            try ledger.stage(Array(arrivals[start..<min(start + size, arrivals.count)]), in: staging)
        }
        return staging
    }

    @discardableResult
    private func count(
        _ staging: Staging, in installation: Installation, position: OutboxPosition? = nil
    ) throws -> [MessageDisposition] {
        try installation.ledger.count(staging, position: position, statedDaysMax: 30)
    }

    /// Everything that does not depend on the installation's key.
    private func end(_ installation: Installation) throws -> [String] {
        let messages = try installation.ledger.queue.read {
            try Int64.fetchAll($0, sql: "SELECT id FROM message ORDER BY id")
        }
        let originals = try messages.map { try installation.ledger.original(of: MessageNumber($0)) ?? [] }
        try installation.answer(active: [0, 1, 2, 3, 4])
        return try installation.rows(
            """
            SELECT id, batch, source, disposition, code, line, "column", element, received, generated, bytes
            FROM message ORDER BY id
            """) + originals.map { "\($0)" }
            + (0...4).map { person in
                try installation.situation(person).map {
                    "\($0.visits) \(String(describing: $0.services)) \(String(describing: $0.birthDate))"
                } ?? "none"
            } + installation.rows("SELECT count(*) FROM unitService UNION ALL SELECT count(*) FROM death")
            + installation.rows("SELECT message, source, generated FROM activationQuestion") + told(installation)
    }

    private func told(_ installation: Installation) throws -> [String] {
        try installation.ledger.answerQuestions(at: now)
        try installation.ledger.answerQuarantined(at: now.adding(days: 3))
        return try installation.waiting()
    }

    /// Whether it waits in memory, in the file, or the older of it there.
    @Test(arguments: [1, 3, 12], [0, 1_000, 8 << 20])
    func whatIsStagedCountsAsIfItHadBeenRecorded(slices: Int, heldBytesMax: Int) throws {
        let recorded = try Installation(rendering: PlainRendering())
        let wanted = try recorded.record(everything(recorded))
        let installation = try Installation(rendering: PlainRendering())
        let staging = try stage(
            everything(installation), in: installation, slices: slices, holding: heldBytesMax)
        #expect(staging.count == wanted.count)
        #expect(try count(staging, in: installation) == wanted)
        #expect(wanted[..<5] == [.quarantined, .notForUs, .applied, .duplicate, .quarantined])
        for (staged, recorded) in zip(try end(installation), try end(recorded)) { #expect(staged == recorded) }
        #expect(try installation.count("batch WHERE ended IS NOT NULL AND counted IS NOT NULL") == 1)
    }

    /// A property that a message gains and that is not staged would be lost in every bundle.
    @Test func everyPropertyOfAMessageIsStaged() throws {
        let arrival = try Installation().snapshot([])
        #expect(
            Mirror(reflecting: arrival).children.compactMap(\.label) == [
                "member", "bytes", "messageID", "generated", "source", "verdict", "replyTo",
            ], "stage and unstage it in StagedArrival.swift, and name it here")
    }

    @Test func whatIsMadeOfAMessageIsStagedWithIt() throws {
        let installation = try Installation()
        let keys = installation.ledger.keys
        let batch = BatchNumber(1)
        let placement = SegmentWriter.Placement(offset: 5, length: 40, key: InstallationKeys.makeOriginalKey())
        var receipts = 0
        for arrival in everything(installation) {
            for placement in [placement, nil] {
                let made = try ArrivalContent(
                    arrival, placed: placement, batch: batch, keys, PlainRendering(), now: now)
                var writer = ByteWriter()
                arrival.stage(made, into: &writer)
                var reader = ByteReader(writer.bytes)
                #expect(try Arrival.unstaged(from: &reader).1 == made)
                #expect((made.original == nil) == (placement == nil))
                if made.receipt != nil { receipts += 1 }
            }
        }
        #expect(receipts > 0)
    }

    @Test func beforeTheTransactionNothingCounts() throws {
        let installation = try Installation()
        let staging = try stage(everything(installation), in: installation)
        for table in ["message", "stated", "citizen", "activationQuestion"] {
            #expect(try installation.count(table) == 0)
        }
        #expect(try installation.ledger.hasCounted(staging.batch, named: "night.xml") == false)
        #expect(try installation.folder.contents().keys.allSatisfy { !$0.hasSuffix(".staged") }, "it has no name")
        try count(staging, in: installation)
        #expect(try installation.ledger.hasCounted(staging.batch, named: "night.xml"))
        #expect(try !installation.ledger.hasCounted(staging.batch, named: "another.xml"))
        #expect(try !installation.ledger.hasCounted(BatchNumber(99), named: "night.xml"))
    }

    @Test func whatIsDroppedLeavesNothing() throws {
        let installation = try Installation()
        let staging = try stage(everything(installation), in: installation)
        try installation.ledger.drop(staging)
        #expect(try installation.count("message") == 0)
        #expect(try installation.folder.contents().keys.allSatisfy { !$0.hasSuffix(".seg") })
        #expect(try installation.count("batch WHERE ended IS NOT NULL AND counted IS NULL") == 1)
    }

    @Test func aBundleThatWasCutOffIsStagedFromItsBeginning() throws {
        let installation = try Installation()
        let arrivals = everything(installation)
        let batch = try installation.ledger.beginBatch(at: now)
        // Longer than the second attempt, as if the file had been put back shorter.
        _ = try stage(arrivals + arrivals, in: installation, as: batch)
        let again = try Installation(folder: installation.folder)
        try count(try stage(arrivals, in: again, slices: 2, as: batch), in: again)
        let fresh = try Installation()
        try count(try stage(everything(fresh), in: fresh), in: fresh)
        #expect(try end(again) == end(fresh))
        let length = { (installation: Installation) in
            try installation.folder.contents().first { $0.key.hasSuffix(".seg") }?.value.count
        }
        #expect(try length(again) == length(fresh), "what the first attempt left of the segment is gone")
    }

    @Test func aNumberThatIsInUseLosesNoOriginal() throws {
        // The ledger was restored from its backup and gave a number again that lies in taken/.
        let installation = try Installation()
        try installation.record([installation.push([Installation.event("a")])])
        let staging = try stage(
            [installation.push([Installation.event("b")], of: 1)], in: installation, as: BatchNumber(1))
        #expect(try count(staging, in: installation) == [.applied])
        for id in 1...2 as ClosedRange<Int64> {
            #expect(try installation.ledger.original(of: MessageNumber(id)) != nil)
        }
    }

    @Test func anEmptyBundleCountsToo() throws {
        let installation = try Installation()
        let staging = try stage([], in: installation)
        #expect(try count(staging, in: installation) == [])
        #expect(try installation.ledger.hasCounted(staging.batch, named: "night.xml"))
    }

    // MARK: Outboxes

    private let url = "https://epj.example/utboks"

    @Test func anOutboxIsLeftWhereItsMessagesAre() throws {
        let installation = try Installation()
        #expect(try installation.ledger.outboxPosition(of: url) == OutboxPosition(url: url))
        let position = OutboxPosition(url: url, cursor: "c-1")
        try count(try stage(everything(installation), in: installation), in: installation, position: position)
        let reopened = try installation.folder.open()
        #expect(try reopened.outboxPosition(of: url) == position)
        #expect(try reopened.outboxPosition(of: url + "/2") == OutboxPosition(url: url + "/2"))
        let quiet = OutboxPosition(url: url, cursor: "c-1", entityTag: "\"t\"")
        try reopened.keep(quiet)
        #expect(try reopened.outboxPosition(of: url) == quiet)
        try reopened.keep(OutboxPosition(url: url))
        #expect(try reopened.outboxPosition(of: url).cursor == nil)
    }

    @Test func aTransactionThatFailsMovesNoCursor() throws {
        let installation = try Installation()
        try installation.ledger.keep(OutboxPosition(url: url, cursor: "c-1"))
        let arrival = installation.push([Installation.event("a")])
        var twin = installation.push([Installation.event("b")])
        twin.member = arrival.member
        let staging = try stage([arrival, twin], in: installation)
        #expect(
            throws: LedgerFault.cannotWrite(
                doing: "recording messages", reason: "UNIQUE constraint failed: message.batch, message.member")
        ) {
            try count(staging, in: installation, position: OutboxPosition(url: url, cursor: "c-2"))
        }
        #expect(try installation.ledger.outboxPosition(of: url).cursor == "c-1")
        #expect(
            try installation.count("message") == 0 && !installation.ledger.hasCounted(staging.batch, named: "night.xml")
        )
    }

    @Test("R19 a cursor is the EPJ's and may be anything") func sealing() throws {
        let installation = try Installation()
        try installation.ledger.keep(OutboxPosition(url: url, cursor: "Kari-Prøvesen", entityTag: "\"Kari\""))
        try installation.ledger.checkpoint()
        for (name, bytes) in try installation.folder.contents() {
            #expect(bytes.range(of: Data("Kari".utf8)) == nil, "\(name)")
        }
        try installation.execute("INSERT INTO outbox SELECT url || '/2', sealed FROM outbox")
        #expect(throws: LedgerFault.sealBroken) { try installation.ledger.outboxPosition(of: url + "/2") }
    }

    // MARK: Cut off

    /// The reading of one bundle with the daemon's memory, `taken/`; `step` is called between any two steps.
    private func read(
        _ installation: Installation, batch: BatchNumber?, step: () throws -> Void = {}
    ) throws {
        let ledger = installation.ledger
        let batch = try batch ?? ledger.beginBatch(at: now)
        try step()
        if try ledger.hasCounted(batch, named: "night.xml") { return }
        let staging = try ledger.beginStaging(batch, named: "night.xml", at: now)
        try step()
        for arrival in everything(installation) {
            try ledger.stage([arrival], in: staging)
            try step()
        }
        try count(staging, in: installation, position: OutboxPosition(url: url, cursor: "c-1"))
        try step()
    }

    @Test func aBundleCutOffAnywhereEndsWhereItWouldHave() throws {
        let original = try Installation(rendering: PlainRendering())
        let copies = try StateFolder()
        var copied = 0
        try read(original, batch: nil) {
            try FileManager.default.copyItem(atPath: original.folder.path, toPath: copies.path + "/\(copied)")
            copied += 1
        }
        let wanted = try end(original)
        #expect(copied == everything(original).count + 3)
        for cut in 0..<copied {
            let folder = try StateFolder()
            try FileManager.default.removeItem(atPath: folder.path)
            try FileManager.default.moveItem(atPath: copies.path + "/\(cut)", toPath: folder.path)
            // The index of the write-ahead log is shared memory: a power cut takes it.
            try? FileManager.default.removeItem(atPath: folder.database + "-shm")
            let resumed = try Installation(folder: folder, rendering: PlainRendering())
            let isLast = cut == copied - 1
            #expect(try installation(resumed, knows: isLast), "cut after step \(cut)")
            try read(resumed, batch: BatchNumber(1))
            #expect(try end(resumed) == wanted, "cut after step \(cut)")
            #expect(try resumed.ledger.outboxPosition(of: url).cursor == "c-1")
        }
    }

    /// The messages and the cursor, both or neither.
    private func installation(_ installation: Installation, knows: Bool) throws -> Bool {
        let cursor = try installation.ledger.outboxPosition(of: url).cursor
        return try installation.count("message") == (knows ? 14 : 0)
            && cursor == (knows ? "c-1" : nil)
    }
}
