// A run killed at each of its steps, before the step took place and after it with its answer lost. Whatever goes on from there
// has to end as it does where nobody killed anything, and delivers twice only what the kill left without a record.

@testable import SyncDaemon

struct EveryStep {
    /// What is run after the killed run.
    struct Stage {
        let name: String
        /// - Returns: whether nothing is left open.
        let run: (Installation) async throws -> Bool
    }

    struct Result: Sendable {
        var steps = 0
        var counts: [Steps.Kind: Int] = [:]
        var differences: [String] = []
    }

    private struct End {
        var isWhole: Bool
        var outcome: Outcome
        var deliveries: DeliveryCount
    }

    /// As it is before the run.
    let base: Installation
    let run: (Installation, Steps.Kill?) async -> Installation.End
    /// Each goes on from the killed run by itself, stage by stage.
    let branches: [[Stage]]

    /// - Parameter judge: is given what the run says that nobody kills.
    func compared(_ judge: (RunReport?) -> Void) async throws -> Result {
        let whole = try base.copied()
        judge(await run(whole, nil).report)
        var result = Result(steps: whole.steps.count, counts: whole.steps.counts)
        let expected = try await ends(from: whole)
        for end in expected.flatMap({ $0 }) {
            // Nobody killed anything, so nothing came twice.
            result.differences += end.deliveries.violations(since: DeliveryCount()).map { "without a kill: \($0)" }
            if !end.isWhole { result.differences.append("without a kill: something is left open") }
        }
        for step in 1...result.steps {
            for isAfterEffect in [false, true] {
                let place = "step \(step) \(isAfterEffect ? "after" : "before")"
                let cut = try base.copied()
                let end = await run(cut, Steps.Kill(step: step, isAfterEffect: isAfterEffect))
                guard case .killed = end else {
                    result.differences.append("\(place): not killed, but \(end)")
                    continue
                }
                let deliveries = try DeliveryCount(cut)
                let found = try await ends(from: cut)
                result.differences += differences(of: found, from: expected, deliveries).map { "\(place), \($0)" }
            }
        }
        return result
    }

    private func ends(from installation: Installation) async throws -> [[End]] {
        var ends: [[End]] = []
        for (index, branch) in branches.enumerated() {
            // The last one needs what the others go on from no more.
            let own = index == branches.count - 1 ? installation : try installation.copied()
            ends.append([])
            for stage in branch {
                let isWhole = try await stage.run(own)
                ends[index].append(End(isWhole: isWhole, outcome: try Outcome(own), deliveries: try DeliveryCount(own)))
            }
        }
        return ends
    }

    private func differences(
        of found: [[End]], from expected: [[End]], _ cut: DeliveryCount
    ) -> [String] {
        var differences: [String] = []
        for (index, branch) in branches.enumerated() {
            for (number, stage) in branch.enumerated() {
                let end = found[index][number]
                var names = end.outcome.differences(from: expected[index][number].outcome)
                if !end.isWhole { names.append("something is left open") }
                names += end.deliveries.violations(since: cut)
                if !names.isEmpty { differences.append("\(stage.name): \(names)") }
            }
        }
        return differences
    }
}
