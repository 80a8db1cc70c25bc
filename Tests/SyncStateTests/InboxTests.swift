// Where each message ends (R18), and what its end changes. Everything here goes through `record()`, because that is the
// only way in.

import Foundation
import GRDB
import Testing

@testable import SyncCore
@testable import SyncState

@Suite struct InboxTests {
    private static let finding = Finding(
        code: FindingCode(101), severity: .refused, position: Finding.Position(line: 12, column: 5, element: "MsgHead"),
        text: "A text.")
    private let now = Installation.now

    private func uids(_ installation: Installation, _ person: Int = 0) throws -> [[String]] {
        try installation.answer(active: [person])
        return try installation.situation(person)?.visits.map { $0.events.map(\.uid) } ?? []
    }

    // MARK: Where a message ends

    @Test("R18 each message ends in exactly one way") func dispositions() throws {
        let installation = try Installation()
        let first = installation.snapshot([Installation.event("a")], id: "one", text: "one")
        var again = first
        again.member = "again"
        var reused = first
        reused.member = "reused"
        reused.bytes = Array("other".utf8)
        let older = installation.snapshot([], generated: now.adding(seconds: -1))
        var notForUs = installation.snapshot([])
        notForUs.verdict = .notForUs
        var setAside = installation.snapshot([], text: "unreadable")
        setAside.verdict = .setAside(Self.finding)
        let ends = try installation.record([first, again, reused, older, notForUs, setAside])
        #expect(ends == [.applied, .duplicate, .quarantined, .superseded, .notForUs, .quarantined])
        #expect(try uids(installation) == [["a"]])
        let kept = try (1...6).map {
            try installation.ledger.original(of: MessageNumber($0)).map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(
            kept == ["one", nil, "other", "original 2", nil, "unreadable"], "bytes of what is not for us are not kept")
        let code = try installation.rows("SELECT disposition, code, line FROM message WHERE code IS NOT NULL")
        #expect(code == ["[disposition:6 code:181 line:0]", "[disposition:6 code:101 line:12]"])
    }

    @Test func aDuplicateInALaterBatchHasNoSecondEffect() throws {
        let installation = try Installation()
        let arrival = installation.push([Installation.event("a")])
        #expect(try installation.record([arrival]) == [.applied])
        #expect(try installation.record([arrival]) == [.duplicate])
        #expect(try installation.count("stated") == 1)
    }

    @Test func whatWasSetAsideMayComeAgainAndBeRead() throws {
        let installation = try Installation()
        let good = installation.snapshot([Installation.event("a")], id: "one", text: "one")
        var bad = good
        bad.verdict = .setAside(Self.finding)
        // The same bytes lie in quarantine once, however often they come.
        #expect(try installation.record([bad]) == [.quarantined])
        #expect(try installation.record([bad]) == [.duplicate])
        // Once they can be read they count: nothing of them counted before.
        #expect(try installation.record([good]) == [.applied])
        #expect(try installation.record([good]) == [.duplicate])
        #expect(try installation.record([bad]) == [.duplicate])
        #expect(try uids(installation) == [["a"]])
    }

    @Test func aCorrectedMessageMayKeepItsId() throws {
        let installation = try Installation()
        var bad = installation.snapshot([], id: "one", text: "bad")
        bad.verdict = .setAside(Self.finding)
        let good = installation.snapshot([Installation.event("a")], id: "one", text: "good")
        #expect(try installation.record([bad, good]) == [.quarantined, .applied])
        #expect(try uids(installation) == [["a"]])
    }

    @Test func twoSourcesMayCountTheirMessagesAlike() throws {
        let installation = try Installation()
        let other = try installation.ledger.sourceID("9902-profil")
        var second = installation.snapshot([Installation.event("b")], of: 1, id: "1", text: "b")
        second.source = other
        let ends = try installation.record([
            installation.snapshot([Installation.event("a")], id: "1", text: "a"), second,
        ])
        #expect(ends == [.applied, .applied])
    }

    @Test func aMessageWithoutAnIdIsNoDuplicateOfAnother() throws {
        let installation = try Installation()
        var first = installation.push([Installation.event("a")])
        var second = installation.push([Installation.event("b")])
        first.messageID = nil
        second.messageID = nil
        #expect(try installation.record([first, second]) == [.applied, .applied])
    }

    // MARK: What is stated

    @Test func aSnapshotReplacesItsUnitsSnapshotAndNothingElse() throws {
        let installation = try Installation()
        try installation.record([
            installation.snapshot([Installation.event("old")]),
            installation.snapshot([Installation.event("elsewhere")], unit: "95317"),
            installation.push([Installation.event("pushed")]), installation.services(["9"]),
        ])
        try installation.record([installation.snapshot([Installation.event("new")], generated: now.adding(seconds: 1))])
        #expect(Set(try uids(installation).joined()) == ["new", "elsewhere", "pushed"])
        try installation.record([installation.services(["12"], generated: now.adding(seconds: 1))])
        #expect(try installation.situation()?.services?.services.map(\.id) == ["12"])
        #expect(try installation.count("stated") == 4)
    }

    @Test("R14 an older statement does not overrule a newer one") func order() throws {
        let installation = try Installation()
        let later = now.adding(seconds: -10)
        let earlier = later.adding(seconds: -1)
        let ends = try installation.record([
            installation.snapshot([Installation.event("new")], generated: later),
            installation.snapshot([Installation.event("old")], generated: earlier),
            installation.services(["9"], generated: later), installation.services([], generated: earlier),
            // Of the same GenDate the one that arrives last counts.
            installation.snapshot([Installation.event("last")], generated: later),
        ])
        #expect(ends == [.applied, .superseded, .applied, .superseded, .applied])
        #expect(try uids(installation) == [["last"]])
        #expect(try installation.situation()?.services?.services.map(\.id) == ["9"])
    }

    @Test("R14 a GenDate after receipt is ordered as the receipt's time") func fromTheFuture() throws {
        let installation = try Installation()
        try installation.record([installation.snapshot([Installation.event("fast")], generated: now.adding(hours: 20))])
        #expect(try uids(installation) == [["fast"]])
        #expect(try installation.situation()?.visits.first?.generated == now)
        let next = now.adding(hours: 1)
        #expect(
            try installation.record([installation.snapshot([Installation.event("right")], generated: next)], at: next)
                == [.applied])
        #expect(try uids(installation) == [["right"]])
    }

