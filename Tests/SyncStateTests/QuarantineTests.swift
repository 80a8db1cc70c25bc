// What becomes of messages in quarantine: they are listed, read again, let go; and what a second reading may not undo.

import Foundation
import GRDB
import Testing

@testable import SyncCore
@testable import SyncState

@Suite struct QuarantineTests {
    private static let finding = Finding(
        code: FindingCode(2), severity: .refused,
        position: Finding.Position(line: 12, column: 5, element: "MsgHead/MsgInfo"), text: "A text.")
    private static let other = Finding(
        code: FindingCode(101), severity: .refused,
        position: Finding.Position(line: 7, column: 3, element: "MsgHead/MsgInfo/Patient/Ident/Id"), text: "Another.")
    private let now = Installation.now
    private var later: Instant { now.adding(hours: 5) }

    private func setAside(_ arrival: Arrival, _ finding: Finding = Self.finding) -> Arrival {
        var arrival = arrival
        arrival.verdict = .setAside(finding)
        return arrival
    }

    /// The first message of the ledger, or another.
    private func retry(
        _ installation: Installation, _ arrival: Arrival, number: Int64 = 1
    ) throws -> MessageDisposition? {
        try installation.ledger.retry(MessageNumber(number), as: arrival, now: later, statedDaysMax: 30)
    }

    private func uids(_ installation: Installation) throws -> [String] {
        try installation.answer(active: [0])
        return try installation.situation()?.visits.flatMap { $0.events.map(\.uid) } ?? []
    }

    private func dispositions(_ installation: Installation) throws -> [Int] {
        try installation.ledger.queue.read { try Int.fetchAll($0, sql: "SELECT disposition FROM message ORDER BY id") }
    }

    // MARK: Listed

