// Two numbers of one person (identity rule 8): a D-nummer, and the fødselsnummer that took its place. Only one message's
// Patient that carries both says so, and only for its own source: another EPJ may still mean somebody by the old one.
//
// From then on whatever the source states under the old number is stated of the new one. What was stated before moves
// over, limits and deaths with it, so that nothing is lost or shown by the change of number; what was told stays where it
// is, because an identifier never changes its citizen, and the next plan takes it back.

import Foundation
import GRDB
import SyncCore

extension Schema {
    static let numbers = """
        -- former: the key of the number that was, of whom there need be no row
        CREATE TABLE numberLink (
            source INTEGER NOT NULL REFERENCES source (id),
            former BLOB NOT NULL CHECK (length(former) = 16),
            citizen BLOB NOT NULL REFERENCES citizen (key),
            message INTEGER NOT NULL,
            generated INTEGER NOT NULL,
            PRIMARY KEY (source, former),
            CHECK (former <> citizen)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX numberLinkByCitizen ON numberLink (source, citizen);

        """
}

extension InboxWriter {
    /// The citizen a statement of the source is about: by the new number, where the old one is named.
    func currentKey(of citizen: NationalIdentityNumber, source: SourceID) throws -> Data {
        let key = keys.citizenKey(citizen).data
        guard try memory.hasLinks(of: source, { try hasLinks(of: source) }) else { return key }
        let link = try db.cachedStatement(sql: "SELECT citizen FROM numberLink WHERE source = ? AND former = ?")
        return try Data.fetchOne(link, arguments: [source.row, key]) ?? key
    }

    private func hasLinks(of source: SourceID) throws -> Bool {
        try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM numberLink WHERE source = ?)", arguments: [source.row]) ?? false
    }

    /// Remembers that the statement's person had another number, if it says so. Of two messages that name different
    /// successors the later one is followed; what moved before stays with the earlier.
    func link(_ statement: SyncCore.Statement, source: SourceID, message: Int64) throws {
        guard let number = statement.formerNumber else { return }
        memory.learnsLinks(of: source)
        let former = keys.citizenKey(number).data
        let citizen = try know(statement.citizen, stated: statement.birthDate, by: source)
        try db.cachedStatement(
            sql: """
                INSERT INTO numberLink (source, former, citizen, message, generated) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET citizen = excluded.citizen, message = excluded.message,
                    generated = excluded.generated
                WHERE excluded.generated > numberLink.generated AND excluded.citizen <> numberLink.citizen
                """
        ).execute(arguments: [source.row, former, citizen, message, min(statement.generated, now).nanoseconds])
        if db.changesCount > 0 {
            try NumberMove(db: db, keys: keys, source: source.row, former: former, citizen: citizen).moveStated()
        }
    }
}

/// What a source stated of a number, on its way to the number that took its place. Sealed bytes open only under their
/// citizen, so they are sealed anew.
private struct NumberMove {
    let db: Database
    let keys: InstallationKeys
    let source: Int64
    let former: Data
    let citizen: Data

    func moveStated() throws {
        try moveVisitsAndServices()
        try moveUnitServices()
        try moveDeaths()
        try movePrivacySettings()
        try db.execute(
            sql: """
                INSERT OR IGNORE INTO series (source, citizen, uid, residue)
                SELECT source, ?, uid, residue FROM series WHERE source = ? AND citizen = ?
                """, arguments: [citizen, source, former])
        for table in ["stated", "unitService", "death", "privacySetting", "series"] {
            try db.execute(sql: "DELETE FROM \(table) WHERE source = ? AND citizen = ?", arguments: [source, former])
        }
    }

    private func rows(_ columns: String, of table: String) throws -> [Row] {
        try Row.fetchAll(
            db, sql: "SELECT \(columns) FROM \(table) WHERE source = ? AND citizen = ?", arguments: [source, former])
    }