    @Test func nanosecondsOrderToo() throws {
        let installation = try Installation()
        let a = Instant(nanoseconds: now.nanoseconds - 5)
        let b = Instant(nanoseconds: now.nanoseconds - 6)
        let ends = try installation.record([
            installation.snapshot([Installation.event("a")], generated: a), installation.snapshot([], generated: b),
        ])
        #expect(ends == [.applied, .superseded])
    }

    @Test func theBirthDateIsTheStatedOneElseTheNumbers() throws {
        let installation = try Installation()
        let byNumber = try #require(People.person(0).birthDateByTodaysRule)
        let stated = try #require(CivilDate(year: 2015, month: 6, day: 7))
        func birthDate() throws -> CivilDate? {
            try installation.answer(active: [0])
            return try installation.situation()?.birthDate
        }
        try installation.record([installation.snapshot([])])
        #expect(try birthDate() == byNumber)
        try installation.record([installation.snapshot([], birthDate: stated)])
        #expect(try birthDate() == stated)
        try installation.record([installation.snapshot([])])
        #expect(try birthDate() == stated, "a message that says nothing takes nothing back")
        #expect(try installation.ledger.citizens([installation.key(0)]).map(\.number) == [People.person(0)])
    }

    // MARK: Cut off

    @Test func aResumedBatchKnowsWhatItHas() throws {
        let installation = try Installation()
        let ledger = installation.ledger
        let batch = try ledger.beginBatch(at: now)
        let arrivals = [installation.push([Installation.event("a")]), installation.push([Installation.event("b")])]
        do {
            let segment = try ledger.openSegment(batch)
            _ = try ledger.record([arrivals[0]], batch: batch, segment: segment, now: now, statedDaysMax: 30)
            // The original was kept, the transaction was not.
            _ = try segment.append([Array("lost with the crash".utf8)])
        }
        #expect(try ledger.recordedMembers(of: batch) == [ledger.keys.memberKey(arrivals[0].member)])
        let segment = try ledger.openSegment(batch)
        _ = try ledger.record([arrivals[1]], batch: batch, segment: segment, now: now, statedDaysMax: 30)
        #expect(try ledger.recordedMembers(of: batch).count == 2)
        #expect(try ledger.original(of: MessageNumber(1)) == arrivals[0].bytes)
        #expect(try ledger.original(of: MessageNumber(2)) == arrivals[1].bytes)
        try ledger.endBatch(batch, at: now)
        #expect(try installation.count("batch WHERE ended IS NOT NULL") == 1)
    }

