// A snapshot is everything its unit knows of the citizen's coming days (R12). What the unit said earlier about those
// days is therefore no longer in force, although it lies side by side with the snapshot: pushes are kept for as long as
// they may matter. Endings stay: a cancelled visit stays cancelled, a performed one performed, though no snapshot names
// them.

/// What each unit's newest snapshot overrules.
struct SnapshotCoverage {
    private let generated: [String: Instant]
    private let days: Int
    private let zone: TimeZoneTable

    /// - Parameter days: how far ahead a snapshot is complete.
    init(_ statements: [VisitStatement], days: Int, zone: TimeZoneTable) {
        var generated: [String: Instant] = [:]
        for statement in statements where statement.kind == .snapshot {
            generated[statement.unit] = max(statement.generated, generated[statement.unit] ?? statement.generated)
        }
        self.generated = generated
        self.days = days
        self.zone = zone
    }

    func supersedes(_ claim: Claim, of statements: [VisitStatement]) -> Bool {
        let statement = statements[claim.statement]
        guard let snapshot = generated[statement.unit], statement.generated < snapshot else { return false }
        guard claim.state == .planned || claim.state == .assigned else { return false }
        let start = zone.instant(of: claim.start)
        return start > snapshot && start < snapshot.adding(days: days)
    }
}
