// What somebody learns who has the database and not the key: nothing about anybody. And what somebody can do who may
// write to it: nothing that goes unseen.

import Foundation
import GRDB
import Testing

@testable import SyncCore
@testable import SyncState

@Suite struct SealingTests {
    /// Words that appear nowhere else, in every place a message has for words.
    private static let words = [
        "Kari Fiktivsen", "Sårstell på kjøkkenet", "uid-7f3a", "msgid-51c9", "Hjemmesykepleie", "filnavn-aa",
        "originalens tekst",
    ]

    private func installation(telling: Bool = true) throws -> Installation {
        let installation = try Installation()
        let event = Installation.event("uid-7f3a", employees: ["Kari Fiktivsen"], details: "Sårstell på kjøkkenet")
        var arrival = installation.snapshot([event], id: "msgid-51c9", text: "originalens tekst")
        arrival.member = "filnavn-aa"
        try installation.record([arrival, installation.snapshot([Installation.event("uid-other")], of: 1)])
        try installation.answer(active: [0, 1])
        if telling { try installation.night() }
        return installation
    }

    @Test("R19 no number, name or text lies readable in the state") func nothingLiesReadable() throws {
        let installation = try installation(telling: false)
        let plan = try installation.plan()
        let ids = try installation.ledger.pendingOperations(of: plan).map(\.id)
        // Planned, intended, and told: at every stage, and in the log before it is moved home.
        for stage in 0..<4 {
            if stage == 1 { _ = try installation.ledger.intend(ids, of: plan, at: Installation.now) }
            if stage == 2 {
                try installation.ledger.conclude(
                    ids.map { ($0, .accepted(answer: "201")) }, of: plan, at: Installation.now)
            }
            if stage == 3 { try installation.ledger.checkpoint() }
            let contents = try installation.folder.contents()
            let key = try #require(contents["master.key"])
            #expect(contents.keys.contains("originals/1.seg"))
            for (file, bytes) in contents where file != "master.key" {
                let needles =
                    Self.words.map { Data($0.utf8) } + [0, 1].map { Data(People.person($0).digits.utf8) } + [key]
                for (index, needle) in needles.enumerated() {
                    #expect(
                        bytes.range(of: needle) == nil, "needle \(index) lies readable in \(file) at stage \(stage)")
                }
            }
        }
        // The search can find: the words did go in.
        let told = try #require(try installation.opened().first?.content)
        #expect(told.value == "uid-7f3a" && told.shown.employees == ["Kari Fiktivsen"])
    }

    @Test func keysNeverPrintThemselves() throws {
        let key = try #require(MasterKey([UInt8](repeating: 7, count: 32)))
        #expect("\(key) \(String(reflecting: key))" == "••• •••")
        #expect(Mirror(reflecting: key).children.isEmpty)
    }

    @Test func digestsOfDifferentThingsDiffer() throws {
        let keys = InstallationKeys(try #require(MasterKey([UInt8](repeating: 7, count: 32))))
        let text = People.person(0).digits
        let digests = [
            keys.entryKey(text), keys.citizenKey(People.person(0)), keys.messageKey(text),
            keys.contentKey(Array(text.utf8)),
            keys.memberKey(text), keys.fingerprint(Array(text.utf8)), keys.statedKey(Array(text.utf8)),
        ]
        #expect(Set(digests).count == digests.count)
        let others = InstallationKeys(try #require(MasterKey([UInt8](repeating: 8, count: 32))))
        #expect(keys.entryKey(text) == keys.entryKey(text) && keys.entryKey(text) != others.entryKey(text))
    }

    @Test func aDigestSurvivesTheLedger() {
        let digest = Digest128(high: 0x0123_4567_89ab_cdef, low: 0xfedc_ba98_7654_3210)
        #expect(Array(digest.data) == digest.bytes)
        #expect(Digest128(digest.data) == digest)
        #expect(Digest128(digest.data.dropFirst(8)) == Digest128(high: digest.low, low: 0))
    }

    /// Swaps the sealed column of two rows of a table.
    private func swap(_ column: String, of table: String, key: String, in installation: Installation) throws {
        try installation.execute(
            """
            CREATE TEMP TABLE swapped AS SELECT \(key) AS k, \(column) AS v,
                row_number() OVER (ORDER BY \(key)) AS n FROM \(table) WHERE \(column) IS NOT NULL;
            UPDATE \(table) SET \(column) = (SELECT b.v FROM swapped a JOIN swapped b ON b.n = 3 - a.n
                WHERE a.k = \(table).\(key)) WHERE \(column) IS NOT NULL;
            """)
    }

    @Test func anIdentityNumberMovedToAnotherCitizenDoesNotOpen() throws {
        let installation = try installation()
        try swap("sealed", of: "citizen", key: "key", in: installation)
        #expect(throws: LedgerFault.sealBroken) { try installation.ledger.citizens([installation.key(0)]) }
    }

    @Test func aStatementMovedToAnotherCitizenDoesNotOpen() throws {
        let installation = try installation()
        try swap("sealed", of: "stated", key: "citizen", in: installation)
        #expect(throws: LedgerFault.sealBroken) { try installation.situation() }
    }

    @Test func aStatementMovedWithinACitizenDoesNotOpen() throws {
        let installation = try Installation()
        let batch = try installation.ledger.beginBatch(at: Installation.now)
        var both = installation.push([Installation.event("a")])
        guard case .states(let one) = both.verdict,
            case .states(let other) = installation.push([Installation.event("b")]).verdict
        else { return }
        both.verdict = .states(one + other)
        let segment = try installation.ledger.openSegment(batch)
        _ = try installation.ledger.record(
            [both], batch: batch, segment: segment, now: Installation.now, statedDaysMax: 30)
        try installation.answer(active: [0])
        #expect(try installation.situation()?.visits.map { $0.events[0].uid } == ["a", "b"])
        try swap("sealed", of: "stated", key: "part", in: installation)
        #expect(throws: LedgerFault.sealBroken) { try installation.situation() }
    }

    @Test func whatWasToldMovedToAnotherEntryDoesNotOpen() throws {
        let installation = try installation()
        try swap("sealed", of: "entryContent", key: "entry", in: installation)
        #expect(throws: LedgerFault.sealBroken) { try installation.opened() }
    }

    @Test func anOperationMovedToAnotherEntryIsNotSent() throws {
        let installation = try installation(telling: false)
        let plan = try installation.plan()
        let ids = try installation.ledger.pendingOperations(of: plan).map(\.id)
        try swap("sealed", of: "operation", key: "id", in: installation)
        #expect(throws: LedgerFault.sealBroken) { try installation.ledger.intend(ids, of: plan, at: Installation.now) }
        #expect(try installation.count("operation WHERE state = 1") == 0)
        #expect(try installation.count("entry WHERE told > 0") == 0)
    }

    @Test func anOriginalsKeyMovedToAnotherMessageDoesNotOpen() throws {
        let installation = try installation()
        #expect(try installation.ledger.original(of: MessageNumber(1)) == Array("originalens tekst".utf8))
        try swap("sealedKey", of: "message", key: "id", in: installation)
        #expect(throws: LedgerFault.sealBroken) { try installation.ledger.original(of: MessageNumber(1)) }
    }

    @Test func aChangedSegmentDoesNotOpen() throws {
        let installation = try installation()
        let path = installation.folder.path + "/originals/1.seg"
        var bytes = try #require(FileManager.default.contents(atPath: path))
        bytes[20] ^= 1
        try bytes.write(to: URL(fileURLWithPath: path))
        #expect(throws: LedgerFault.sealBroken) { try installation.ledger.original(of: MessageNumber(1)) }
        try FileManager.default.removeItem(atPath: path)
        #expect(throws: LedgerFault.cannotRead(doing: "opening an original", reason: "No such file or directory")) {
            try installation.ledger.original(of: MessageNumber(1))
        }
    }

    @Test func sealedBytesOfAnotherVersionAreNotGuessedAt() throws {
        let installation = try installation()
        let key = installation.key(0).data
        let place = StatedPlace(
            source: installation.source.row, citizen: key, kind: .snapshot, unit: "95316", message: 1, part: 0)
        let sealed = try installation.ledger.keys.seal([99, 0, 0], context: place.context)
        try installation.ledger.queue.write {
            try $0.execute(sql: "UPDATE stated SET sealed = ? WHERE citizen = ?", arguments: [sealed, key])
        }
        #expect(throws: LedgerFault.newerSchema) { try installation.situation() }
    }
}
