// Several nights of who is active: whom the portal is asked about, why, and what follows from its answers.

import Foundation
import PortalClient
import SyncCore
import SyncState
import TestSupport
import Testing

@testable import SyncDaemon

@Suite struct ActivationNightsTests {
    private let anna = NightHarness.anna
    private let birger = NightHarness.birger

    private func visit(_ uid: String, day: Int) -> String {
        GericaMessage.event(
            uid: uid, start: "2027-01-\(day)T10:00:00", end: "2027-01-\(day)T10:30:00", status: "CONFIRMED")
    }

    private func deliver(_ night: NightHarness, _ number: String, day: Int, _ events: [String]) throws {
        try night.deliver([
            .snapshot(number, id: night.nextID(), generated: "2027-01-\(day)T00:30:00+01:00", events: events)
        ])
    }

    private func run(_ night: NightHarness, day: Int) async throws -> RunReport {
        try await night.run("2027-01-\(day)T01:15:00+01:00", clockStands: true)
    }

    @Test(
        "R3 A10 consent withdrawn and returned: everything stated is sent, what is no longer stated is withdrawn",
        arguments: [false, true])
    func withdrawnAndReturned(portalDeletes: Bool) async throws {
        let night = try NightHarness(active: [anna, birger])
        try deliver(night, anna, day: 11, [visit("u0", day: 19), visit("u1", day: 20), visit("u2", day: 21)])
        try deliver(night, birger, day: 11, [visit("b1", day: 20)])
        #expect(try await run(night, day: 11).askedBecause == [.new: 2])
        #expect(await night.portal.takeAsked() == [anna, birger].sorted())

        await night.portal.setActive([birger])
        if portalDeletes { await night.portal.forget(anna) }
        let gone = try await run(night, day: 12)
        #expect(await night.portal.takeAsked() == [anna])
        #expect(gone.askedBecause == [.changed: 1] && gone.becameInactive == 1)
        #expect(gone.sources[0].operationCount == 0, "no ending either")

        // The EPJ goes on; the portal is told nothing and asked nothing.
        try deliver(night, anna, day: 13, [visit("u0", day: 19), visit("u2", day: 22), visit("u3", day: 23)])
        let away = try await run(night, day: 13)
        #expect(away.asked == 0 && away.sources[0].operationCount == 0)

        await night.portal.setActive([anna, birger])
        let back = try await run(night, day: 14)
        #expect(await night.portal.takeAsked() == [anna])
        #expect(back.becameActive == 1)
        #expect(back.sources[0].operations == [.withdraw: 1, .update: 2, .create: 1])
        #expect(await night.shown("u0")?.status == .booked)
        #expect(await night.shown("u1")?.status == .enteredInError)
        #expect(await night.shown("u2")?.start.iso8601UTC == "2027-01-22T09:00:00Z")
        #expect(await night.shown("u3")?.status == .booked)
        #expect(try await run(night, day: 14).sources[0].operationCount == 0)
    }

    @Test("R2 whoever is not asked about is planned by what is known")
    func notAskedIsNotForgotten() async throws {
        let night = try NightHarness()
        try deliver(night, anna, day: 11, [visit("u1", day: 20)])
        _ = try await run(night, day: 11)
        try deliver(night, anna, day: 12, [visit("u1", day: 21)])
        let report = try await run(night, day: 12)
        #expect(report.asked == 0)
        #expect(report.sources[0].operations == [.update: 1])
    }

