// When each source, and each pair of service and unit, was last heard. Absence proves nothing, so nothing is ever
// withdrawn for silence; but somebody should know of it.

import Foundation
import GRDB
import SyncCore

extension Schema {
    static let hearing = """
        CREATE INDEX messageBySource ON message (source, received);
        -- service: '' where the unit spoke without naming one
        CREATE TABLE pairHeard (
            source INTEGER NOT NULL REFERENCES source (id),
            service TEXT NOT NULL,
            unit TEXT NOT NULL,
            heard INTEGER NOT NULL,
            PRIMARY KEY (source, service, unit)
        ) STRICT, WITHOUT ROWID;
        -- what is known of before is not taken for silent since ever
        INSERT INTO pairHeard (source, service, unit, heard)
            SELECT u.source, u.service, u.unit, (SELECT max(received) FROM message m WHERE m.source = u.source)
            FROM serviceUnit u WHERE EXISTS (SELECT 1 FROM message m WHERE m.source = u.source);

        """
}

/// When a source's messages came.
public struct SourceHearing: Sendable, Equatable {
    public let first: Instant
    public let last: Instant
    public let pairs: [ServiceUnit: Instant]

    public init(first: Instant, last: Instant, pairs: [ServiceUnit: Instant]) {
        self.first = first
        self.last = last
        self.pairs = pairs
    }
}

extension Ledger {
    /// By the sources' ids; one that was never heard is missing.
    public func hearings() throws(LedgerFault) -> [String: SourceHearing] {
        try read("reading when sources were heard") { db in
            var pairs: [Int64: [ServiceUnit: Instant]] = [:]
            for row in try Row.fetchAll(db, sql: "SELECT source, service, unit, heard FROM pairHeard") {
                pairs[row[0], default: [:]][ServiceUnit(service: row[1], unit: row[2])] = Instant(seconds: row[3])
            }
            var hearings: [String: SourceHearing] = [:]
            // One look at either end of the index for each source.
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT id, name, (SELECT min(received) FROM message WHERE source = s.id),
                        (SELECT max(received) FROM message WHERE source = s.id) FROM source s
                    """)
            for row in rows {
                guard let first = row[2] as Int64?, let last = row[3] as Int64? else { continue }
                hearings[row[1]] = SourceHearing(
                    first: Instant(seconds: first), last: Instant(seconds: last), pairs: pairs[row[0]] ?? [:])
            }
            return hearings
        }
    }
}

extension InboxWriter {
    /// A pair is heard when a list or a push names it; a unit without a service when it speaks of none.
    func hear(_ statements: [SyncCore.Statement], from source: SourceID) throws {
        var heard = Set<ServiceUnit>()
        for statement in statements {
            switch statement.content {
            case .visits(let visits):
                heard.insert(ServiceUnit(service: "", unit: visits.unit))
                for event in visits.events {
                    if let service = event.serviceID { heard.insert(ServiceUnit(service: service, unit: visits.unit)) }
                }
            case .services(let services):
                for service in services.services { heard.insert(ServiceUnit(service: service.id, unit: service.unit)) }
            case .unitServices(let services): heard.insert(ServiceUnit(service: "", unit: services.unit))
            case .death, .privacy: break
            }
        }
        for pair in heard where memory.isFirst(pair, of: source) {
            try db.cachedStatement(
                sql: """
                    INSERT INTO pairHeard (source, service, unit, heard) VALUES (?, ?, ?, ?)
                    ON CONFLICT DO UPDATE SET heard = excluded.heard WHERE excluded.heard > heard
                    """
            ).execute(arguments: [source.row, pair.service, pair.unit, now.seconds])
        }
    }
}
