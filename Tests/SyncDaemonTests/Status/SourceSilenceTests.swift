// Who is silent: a source for 26 hours, a pair for three nights; and that it is told, and nothing else comes of it.

import Foundation
import SyncCore
import SyncState
import TestSupport
import Testing

@testable import SyncDaemon

@Suite struct SourceSilenceTests {
    private static let now = Instant(seconds: 1_800_000_000)

    private func silence(first: Int, last: Int, _ pairs: [String: Int]) throws -> SourceSilence {
        let sources = try NightHarness().configuration.sources
        let heard = pairs.map { name, hours in
            let parts = name.split(separator: "@", omittingEmptySubsequences: false).map(String.init)
            return (ServiceUnit(service: parts[0], unit: parts[1]), Self.now.adding(hours: -hours))
        }
        let hearing = SourceHearing(
            first: Self.now.adding(hours: -first), last: Self.now.adding(hours: -last),
            pairs: Dictionary(uniqueKeysWithValues: heard))
        return SourceSilence(sources, ["9901-gerica": hearing], at: Self.now)
    }

    @Test(arguments: [(25, false), (26, true), (200, true)])
    func aSourceIsSilentAfter26Hours(_ hours: Int, _ isSilent: Bool) throws {
        let silence = try silence(first: 400, last: hours, ["9@95316": 1, "12@95316": 1])
        #expect(silence.sources.map(\.id) == (isSilent ? ["9901-gerica"] : []))
        #expect(silence.pairs == [])
    }

    @Test(arguments: [(73, false), (74, true)])
    func aPairIsSilentAfterThreeNights(_ hours: Int, _ isSilent: Bool) throws {
        let silence = try silence(first: 400, last: 1, ["9@95316": 1, "12@95316": hours])
        #expect(silence.sources == [])
        #expect(silence.pairs.map(\.pair.offerValue) == (isSilent ? ["12@95316"] : []))
    }

    @Test func aPairThatWasNeverHeardIsMissedOnceItsSourceHasSpokenForThreeNights() throws {
        #expect(try silence(first: 73, last: 1, ["9@95316": 1]).pairs == [])
        #expect(try silence(first: 74, last: 1, ["9@95316": 1]).pairs.map(\.last) == [nil])
    }

    /// R1: two services are opened at the unit, so what names none is neither's.
    @Test func whatNamesNoServiceIsItsUnitsOnlyOne() throws {
        #expect(try silence(first: 400, last: 1, ["@95316": 1, "9@95316": 90, "12@95316": 1]).pairs.count == 1)
    }

    @Test func whatIsNotOpenedIsNotMissed() throws {
        #expect(try silence(first: 400, last: 1, ["9@95316": 1, "12@95316": 1, "77@95316": 300]).pairs == [])
    }

    @Test func aSourceThatWasNeverHeardIsSilent() throws {
        let silence = SourceSilence(try NightHarness().configuration.sources, [:], at: Self.now)
        #expect(silence.sources.map(\.last) == [nil] && silence.pairs == [])
        #expect(silence.lines == ["Silent: nothing has ever come of source 9901-gerica."])
    }

    @Test func statusTellsIt() async throws {
        let night = try NightHarness()
        try night.deliver([
            .snapshot(
                NightHarness.anna, id: night.nextID(), generated: "2026-01-11T00:30:00+01:00",
                events: [
                    GericaMessage.event(
                        uid: "a", start: "2026-01-13T10:00:00", end: "2026-01-13T10:30:00", status: "CONFIRMED")
                ])
        ])
        _ = try await night.run("2026-01-11T01:15:00+01:00", clockStands: true)
        let ledger = try night.ledger()
        let then = try #require(Instant(iso8601WithOffset: "2026-01-12T03:15:00+01:00"))
        #expect(
            try Status(ledger: ledger, sources: night.configuration.sources, now: then).text.hasSuffix(
                "\nSilent: nothing has come of source 9901-gerica for 26 hours (last 2026-01-11T00:15:00Z); nothing is withdrawn "
                    + "for it. Ask whether its export runs."))
        let later = try #require(Instant(iso8601WithOffset: "2026-01-14T03:15:00+01:00"))
        let status = try Status(ledger: ledger, sources: night.configuration.sources, now: later)
        #expect(
            status.text.hasSuffix(
                "\nSilent: of source 9901-gerica nothing has come for three nights of 12@95316 (never), 9@95316 (last "
                    + "2026-01-11T00:15:00Z)."))
        #expect(
            status.json.contains(
                #""silentPairs":[{"service":"12","source":"9901-gerica","unit":"95316"},{"lastHeard":"2026-01-11T00:15:00Z","#
            ))
        #expect(
            status.json.contains(
                #""silentSources":[{"hours":74,"id":"9901-gerica","lastBatch":"2026-01-11T00:15:00Z"}]"#))
        // Nothing is withdrawn for silence: the next night has nothing to send.
        let report = try await night.run("2026-01-12T01:15:00+01:00", clockStands: true)
        #expect(report.sources[0].operationCount == 0)
    }
}