    @Test("R2 a citizen who goes inactive without a word is found by the recheck, after seven days")
    func silentlyInactive() async throws {
        let night = try NightHarness()
        try deliver(night, anna, day: 11, [visit("u1", day: 24)])
        _ = try await run(night, day: 11)
        await night.portal.setActive([], silently: true)
        for day in 12...18 {
            let report = try await run(night, day: day)
            #expect(report.asked == 0 && report.exitCode == .done, "day \(day)")
        }
        let report = try await run(night, day: 19)
        #expect(report.askedBecause == [.aged: 1] && report.becameInactive == 1)
        #expect(
            ReportText.text(report).contains("\n  asked about 1 citizen (aged 1): 0 became active, 1 inactive\n"))
        #expect(try await run(night, day: 20).asked == 0, "a citizen who is not active waits as long")
    }

    static let absent: [(Result<ActivationChangeAnswer, PortalFailure>, String)] = [
        (.success(.notAvailable(status: 404)), "the portal has no list of changes for us (404)"),
        (
            .success(.notAvailable(status: 410)),
            "the portal's list of changes does not go back to when it was last read (410)"
        ),
        (
            .failure(.unreachable(reason: "it answered 503")),
            "the portal's list of changes could not be had: it answered 503"
        ),
        (
            .failure(.unauthorised(status: 401)),
            "the portal's list of changes could not be had: our token is not taken (401)"
        ),
        (.failure(.refused(code: "1112")), "the portal's list of changes could not be had: refused (1112)"),
        (.failure(.nonsense(reason: "no list")), "the portal's list of changes could not be had: no list"),
    ]

    @Test("R2 a list of changes that cannot be had is a full sweep the same night", arguments: absent.indices)
    func fullSweep(_ index: Int) async throws {
        let night = try NightHarness(active: [anna, birger])
        try deliver(night, anna, day: 11, [visit("u1", day: 20)])
        try deliver(night, birger, day: 11, [visit("b1", day: 20)])
        _ = try await run(night, day: 11)
        await night.portal.setActive([anna], silently: true)
        let answer = Self.absent[index].0
        await night.portal.answerChanges { _ in answer }
        let swept = try await run(night, day: 12)
        #expect(swept.askedBecause == [.sweep: 2] && swept.becameInactive == 1)
        #expect(swept.exitCode == .done && swept.problems.isEmpty)
        #expect(ReportText.text(swept).contains("\n  everybody was asked about: \(Self.absent[index].1)\n"))
        // The list goes on from ten minutes before the sweep.
        await night.portal.answerChanges(with: nil)
        #expect(try await run(night, day: 13).asked == 0)
        #expect(await night.portal.offsets.map(\.iso8601UTC).contains("2027-01-12T00:05:00Z"))
    }

    @Test("R2 a list is read until nothing more is in it, and one without an end is none to go by")
    func pages() async throws {
        let night = try NightHarness()
        try deliver(night, anna, day: 11, [visit("u1", day: 20)])
        _ = try await run(night, day: 11)
        let number = try NationalIdentityNumber(anna, synthetic: .accept)
        let last = try #require(Instant(iso8601WithOffset: "2027-01-12T00:14:00Z"))
        await night.portal.answerChanges { _ in .success(.list(.init(citizens: [number], next: last))) }
        #expect(try await run(night, day: 12).askedBecause == [.changed: 1])
        #expect(await night.portal.offsets.map(\.iso8601UTC) == ["2027-01-11T00:05:00Z", "2027-01-12T00:14:00Z"])
        #expect(try night.ledger().activationOffset() == last)
        await night.portal.answerChanges { offset in
            .success(.list(.init(citizens: [number], next: offset.adding(seconds: 1))))
        }
        let report = try await run(night, day: 13)
        #expect(report.askedBecause == [.sweep: 1])
        #expect(report.sweptBecause == "the portal's list of changes does not come to an end")
        #expect(await night.portal.offsets.count == 102)
    }

    @Test("R2 a plan made for a later time skips nothing that changes until then") func plannedAhead() async throws {
        let night = try NightHarness()
        try deliver(night, anna, day: 11, [visit("u1", day: 20)])
        let before = Instant.current()
        let ahead = "2199-01-11T01:15:00+01:00"
        #expect(try await night.run(ahead, .plan(listingOperations: false)).asked == 1)
        let offset = try #require(try night.ledger().activationOffset())
        #expect(offset >= before.adding(seconds: -600) && offset <= Instant.current().adding(seconds: -600))
        // Asked in what is the future now, she is asked about again.
        #expect(try await run(night, day: 11).askedBecause == [.aged: 1])
    }

    @Test("R2 a list that was read up to a time that has not come is none to go by, until a sweep came to its end")
    func clockPutBack() async throws {
        let night = try NightHarness(active: [anna])
        try deliver(night, anna, day: 11, [visit("u1", day: 20)])
        _ = try await run(night, day: 11)
        let ahead = try #require(Instant(iso8601WithOffset: "2027-01-14T00:15:00Z"))
        await night.portal.answerChanges { _ in .success(.list(.init(citizens: [], next: ahead))) }
        _ = try await run(night, day: 12)
        await night.portal.answerChanges(with: nil)
        await night.portal.setActive([], silently: true)
        await night.portal.goDown(afterGroups: 0)
        let down = try await run(night, day: 13)
        #expect(down.exitCode == .portalUnreachable)
        #expect(down.sweptBecause == "the portal's list of changes was last read up to a time that has not come yet")
        // By now the time has come, and what changed before it is not in that list.
        await night.portal.goDown(afterGroups: nil)
        let report = try await run(night, day: 15)
        #expect(report.askedBecause == [.sweep: 1] && report.becameInactive == 1)
    }

    @Test("R18 whoever stands only in an EPJ's question is asked about") func questionOnly() async throws {
        let night = try NightHarness(active: [birger])
        try night.deliver([
            .question([birger, anna], id: night.nextID(), generated: "2027-01-11T00:30:00+01:00")
        ])
        let report = try await run(night, day: 11)
        #expect(report.sources[0].messages == [.applied: 1])
        #expect(await night.portal.takeAsked() == [anna, birger].sorted())
        #expect(report.becameActive == 1 && report.sources[0].operationCount == 0)
        await night.portal.setActive([anna, birger])
        #expect(try await run(night, day: 12).becameActive == 1)
    }

    @Test("R16 groups of a thousand; a run killed between two of them ends, after a rerun, where any other ends")
    func killedBetweenGroups() async throws {
        let town = (0..<2_500).map(SyntheticPerson.number)
        let night = try NightHarness(active: Set(town.prefix(1_000)))
        // A third of the town goes inactive, and nobody is asked whether it may.
        night.configuration.guardLimits.goneInactive.percentMax = 100
        night.configuration.guardLimits.halfOfMin = .max
        night.configuration.guardLimits.halfCountMin = .max
        try night.deliver([.question(town, id: night.nextID(), generated: "2027-01-11T00:30:00+01:00")])
        #expect(try await run(night, day: 11).askedBecause == [.new: 2_500])
        #expect(await night.portal.asked == [1_000, 1_000, 500])
        let first = try #require(try night.ledger().activationOffset())
        #expect(first.iso8601UTC == "2027-01-11T00:05:00Z")

        await night.portal.setActive(Set(town.suffix(2_000)))
        for number in town { await night.portal.announce(number) }
        let state = night.configuration.state.directory
        // What a run killed at this point leaves behind.
        await night.portal.beforeEachCheck { group in
            try? FileManager.default.copyItem(atPath: state, toPath: "\(state)-\(group)")
        }
        let report = try await run(night, day: 12)
        #expect(report.askedBecause == [.changed: 2_500])
        let end = try End(night.ledger())
        #expect(end.active == 2_000 && end.offset != first)

        await night.portal.beforeEachCheck { _ in }
        for path in (3...5).map({ "\(state)-\($0)" }) {
            #expect(try night.ledger(path).activationOffset() == first, "no offset before its last answer")
            let rerun = try await night.run("2027-01-12T01:15:00+01:00", state: path)
            #expect(rerun.asked == 2_500)
            #expect(try End(night.ledger(path)) == end)
        }
    }

    @Test("R16 a portal that goes down between two groups leaves the offset where it was")
    func downBetween() async throws {
        let town = (0..<1_001).map(SyntheticPerson.number)
        let night = try NightHarness(active: Set(town))
        try night.deliver([.question(town, id: night.nextID(), generated: "2027-01-11T00:30:00+01:00")])
        await night.portal.goDown(afterGroups: 1)
        let down = try await run(night, day: 11)
        #expect(down.exitCode == .portalUnreachable && down.becameActive == 1_000)
        #expect(try night.ledger().activationOffset() == nil)
        await night.portal.goDown(afterGroups: nil)
        let report = try await run(night, day: 12)
        #expect(report.becameActive == 1 && report.sweptBecause == nil)
        #expect(report.askedBecause == [.new: 1, .sweep: 1_000])
    }
}

/// Where a run's activation ended.
private struct End: Equatable {
    let active: Int
    let inactive: Int
    let offset: Instant?

    init(_ ledger: Ledger) throws {
        (active, inactive) = try ledger.activationCounts()
        offset = try ledger.activationOffset()
    }
}