    /// Pushes lie side by side; of a complete list the newest counts, under whichever number it was stated.
    private func moveVisitsAndServices() throws {
        for row in try rows("kind, unit, message, part, generated, expires, sealed", of: "stated") {
            var place = StatedPlace(
                source: source, citizen: former, kind: StatedKind(rawValue: row[0]) ?? .push, unit: row[1],
                message: row[2], part: row[3])
            let bytes = try keys.open(row[6], context: place.context)
            place.citizen = citizen
            let isOvertaken = try Bool.fetchOne(
                db,
                sql: """
                    SELECT EXISTS (SELECT 1 FROM stated
                        WHERE source = ? AND citizen = ? AND kind = ? AND unit = ? AND generated > ?)
                    """, arguments: [source, citizen, place.kind.rawValue, place.unit, row[4] as Int64])
            if place.kind != .push {
                if isOvertaken == true { continue }
                try db.execute(
                    sql: "DELETE FROM stated WHERE source = ? AND citizen = ? AND kind = ? AND unit = ?",
                    arguments: [source, citizen, place.kind.rawValue, place.unit])
            }
            try db.execute(
                sql: """
                    INSERT INTO stated (source, citizen, kind, unit, message, part, generated, expires, sealed)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    source, citizen, place.kind.rawValue, place.unit, place.message, place.part, row[4] as Int64,
                    row[5] as Int64, try keys.seal(bytes, context: place.context),
                ])
        }
    }

    private func moveUnitServices() throws {
        for row in try rows("unit, conversation, state, message, generated, expires, sealed", of: "unitService") {
            let message: Int64 = row[3]
            let sealed = try (row[6] as Data?).map {
                try reseal($0) { PersonContext.services(source: source, citizen: $0, message: message) }
            }
            // A cancellation wins over its dialogue's lists, in whatever order they come (R15).
            try db.execute(
                sql: """
                    INSERT INTO unitService
                        (source, citizen, unit, conversation, state, message, generated, expires, sealed)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT DO UPDATE SET state = excluded.state, message = excluded.message,
                        generated = excluded.generated, expires = max(expires, excluded.expires),
                        sealed = excluded.sealed
                    WHERE excluded.state = 1
                    """,
                arguments: [
                    source, citizen, row[0] as String, row[1] as Data, row[2] as Int, message, row[4] as Int64,
                    row[5] as Int64, sealed,
                ])
        }
    }

    private func moveDeaths() throws {
        for row in try rows("conversation, message, sealed", of: "death") {
            let conversation: Data = row[0]
            let context = { PersonContext.death(source: source, citizen: $0, conversation: conversation) }
            let death = try DeathStatement(decoding: keys.open(row[2], context: context(former)), arrival: row[1])
            let known = try Bool.fetchOne(
                db,
                sql: "SELECT EXISTS (SELECT 1 FROM death WHERE citizen = ? AND source = ? AND conversation = ?)",
                arguments: [citizen, source, conversation])
            if known == true, !death.isCancellation { continue }
            try db.execute(
                sql: """
                    INSERT OR REPLACE INTO death (citizen, source, conversation, message, sealed)
                    VALUES (?, ?, ?, ?, ?)
                    """, arguments: [citizen, source, conversation, row[1] as Int64, try reseal(row[2], context)])
        }
    }

    private func movePrivacySettings() throws {
        for row in try rows("definition, message, sealed", of: "privacySetting") {
            let definition: Data = row[0]
            let context = { PersonContext.privacy(source: source, citizen: $0, definition: definition) }
            let setting = try PrivacyStatement(decoding: keys.open(row[2], context: context(former)), arrival: row[1])
            let known = try Data.fetchOne(
                db,
                sql: "SELECT sealed FROM privacySetting WHERE source = ? AND citizen = ? AND definition = ?",
                arguments: [source, citizen, definition])
            if let known {
                let other = try PrivacyStatement(decoding: keys.open(known, context: context(citizen)), arrival: 0)
                if other.version >= setting.version { continue }
            }
            try db.execute(
                sql: """
                    INSERT OR REPLACE INTO privacySetting (source, citizen, definition, message, sealed)
                    VALUES (?, ?, ?, ?, ?)
                    """, arguments: [source, citizen, definition, row[1] as Int64, try reseal(row[2], context)])
        }
    }

    private func reseal(_ sealed: Data, _ context: (Data) -> Data) throws -> Data {
        try keys.seal(keys.open(sealed, context: context(former)), context: context(citizen))
    }
}

extension Ledger {
    /// The key a citizen goes by in a source, who may have been named by a former number.
    public func currentKey(of citizen: Digest128, in source: SourceID) throws(LedgerFault) -> Digest128 {
        try read("looking for a citizen's number") { db in
            try Data.fetchOne(
                db, sql: "SELECT citizen FROM numberLink WHERE source = ? AND former = ?",
                arguments: [source.row, citizen.data]
            ).map { Digest128($0) } ?? citizen
        }
    }

    /// Citizens whose former numbers may still be shown visits that lie ahead, with those numbers: an unknown outcome may have
    /// left them (R16), and of whom the portal calls inactive it shows nothing.
    public func shownUnderFormerNumbers(
        of source: SourceID, now: Instant
    ) throws(LedgerFault) -> [Digest128: Set<Digest128>] {
        try read("reading what former numbers are shown") { db in
            let rows = try Row.fetchAll(
                db, sql: "SELECT DISTINCT l.citizen, l.former \(Self.shownUnderFormerNumber) WHERE l.source = :source",
                arguments: ["source": source.row, "now": now.seconds])
            return Dictionary(grouping: rows, by: { $0[0] as Digest128 }).mapValues { Set($0.map { $0[1] }) }
        }
    }

    static let shownUnderFormerNumber = """
        FROM numberLink l JOIN activation f ON f.citizen = l.former AND f.state = 1
        JOIN entry e ON e.source = l.source AND e.citizen = l.former
            AND (e.told = 1 OR e.told = 2 AND e.status IN (0, 1)) AND coalesce(e.latestStart, e.start) >= :now
        """
}

extension PersonConditions {
    /// Numbers another took the place of, in this source.
    func replaced() throws -> Set<Data> {
        let rows = try rows(
            "SELECT former FROM numberLink WHERE source = ? AND former BETWEEN ? AND ?", [source, first, last])
        var replaced = Set<Data>()
        while let row = try rows.next() { replaced.insert(row[0]) }
        return replaced
    }

    /// R11: a death that some source stated under the number a citizen had before is his.
    func deadByFormerNumber() throws -> Set<Data> {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT l.citizen, l.former FROM numberLink l
                WHERE l.source = ? AND l.citizen BETWEEN ? AND ? AND EXISTS (SELECT 1 FROM death WHERE citizen = l.former)
                """, arguments: [source, first, last])
        if rows.isEmpty { return [] }
        let dead = try Deaths.read(among: Set(rows.map { $0[1] as Data }), keys: keys, db)
        return Set(rows.filter { dead.contains($0[1] as Data) }.map { $0[0] as Data })
    }
}
