// A run that is killed at any step of a night or of a look by day, before the step or after it with its answer lost, and is
// run again: portal, ledger, receipts and activation messages are those of the run that nobody interrupted, and so is the
// number of changes a citizen could see. What an EPJ hears comes twice only where the kill fell between delivery and record.

import SyncCore
import Testing

@testable import SyncDaemon

@Suite struct CrashAtEveryStepTests {
    /// Runs until nothing is left open.
    private static func finish(_ run: () async -> Installation.End) async -> Bool {
        for _ in 0..<4 {
            guard let report = await run().report else { return false }
            if report.sources.allSatisfy({ $0.left + $0.unknown + $0.refused == 0 }) { return true }
        }
        return false
    }

    @Test func aNightEndsTheSameWhereverItIsCutOff() async throws {
        let kills = try await OneThread.run { () -> EveryStep.Result in
            var night = EveryKindOfNight()
            let base = try Installation(night.sources, seed: 1, start: night.time(night.day - 3))
            try await night.prepare(base)
            night.begin(base)
            let again = EveryStep.Stage(name: "run again") { cut in await Self.finish { await cut.run() } }
            return try await EveryStep(
                base: base, run: { await $0.run(killingAt: $1) }, branches: [[again]]
            ).compared(Self.expectEveryKind)
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

    @Test func aLookByDayEndsTheSameWhereverItIsCutOff() async throws {
        let kills = try await OneThread.run { () -> EveryStep.Result in
            var day = EveryKindOfDay()
            let base = try Installation(day.sources, seed: 1, start: day.night(0))
            await day.prepare(base)
            day.begin(base)
            let (hour, next) = (day.hour, day.night(1))
            // What the service does when it is started again, and the night after it.
            let look = EveryStep.Stage(name: "the next look") { cut in
                cut.set(hour)
                return await Self.finish { await cut.runDay(isAsked: true) }
            }
            let night = EveryStep.Stage(name: "the night after it") { cut in
                cut.set(next)
                return await Self.finish { await cut.run() }
            }
            // Or somebody runs a whole cycle at once.
            let cycle = EveryStep.Stage(name: "a cycle at once") { cut in
                cut.set(hour)
                return await Self.finish { await cut.run() }
            }
            return try await EveryStep(
                base: base, run: { await $0.runDay(killingAt: $1) }, branches: [[cycle], [look, night]]
            ).compared(Self.expectADay)
        }
        // As of the night.
        print("steps of the day: \(kills.steps)", kills.counts.map { "\($0.key) \($0.value)" }.sorted())
        #expect(kills.differences == [])
    }

    private static func expectADay(_ report: RunReport?) {
        for source in report?.sources ?? [] {
            #expect(source.operations == [.perform: 2, .cancel: 1, .update: 1, .create: 1] && source.accepted == 5)
            #expect(source.outgoing.receiptsAccepted == 1)
        }
    }
}
