// A run that is killed at any step of a night, before the step or after it with its answer lost, and is run again: portal,
// ledger, receipts and activation messages are those of the night that nobody interrupted, and so is the number of changes
// a citizen could see.

import Foundation
import GRDB
import SyncCore
import TestSupport
import Testing

@testable import SyncDaemon
@testable import SyncState

@Suite struct CrashAtEveryStepTests {
    /// Everything anybody could see or read afterwards.
    private struct Outcome: Equatable {
        var entries: Entries = [:]
        var seen: [SimulatedPortal.Name: Int] = [:]
        var contacts: [SimulatedPortal.Contact: [String?]] = [:]
        var offers: [String] = []
        var told: [String] = []
        var outgoing: [String] = []
        var messages: [String] = []
        var activation: [String] = []
        var heard: [String: [String: [UInt8]]] = [:]
        var feed: [String] = []

        func differences(from other: Outcome) -> [String] {
            var names: [String] = []
            if entries != other.entries { names.append("entries") }
            if seen != other.seen { names.append("changes a citizen saw") }
            if contacts != other.contacts { names.append("contacts") }
            if offers != other.offers { names.append("offers") }
            if told != other.told { names.append("told") }
            if outgoing != other.outgoing { names.append("outgoing") }
            if messages != other.messages { names.append("messages") }
            if activation != other.activation { names.append("activation") }
            if heard != other.heard { names.append("what the EPJs heard") }
            if feed != other.feed { names.append("what lies in the feeds") }
            return names
        }
    }

    private static func outcome(_ installation: Installation) throws -> Outcome {
        var outcome = Outcome()
        installation.network.portal.withLock {
            outcome.entries = $0.entries
            outcome.seen = $0.seen
            outcome.contacts = $0.contacts
            outcome.offers = $0.offered
        }
        let ledger = try installation.ledger()
        func rows(_ sql: String) throws -> [String] {
            try ledger.read("comparing") { try Row.fetchAll($0, sql: sql) }.map { "\($0)" }.sorted()
        }
        outcome.told =
            try rows("SELECT source, entry, told, fingerprint, status, start, \"end\", pair FROM entry")
            + rows("SELECT source, citizen, pair, told, since, until FROM membership")
            + rows("SELECT source, value, told, fingerprint FROM offer")
        outcome.outgoing = try rows(
            "SELECT source, id, kind, status, created, delivered IS NULL, sealed IS NULL FROM outgoing")
        outcome.messages = try rows("SELECT member, disposition, code, source FROM message")
        outcome.activation = try rows("SELECT citizen, state, activeSince, isNew, recheck FROM activation")
        for source in installation.sources {
            let heard = installation.network.outboxes.withLock { $0[source.id]?.heard ?? Heard() }
            #expect(heard.violations == [])
            outcome.heard[source.id] = heard.messages
        }
        // A batch's number may have been given before the batch could be taken.
        let digits = try Regex("/[0-9]+-")
        let tree = installation.files.contents
        for (path, bytes) in tree.files {
            if path.contains("/outgoing/") { outcome.heard[path] = ["": bytes] }
            outcome.feed.append(path.replacing(digits, with: "/"))
        }
        outcome.feed.sort()
        return outcome
    }

    /// Runs until nothing is left open.
    private static func finish(_ installation: Installation) async throws -> Bool {
        for _ in 0..<4 {
            guard let report = await installation.run().report else { return false }
            if report.sources.allSatisfy({ $0.left + $0.unknown + $0.refused == 0 }) { return true }
        }
        return false
    }

    @Test func aNightEndsTheSameWhereverItIsCutOff() async throws {
        let kills = try await OneThread.run { () -> (steps: Int, counts: [Steps.Kind: Int], differences: [String]) in
            var night = EveryKindOfNight()
            let base = try Installation(night.sources, seed: 1, start: night.time(night.day - 3))
            try await night.prepare(base)
            night.begin(base)
            let whole = try base.copied()
            let first = await whole.run()
            let (steps, counts) = (whole.steps.count, whole.steps.counts)
            Self.expectEveryKind(first.report)
            #expect(try await Self.finish(whole))
            let expected = try Self.outcome(whole)
            var differences: [String] = []
            for step in 1...steps {
                for isAfterEffect in [false, true] {
                    let cut = try base.copied()
                    let end = await cut.run(killingAt: Steps.Kill(step: step, isAfterEffect: isAfterEffect))
                    guard case .killed = end else {
                        differences.append("step \(step): not killed, but \(end)")
                        continue
                    }
                    let isWhole = try await Self.finish(cut)
                    let found = try Self.outcome(cut).differences(from: expected)
                    if !isWhole || !found.isEmpty {
                        differences.append("step \(step) \(isAfterEffect ? "after" : "before"): \(found)")
                    }
                }
            }
            return (steps, counts, differences)
        }
        // The same night's commits, renames and requests are counted from outside by scripts/steps.
        print("steps of the night: \(kills.steps)", kills.counts.map { "\($0.key) \($0.value)" }.sorted())
        #expect(kills.differences == [])
    }

    private static func expectEveryKind(_ report: RunReport?) {
        var operations: [OperationKind: Int] = [:]
        for source in report?.sources ?? [] { operations.merge(source.operations, uniquingKeysWith: +) }
        for kind in OperationKind.allCases { #expect(operations[kind, default: 0] > 0, "\(kind.name)") }
        let outgoing = report?.sources.map(\.outgoing) ?? []
        #expect(outgoing.contains { $0.receiptsAccepted > 0 } && outgoing.contains { $0.receiptsRefused > 0 })
        #expect(outgoing.contains { $0.statusMessages > 0 } && outgoing.contains { $0.answers > 0 })
        #expect(report?.becameActive ?? 0 > 0 && report?.becameInactive ?? 0 > 0)
    }
}
