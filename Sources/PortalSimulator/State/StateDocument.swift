// The document `GET /state` answers: everything the portal holds, in an order that does not change by itself.
//
// SQLite writes the JSON row by row: the shape stands below as it goes out, and 110,000 entries need no objects here.

import GRDB

extension PortalStore {
    /// Version of the document's shape.
    static let stateVersion = 1

    /// The state as UTF-8 JSON. `now` is told in it.
    func stateDocument(now: Instant) async throws -> [UInt8] {
        try await database.read { db in
            let changes = try Int.fetchOne(db, sql: "SELECT changesShownToCitizen FROM counter") ?? 0
            var document = Array(
                """
                {"version":\(Self.stateVersion),"now":"\(now.text)","changesShownToCitizen":\(changes)
                """.utf8)
            for (name, sql) in Self.stateLists {
                document += ",\"\(name)\":[".utf8
                var separator = ""
                let rows = try String.fetchCursor(db, sql: sql)
                while let row = try rows.next() {
                    document += separator.utf8
                    document += row.utf8
                    separator = ","
                }
                document.append(UInt8(ascii: "]"))
            }
            document.append(UInt8(ascii: "}"))
            return document
        }
    }

    private static let stateLists = [
        (
            "appointments",
            """
            SELECT json_object('system', system, 'value', value, 'patient', patient, 'status', status,
                'start', start, 'end', "end",
                'requestedPeriod', json(CASE WHEN periodStart IS NOT NULL
                    THEN json_object('start', periodStart, 'end', periodEnd) END),
                'service', service, 'unit', unit, 'recurring', json(iif(recurring, 'true', 'false')),
                'employee', employee, 'description', description, 'cancellationReason', cancellationReason,
                'flags', json(iif(flags = '', '[]', '["' || replace(flags, ' ', '","') || '"]')),
                'versions', versions, 'lastChange', lastChange)
            FROM appointment ORDER BY system, value
            """
        ),
        (
            "healthContacts",
            """
            SELECT json_object('source', source, 'service', service, 'herId', herId, 'patient', patient,
                'member', json(iif(until IS NULL, 'true', 'false')), 'since', since, 'until', until)
            FROM healthContact ORDER BY source, service, herId, patient
            """
        ),
        (
            "citizens",
            """
            SELECT json_object('fnr', fnr, 'active', json(iif(active, 'true', 'false')),
                'viaOthers', json(iif(viaOthers, 'true', 'false')),
                'assignedProxy', json(iif(assignedProxy, 'true', 'false')))
            FROM citizen ORDER BY fnr
            """
        ),
        (
            "requests",
            """
            SELECT json_object('kind', kind, 'answer', answer, 'count', count) FROM request ORDER BY kind, answer
            """
        ),
    ]
}