    @Test func aBatchTheLedgerHasForgottenIsTakenAllTheSame() throws {
        let installation = try Installation()
        let batch = BatchNumber(41)
        let segment = try installation.ledger.openSegment(batch)
        let ends = try installation.ledger.record(
            [installation.push([])], batch: batch, segment: segment, now: now, statedDaysMax: 30)
        #expect(ends == [.applied])
        #expect(try installation.ledger.beginBatch(at: now) == BatchNumber(42), "its number is not given again")
    }

    @Test func aFailureInTheMiddleLeavesNothing() throws {
        let installation = try Installation()
        let batch = try installation.ledger.beginBatch(at: now)
        let segment = try installation.ledger.openSegment(batch)
        var twice = installation.push([Installation.event("b")])
        let once = installation.push([Installation.event("a")])
        twice.member = once.member
        #expect(
            throws: LedgerFault.cannotWrite(
                doing: "recording messages", reason: "UNIQUE constraint failed: message.batch, message.member")
        ) {
            try installation.ledger.record([once, twice], batch: batch, segment: segment, now: now, statedDaysMax: 30)
        }
        for table in ["message", "stated", "citizen"] { #expect(try installation.count(table) == 0) }
        // The same segment goes on behind what nothing points at.
        _ = try installation.ledger.record([once], batch: batch, segment: segment, now: now, statedDaysMax: 30)
        let number = try #require(try installation.rows("SELECT id FROM message").first)
        #expect(number.hasPrefix("[id:"))
        #expect(
            try installation.ledger.queue.read { try Int64.fetchOne($0, sql: "SELECT id FROM message") }
                .flatMap { try installation.ledger.original(of: MessageNumber($0)) } == once.bytes)
    }

    @Test func aFullDiskIsSaidInSQLitesWordsAndLosesNothing() throws {
        let installation = try Installation()
        try installation.record([installation.push([Installation.event("a")])])
        let before = try installation.rows("SELECT * FROM message")
        try installation.ledger.queue.writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA max_page_count = 1")
        }
        let many = (1...200).map { installation.push([Installation.event("b")], of: $0) }
        #expect(
            throws: LedgerFault.cannotWrite(doing: "recording messages", reason: "database or disk is full")
        ) {
            let batch = BatchNumber(1)
            let segment = try installation.ledger.openSegment(batch)
            _ = try installation.ledger.record(many, batch: batch, segment: segment, now: now, statedDaysMax: 30)
        }
        #expect(try installation.rows("SELECT * FROM message") == before)
        #expect(try installation.count("citizen") == 1)
        try installation.ledger.queue.writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA max_page_count = 1000000")
        }
        #expect(try installation.record(many).allSatisfy { $0 == .applied }, "with room again it goes on")
    }

    @Test func aFullDiskUnderTheOriginalsRecordsNothing() throws {
        let installation = try Installation()
        let batch = try installation.ledger.beginBatch(at: now)
        let full = try SegmentWriter(path: "/dev/full")
        #expect(throws: LedgerFault.cannotWrite(doing: "keeping originals", reason: "No space left on device")) {
            try installation.ledger.record(
                [installation.push([])], batch: batch, segment: full, now: now, statedDaysMax: 30)
        }
        #expect(try installation.count("message") == 0)
    }
}
