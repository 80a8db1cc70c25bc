// The admin port's front page: numbers, and no person.

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
    var now: Instant

    var html: String {
        let rows = appointments.map { "<tr><td>\($0.status)</td><td>\($0.count)</td><td>\($0.shown)</td></tr>" }
        return """
            <!DOCTYPE html>
            <html lang="nb">
            <head><meta charset="utf-8"><title>Portalsimulator</title></head>
            <body>
            <h1>Portalsimulator</h1>
            <p>Klokken er \(now.text).</p>
            <ul>
            <li>Innbyggere: \(citizens), hvorav \(reachableCitizens) kan nås</li>
            <li>Medlemskap i tilbud: \(members)</li>
            <li>Endringer vist for innbyggere: \(changesShownToCitizen)</li>
            </ul>
            <table>
            <tr><th>Status</th><th>Timer</th><th>Vises nå</th></tr>
            \(rows.joined(separator: "\n"))
            </table>
            <p>Alt innhold: <a href="/state">/state</a></p>
            </body>
            </html>

            """
    }
}

extension PortalStore {
    /// Counts what there is. With `hidesPast`, planned, booked and cancelled entries whose end lies before `now` are
    /// not shown; what was entered in error never is.
    func overview(now: Instant, hidesPast: Bool) async throws -> Overview {
        try await database.read { db in
            var counts: [String: Overview.StatusCount] = [:]
            let rows = try Row.fetchCursor(db, sql: #"SELECT status, coalesce("end", periodEnd) FROM appointment"#)
            while let row = try rows.next() {
                let status: String = row[0]
                let end = (row[1] as String?).flatMap(Instant.init)
                let isPast = end.map { $0 < now } ?? false
                let hides = hidesPast && isPast && ["proposed", "booked", "cancelled"].contains(status)
                let shown = status != "entered-in-error" && !hides
                counts[status, default: .init(status: status, count: 0, shown: 0)].count += 1
                if shown { counts[status]?.shown += 1 }
            }
            return Overview(
                citizens: try Self.count(db, "SELECT count(*) FROM citizen"),
                reachableCitizens: try Self.count(db, "SELECT count(*) FROM citizen WHERE active OR viaOthers"),
                members: try Self.count(db, "SELECT count(*) FROM healthContact WHERE until IS NULL"),
                appointments: counts.values.sorted { $0.status < $1.status },
                changesShownToCitizen: try Self.count(db, "SELECT changesShownToCitizen FROM counter"),
                now: now)
        }
    }

    private static func count(_ db: Database, _ sql: String) throws -> Int {
        try Int.fetchOne(db, sql: sql) ?? 0
    }
}
