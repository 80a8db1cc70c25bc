// A snapshot is everything its unit knows of the citizen's coming days (R12). What the unit said earlier about those
// days is therefore no longer in force, although it lies side by side with the snapshot: pushes are kept for as long as
// they may matter. Endings stay: a cancelled visit stays cancelled, a performed one performed, though no snapshot names
// them.

/// What each unit's newest snapshot overrules.
struct SnapshotCoverage {
    private let generated: [String: Instant]
    private let days: Int
    private let zone: TimeZoneTable
    /// Something is older than a snapshot of its unit: rarely so.
    let mayOverrule: Bool

    /// - Parameter days: how far ahead a snapshot is complete.
    init(_ statements: [VisitStatement], days: Int, zone: TimeZoneTable) {
        var generated: [String: Instant] = [:]
        for statement in statements where statement.kind == .snapshot {
            generated[statement.unit] = max(statement.generated, generated[statement.unit] ?? statement.generated)
        }
        self.generated = generated
        mayOverrule = statements.contains { statement in
            generated[statement.unit].map { statement.generated < $0 } ?? false
        }
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

/// Visits whose claims a snapshot took out of force, by what each goes back to.
struct GoneVisits {
    private struct Visit: Hashable {
        let origin: String
        let occurrence: WallClock?
    }

    private let relations: Relations
    private var claims: [Visit: [Claim]] = [:]

    init(_ gone: [Claim], of statements: [VisitStatement]) {
        relations = Relations(statements)
        for claim in gone { claims[visit(claim), default: []].append(claim) }
    }

    /// Whether it is a push about one of them, older than what is gone of it. Endings stay, and so does what another unit's
    /// own list names.
    func overrule(_ claim: Claim, of statements: [VisitStatement]) -> Bool {
        let statement = statements[claim.statement]
        guard statement.kind != .snapshot, claim.state == .planned || claim.state == .assigned,
            let later = claims[visit(claim)]
        else { return false }
        return later.contains {
            // Identity rule 4: one uid with two services may be two visits.
            let isSame = $0.namedService == nil || claim.namedService == nil || $0.namedService == claim.namedService
            return isSame && statement.generated < statements[$0.statement].generated
        }
    }

    private func visit(_ claim: Claim) -> Visit {
        Visit(origin: claim.origin(relations), occurrence: claim.occurrence)
    }
}
