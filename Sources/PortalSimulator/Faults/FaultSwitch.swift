// The one place where the faults in force are kept; requests come from many tasks.

/// Holds the fault plan in force.
final class FaultSwitch: Sendable {
    private let plan = Locked(FaultPlan())

    /// Replaces all faults; every count and sequence starts anew.
    func set(_ faults: [Fault]) {
        plan.withLock { $0 = FaultPlan(faults) }
    }

    func next(method: String, path: String) -> Fault? {
        plan.withLock { $0.next(method: method, path: path) }
    }
}
