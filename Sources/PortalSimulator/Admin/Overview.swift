// How much the portal holds, in numbers.

import GRDB

/// How much the portal holds.
struct Overview: Equatable, Sendable {
    /// The appointments of one status.
    struct StatusCount: Equatable, Sendable {
        var status: String
        var count: Int
        /// How many of them a citizen sees now.
        var shown: Int
    }

    var citizens: Int
    var reachableCitizens: Int
    var members: Int
    var appointments: [StatusCount]
    var changesShownToCitizen: Int
}

extension PortalStore {
    /// Counts what there is.
    func overview(now: Instant, hidesPast: Bool) async throws -> Overview {
        try await database.read { db in
            var counts: [String: Overview.StatusCount] = [:]
            let rows = try Row.fetchCursor(db, sql: #"SELECT status, coalesce("end", periodEnd) FROM appointment"#)
            while let row = try rows.next() {
                let status: String = row[0]
                let end = (row[1] as String?).flatMap(Instant.init)
                let shown = ShownAppointment.isInSight(status: status, end: end, at: now, hidesPast: hidesPast)
                counts[status, default: .init(status: status, count: 0, shown: 0)].count += 1
                if shown { counts[status]?.shown += 1 }
            }
            return Overview(
                citizens: try Self.count(db, "SELECT count(*) FROM citizen"),
                reachableCitizens: try Self.count(db, "SELECT count(*) FROM citizen WHERE active OR viaOthers"),
                members: try Self.count(db, "SELECT count(*) FROM healthContact WHERE until IS NULL"),
                appointments: counts.values.sorted { $0.status < $1.status },
                changesShownToCitizen: try Self.count(db, "SELECT changesShownToCitizen FROM counter"))
        }
    }

    private static func count(_ db: Database, _ sql: String) throws -> Int {
        try Int.fetchOne(db, sql: sql) ?? 0
    }
}
