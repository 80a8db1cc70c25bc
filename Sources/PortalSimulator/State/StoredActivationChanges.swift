// Changes of status in the store: of each citizen the latest, because that is what the list tells.

import GRDB

extension PortalStore {
    /// Notes that a citizen's status may have changed, whether or not it did.
    static func noteChange(of fnr: String, at now: Instant, _ db: Database) throws {
        try db.cachedStatement(
            sql: "INSERT INTO activationChange VALUES (?, ?) ON CONFLICT DO UPDATE SET at = excluded.at"
        ).execute(arguments: [fnr, now.storedNanoseconds])
    }

    /// Everybody whose status may have changed at `offset` or later, in that order.
    func activationChanges(since offset: Instant) async throws -> [String] {
        try await database.read { db in
            try String.fetchAll(
                db.cachedStatement(sql: "SELECT fnr FROM activationChange WHERE at >= ? ORDER BY at, fnr"),
                arguments: [offset.storedNanoseconds])
        }
    }
}

extension Instant {
    /// Since 1970, for years 1678 to 2262; beyond, the nearest there is.
    fileprivate var storedNanoseconds: Int64 {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, again) = product.addingReportingOverflow(Int64(nanoseconds))
        return overflow || again ? (seconds < 0 ? .min : .max) : sum
    }
}