    @Test func theQuarantineIsListedWithItsReasons() throws {
        let installation = try Installation()
        var unknown = setAside(installation.snapshot([], text: "1234567"))
        unknown.source = nil
        try installation.record([unknown], at: now.adding(hours: -3))
        try installation.record([setAside(installation.snapshot([]), Self.other)])
        let list = try installation.ledger.quarantined()
        #expect(list.map(\.source) == [nil, "9901-gerica"])
        #expect(list.map(\.number) == [1, 2].map { MessageNumber($0) } && list.map(\.batch.value) == [1, 2])
        #expect(list.first?.received == now.adding(hours: -3) && list.first?.bytes == 7)
        #expect(list.map(\.receipt) == [.none, .none])
        #expect(
            list.map(\.code.number) == [2, 101] && list.map(\.position) == [Self.finding, Self.other].map(\.position))
        let (count, oldest) = try installation.ledger.setAside()
        #expect(count == 2 && oldest == now.adding(hours: -3))
        let ends = try installation.ledger.openEnds()
        #expect(ends.quarantined == 2 && ends.quarantinedByCode == [FindingCode(2): 1, FindingCode(101): 1])
    }

    @Test func aMessageSetAsideByAnOlderVersionHasNoColumn() throws {
        let installation = try Installation()
        try installation.record([setAside(installation.snapshot([]))])
        try installation.execute("UPDATE message SET \"column\" = NULL, element = NULL")
        #expect(
            try installation.ledger.quarantined().map(\.position)
                == [Finding.Position(line: 12, column: 0, element: "")])
    }

    @Test func aLedgerOfTheFirstVersionIsCarriedOver() throws {
        let installation = try Installation()
        let good = installation.snapshot([Installation.event("a")])
        try installation.record([good, setAside(installation.snapshot([]))])
        try installation.execute(
            """
            DROP INDEX messageByStated;
            ALTER TABLE message DROP COLUMN statedKey;
            ALTER TABLE message DROP COLUMN element;
            ALTER TABLE message DROP COLUMN "column";
            DELETE FROM grdb_migrations WHERE identifier = '3 set aside';
            """)
        let again = try installation.folder.open()
        #expect(try again.quarantined().map(\.position.line) == [12])
        #expect(try again.original(of: MessageNumber(1)) == good.bytes)
    }

    // MARK: Read again

    @Test("R18 a message that can be read by now counts in its own row") func read() throws {
        let installation = try Installation()
        let good = installation.snapshot([Installation.event("a")], id: "one", text: "one")
        try installation.record([setAside(good)])
        #expect(try retry(installation, good) == .applied)
        #expect(try uids(installation) == ["a"])
        #expect(try installation.count("message") == 1 && installation.ledger.quarantined() == [])
        #expect(
            try installation.rows("SELECT code, line, \"column\", element FROM message")
                == ["[code:NULL line:NULL column:NULL element:NULL]"])
        #expect(try installation.ledger.original(of: MessageNumber(1)) == good.bytes)
        #expect(try installation.record([good]) == [.duplicate], "it has been read")
        #expect(try retry(installation, good) == nil, "once")
    }

    @Test("R18 a message of every kind has its effect when it is read again") func kinds() throws {
        let installation = try Installation()
        let arrivals = [
            installation.question([1]), installation.death("a"), installation.privacy("b", 1, .reserved),
            installation.list("c", ["5"]), installation.services(["9"]), installation.push([Installation.event("d")]),
            installation.snapshot([Installation.event("e")]),
        ]
        try installation.record(arrivals.map { setAside($0) })
        for (index, arrival) in arrivals.enumerated() {
            #expect(try retry(installation, arrival, number: Int64(index + 1)) == .applied)
        }
        #expect(try installation.ledger.pendingQuestions(of: installation.source).map(\.message.value) == [1])
        #expect(try Set(installation.personSet()) == [installation.key(0), installation.key(1)])
        #expect(try installation.count("stated") == 3)
    }

    @Test func whatStaysSaysWhyNow() throws {
        let installation = try Installation()
        let good = installation.snapshot([Installation.event("a")])
        try installation.record([setAside(good)])
        #expect(try retry(installation, setAside(good, Self.other)) == .quarantined)
        let item = try #require(try installation.ledger.quarantined().first)
        #expect(item.code == Self.other.code && item.position == Self.other.position && item.received == now)
        #expect(try installation.ledger.original(of: MessageNumber(1)) == good.bytes)
        #expect(try retry(installation, good) == .applied)
    }

    @Test func aStrangerWhoseSourceIsConfiguredByNowBelongsToIt() throws {
        let installation = try Installation()
        let good = installation.snapshot([Installation.event("a")])
        var stranger = setAside(good)
        stranger.source = nil
        try installation.record([stranger])
        #expect(try retry(installation, good) == .applied)
        #expect(try installation.rows("SELECT source FROM message") == ["[source:1]"])
        #expect(try uids(installation) == ["a"])
    }

    @Test func whatIsNotForUsAnyMoreIsNotKept() throws {
        let installation = try Installation()
        var good = installation.snapshot([])
        try installation.record([setAside(good)])
        good.verdict = .notForUs
        #expect(try retry(installation, good) == .notForUs)
        #expect(try installation.ledger.original(of: MessageNumber(1)) == nil)
    }

    @Test("R14 a retried GenDate is ordered by the time of receipt") func receipt() throws {
        let installation = try Installation()
        let fast = installation.snapshot([Installation.event("fast")], generated: now.adding(hours: 20))
        try installation.record([setAside(fast)])
        try installation.record(
            [
                installation.snapshot([Installation.event("right")], generated: now.adding(hours: 1))
            ], at: now.adding(hours: 2))
        #expect(try retry(installation, fast) == .superseded, "it was received before the other was written")
        #expect(try uids(installation) == ["right"])
    }

    /// What came while the message lay there, GenDate in seconds after the retried one's, and where the retried one ends: before
    /// its negative receipt, and after it.
    static let meanwhile:
        [(
            retried: String, came: String, seconds: Int64, unit: String, late: MessageDisposition,
            answered: MessageDisposition
        )] = [
            ("push", "push", 1, "95316", .applied, .superseded),
            // It is kept, and what the newer list covers of it no plan looks at.
            ("push", "snapshot", 1, "95316", .applied, .superseded),
            ("performed", "snapshot", 1, "95316", .applied, .superseded),
            ("snapshot", "snapshot", 1, "95316", .superseded, .superseded),
            ("snapshot", "push", 1, "95316", .applied, .superseded),
            ("push", "push", 0, "95316", .applied, .applied), ("push", "push", -1, "95316", .applied, .applied),
            ("snapshot", "snapshot", -1, "95316", .applied, .applied),
            ("push", "snapshot", 1, "95317", .applied, .applied),
            ("services", "snapshot", 1, "95316", .applied, .applied),
            ("services", "services", 1, "95316", .superseded, .superseded),
            ("push", "services", 1, "95316", .applied, .applied),
        ]

    @Test(
        "R14 a retried message counts as one that arrives late, and once it was answered, only where nothing newer counts",
        arguments: meanwhile.indices, [false, true])
    func overtaken(_ index: Int, isAnswered: Bool) throws {
        let row = Self.meanwhile[index]
        let installation = try Installation()
        func arrival(_ kind: String, _ uid: String, _ unit: String, _ generated: Instant) -> Arrival {
            if kind == "services" { return installation.services(["9"], generated: generated) }
            let event =
                kind == "performed" ? Installation.event(uid, inHours: -2, state: .performed) : Installation.event(uid)
            let visits = VisitStatement(
                unit: unit, kind: kind == "snapshot" ? .snapshot : .push, generated: generated, events: [event])
            return installation.arrival(.visits(visits))
        }
        let generated = now.adding(hours: -1)
        let retried = arrival(row.retried, "retried", "95316", generated)
        try installation.record([setAside(retried)])
        try installation.record([arrival(row.came, "came", row.unit, generated.adding(seconds: row.seconds))])
        if isAnswered {
            try installation.ledger.queue.write {
                try $0.execute(
                    sql: """
                        INSERT INTO outgoing (source, id, kind, status, message, created, delivered)
                        VALUES (1, 'receipt', 1, 2, 1, 0, 0)
                        """)
            }
        }
        let before = try installation.rows("SELECT * FROM stated")
        let end = isAnswered ? row.answered : row.late
        #expect(try retry(installation, retried) == end)
        #expect(try (installation.rows("SELECT * FROM stated") == before) == (end == .superseded))
    }

    @Test func aPushReadAgainAfterItsVisitIsOverWaitsForThePlan() throws {
        let installation = try Installation()
        let good = installation.push([Installation.event("a", inHours: -1)], generated: now)
        try installation.record([setAside(good), installation.services(["9"])])
        try installation.answer(active: [0])
        try installation.night()
        let late = now.adding(days: 4)
        #expect(
            try installation.ledger.retry(MessageNumber(1), as: good, now: late, statedDaysMax: 30) == .applied)
        try installation.ledger.expireStatements(now: late)
        #expect(try installation.count("stated WHERE kind = 2") == 1)
        try installation.ledger.expireStatements(now: late.adding(hours: 49))
        #expect(try installation.count("stated WHERE kind = 2") == 0)
    }

    // MARK: The same again

    @Test func aMessageWithoutMsgIdLiesThereOnce() throws {
        let installation = try Installation()
        var nameless = setAside(installation.snapshot([]))
        nameless.messageID = nil
        var again = nameless
        again.member = "again.xml"
        var other = setAside(installation.snapshot([Installation.event("a")]))
        other.messageID = nil
        #expect(try installation.record([nameless, again, other]) == [.quarantined, .duplicate, .quarantined])
        var stranger = nameless
        stranger.source = nil
        stranger.member = "stranger.xml"
        #expect(try installation.record([stranger]) == [.quarantined])
        #expect(try installation.ledger.setAside().count == 3)
    }

    @Test func oneIdOnTwoContentsStaysWithAPerson() throws {
        let installation = try Installation()
        let first = installation.snapshot([Installation.event("a")], id: "one", text: "one")
        let second = installation.snapshot([Installation.event("b")], id: "one", text: "two")
        try installation.record([setAside(first), setAside(second)])
        // The sender's later attempt is the one that is meant.
        #expect(try retry(installation, first) == .quarantined)
        #expect(try installation.ledger.quarantined().map(\.code.number) == [181, 2])
        #expect(try retry(installation, second, number: 2) == .applied)
        #expect(try retry(installation, first) == .quarantined)
        #expect(try uids(installation) == ["b"])
    }

    @Test func anEarlierAttemptIsReadOnceTheLaterOneIsLetGo() throws {
        let installation = try Installation()
        let first = installation.snapshot([Installation.event("a")], id: "one", text: "one")
        let second = installation.snapshot([], id: "one", text: "two")
        try installation.record([setAside(first), setAside(second)])
        #expect(try installation.ledger.discard([MessageNumber(2)]) == 1)
        #expect(try retry(installation, first) == .applied)
    }

    @Test func aReusedIdLiesInQuarantineOnce() throws {
        let installation = try Installation()
        let first = installation.snapshot([Installation.event("a")], id: "one", text: "one")
        let second = installation.snapshot([Installation.event("b")], id: "one", text: "two")
        #expect(try installation.record([first, second]) == [.applied, .quarantined])
        #expect(try installation.record([second]) == [.duplicate])
        #expect(try retry(installation, second, number: 2) == .quarantined)
        #expect(try installation.ledger.quarantined().map(\.code.number) == [181])
    }

    @Test func whatCameAgainAndWasReadIsADuplicateWhenItIsRetried() throws {
        let installation = try Installation()
        let good = installation.snapshot([Installation.event("a")], id: "one", text: "one")
        try installation.record([setAside(good)])
        #expect(try installation.record([good]) == [.applied])
        #expect(try retry(installation, good) == .duplicate)
        #expect(try dispositions(installation) == [3, 1])
        // The same content under another id is one too.
        let again = installation.snapshot([Installation.event("a")])
        try installation.record([setAside(again)])
        #expect(try retry(installation, again, number: 3) == .duplicate)
        #expect(try installation.count("stated") == 1)
    }

    // MARK: Let go

    @Test func whatIsDiscardedCanNeverBeOpenedAgain() throws {
        let installation = try Installation()
        let bad = installation.snapshot([], id: "one", text: "bad")
        try installation.record([setAside(bad), setAside(installation.snapshot([]), Self.other)])
        let key = try #require(
            try installation.ledger.queue.read {
                try Data.fetchOne($0, sql: "SELECT sealedKey FROM message WHERE id = 1")
            })
        func lies(_ needle: Data) throws -> Bool {
            try installation.folder.contents().values.contains { $0.range(of: needle) != nil }
        }
        #expect(try lies(key))
        let segment = try installation.folder.contents()["originals/1.seg"]
        #expect(try installation.ledger.discard([MessageNumber(1)]) == 1)
        #expect(try !lies(key), "neither the pages nor the log hold what would open it")
        #expect(try installation.folder.contents()["originals/1.seg"] == segment)
        #expect(try installation.ledger.original(of: MessageNumber(1)) == nil)
        #expect(try dispositions(installation) == [5, 6])
        #expect(try installation.ledger.quarantined().map(\.number.value) == [2])
        #expect(try retry(installation, bad) == nil)
    }

    @Test func discardingIsAllOrNothing() throws {
        let installation = try Installation()
        try installation.record([setAside(installation.snapshot([])), installation.snapshot([])])
        #expect(
            throws: LedgerFault.cannotWrite(
                doing: "discarding messages", reason: "a message is not in quarantine")
        ) { try installation.ledger.discard([MessageNumber(1), MessageNumber(2)]) }
        #expect(try dispositions(installation) == [6, 1])
        #expect(try installation.ledger.original(of: MessageNumber(1)) != nil)
    }

    // MARK: Cut off

    /// The state directory as a power cut would leave it, before and after the commit.
    @Test func aRetryThatIsCutOffLeavesTheMessageWhereItLay() throws {
        let installation = try Installation()
        let good = installation.snapshot([Installation.event("a")], text: "one")
        try installation.record([setAside(good)])
        for ends in [false, true] {
            let bytes = try #require(try installation.ledger.original(of: MessageNumber(1)))
            #expect(bytes == good.bytes)
            if ends { #expect(try retry(installation, good) == .applied) }
            let folder = try StateFolder()
            try FileManager.default.removeItem(atPath: folder.path)
            try FileManager.default.copyItem(atPath: installation.folder.path, toPath: folder.path)
            try? FileManager.default.removeItem(atPath: folder.database + "-shm")
            let resumed = try Installation(folder: folder)
            #expect(try dispositions(resumed) == [ends ? 1 : 6])
            #expect(try resumed.ledger.original(of: MessageNumber(1)) == good.bytes)
            #expect(try retry(resumed, good) == (ends ? nil : .applied))
            #expect(try uids(resumed) == ["a"])
        }
    }

    @Test func aRetryThatFailsHalfWayChangesNothing() throws {
        let installation = try Installation()
        let good = installation.snapshot([Installation.event("a")])
        try installation.record([setAside(good)])
        let before = try installation.rows("SELECT * FROM message")
        try installation.execute(
            "CREATE TRIGGER broken BEFORE INSERT ON stated BEGIN SELECT raise(ABORT, 'cut off'); END")
        #expect(throws: LedgerFault.cannotWrite(doing: "recording a message again", reason: "cut off")) {
            try retry(installation, good)
        }
        #expect(try installation.rows("SELECT * FROM message") == before)
        try installation.execute("DROP TRIGGER broken")
        #expect(try retry(installation, good) == .applied)
    }
}
