// What is let go after its time, and what is not: nothing that a plan, a doubt or a quarantine of now needs.

import Foundation
import Testing

@testable import SyncCore
@testable import SyncState

@Suite struct RetentionTests {
    private let now = Installation.now

    private func terms(days: Int, at now: Instant) -> RetentionTerms {
        let time = now.adding(days: -days)
        return RetentionTerms(originals: time, quarantined: time, runs: time, ended: time)
    }

    private func unreadable(_ installation: Installation) -> Arrival {
        var arrival = installation.snapshot([Installation.event("x")], of: 2)
        arrival.verdict = .setAside(
            Finding(
                code: FindingCode(101), severity: .refused,
                position: Finding.Position(line: 1, column: 1, element: "MsgHead"), text: "-"))
        return arrival
    }

    private func segments(_ installation: Installation) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: installation.folder.path + "/originals").sorted()
    }

    @Test func originalsGoAndTheirFilesWithThem() throws {
        let installation = try Installation()
        let ledger = installation.ledger
        let first = try ledger.beginBatch(at: now)
        _ = try ledger.record(
            [installation.snapshot([Installation.event("a")])], batch: first, segment: try ledger.openSegment(first),
            now: now, statedDaysMax: 30)
        try ledger.endBatch(first, at: now)
        let second = try ledger.beginBatch(at: now)
        _ = try ledger.record(
            [installation.services(["9"]), unreadable(installation)], batch: second,
            segment: try ledger.openSegment(second), now: now, statedDaysMax: 30)
        try ledger.endBatch(second, at: now)
        let later = now.adding(days: 31)
        var terms = terms(days: 30, at: later)
        terms.quarantined = now.adding(days: -1)
        #expect(try ledger.letGo(self.terms(days: 30, at: now.adding(days: 30))) == LetGo(), "not before its time")
        var expected = LetGo()
        expected.originals = 2
        expected.segments = 1
        #expect(try ledger.letGo(terms, slice: 1) == expected)
        #expect(try segments(installation) == ["2.seg"], "the one with a message in quarantine stays")
        #expect(try ledger.original(of: MessageNumber(1)) == nil)
        #expect(try ledger.original(of: MessageNumber(3)) != nil, "R18")
        expected = LetGo()
        expected.quarantined = 1
        expected.segments = 1
        #expect(try ledger.letGo(self.terms(days: 30, at: later)) == expected)
        #expect(try ledger.quarantined() == [] && segments(installation) == [])
        #expect(try installation.count("message") == 3, "that they were read is known for ever (R14)")
    }

    @Test func theFileOfABatchThatIsStillReadStays() throws {
        let installation = try Installation()
        try installation.record([unreadable(installation)])
        #expect(try installation.ledger.letGo(terms(days: 1, at: now.adding(days: 9))).segments == 0)
        #expect(try segments(installation) == ["1.seg"])
    }

    @Test func runsGoButTheNewestPlanAndTheNewestCompleteCycleStay() throws {
        let installation = try Installation()
        try installation.record([installation.snapshot([Installation.event("a"), Installation.event("b")])])
        try installation.answer(active: [0])
        for day in 0..<4 {
            let plan = try installation.plan(at: now.adding(days: day))
            try installation.push(plan, at: now.adding(days: day))
        }
        let ledger = installation.ledger
        let last = try ledger.beginRun("sync", now: now, started: now.adding(days: 4))
        try ledger.endRun(last, at: now.adding(days: 4), exitCode: 0, report: "{}")
        let gone = try ledger.letGo(terms(days: 2, at: now.adding(days: 5)), slice: 1)
        #expect(gone.runs == 3, "of days 0, 1 and 2")
        #expect(try installation.count("operation") == 0)
        #expect(try ledger.letGo(terms(days: 2, at: now.adding(days: 90))).runs == 0)
        #expect(try installation.count("plan") == 1 && installation.count("run") == 2)
        #expect(try ledger.lastCompleteCycle() == now.adding(days: 4))
    }

    @Test("R20 an appointment long over goes, and nothing is told anew because of it") func appointments() throws {
        let installation = try Installation()
        let ledger = installation.ledger
        try installation.record([
            installation.snapshot([Installation.event("a"), Installation.event("b", inHours: 24 * 12)]),
            installation.services(["9"]),
        ])
        try installation.answer(active: [0])
        try installation.night()
        try installation.record([
            installation.push([Installation.event("a", state: .performed)], generated: now.adding(hours: 26))
        ])
        try installation.night(at: now.adding(hours: 26))
        let later = now.adding(days: 10)
        #expect(
            try ledger.letGo(terms(days: 9, at: later)).appointments == 0,
            "ended 1 day and 1 hour after the first night")
        let gone = try ledger.letGo(terms(days: 8, at: later), slice: 1)
        #expect(gone.appointments == 1)
        #expect(try ledger.findEntries("a") == [] && ledger.findEntries("b").count == 1)
        #expect(try installation.count("entryContent") == 1)
        // Its statements are still in force: what is past is neither created nor told as performed again.
        #expect(try installation.night(at: later).isEmpty)
        #expect(try installation.count("spentIdentifier") == 1)
        #expect(
            try ledger.check().allSatisfy { if case .broken = $0.verdict { false } else { true } })
    }

    @Test func whatAnOpenPlanIsAboutStays() throws {
        let installation = try Installation()
        try installation.record([installation.snapshot([Installation.event("a"), Installation.event("b")])])
        try installation.answer(active: [0])
        let plan = try installation.plan()
        let ids = try installation.ledger.pendingOperations(of: plan).map(\.id)
        _ = try installation.ledger.intend([ids[0]], of: plan, at: now)
        let gone = try installation.ledger.letGo(terms(days: 30, at: now.adding(days: 90)), slice: 1)
        #expect(gone.appointments == 0 && gone.runs == 0)
        #expect(try installation.night(at: now.adding(hours: 1)).count == 2, "and it goes on")
    }

    @Test func contactsThatEndedLongAgoGo() throws {
        let installation = try Installation()
        try installation.record([installation.services(["9"])])
        try installation.answer(active: [0])
        try installation.night()
        try installation.record([installation.services([], generated: now.adding(hours: 1))])
        try installation.night(at: now.adding(hours: 2))
        #expect(try installation.ledger.letGo(terms(days: 30, at: now.adding(days: 30))).contacts == 0)
        #expect(try installation.ledger.letGo(terms(days: 30, at: now.adding(days: 32))).contacts == 1)
        #expect(try installation.night(at: now.adding(days: 1)).isEmpty)
    }
}
