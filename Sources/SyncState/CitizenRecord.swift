// Who a citizen's row is about. The number lies here, sealed, and in questions that wait for their answer.

import Foundation
import GRDB
import SyncCore

/// What is sealed in a citizen's row.
struct CitizenRecord {
    var number: String
    var birthDate: CivilDate?

    init(number: String, birthDate: CivilDate?) {
        self.number = number
        self.birthDate = birthDate
    }

    func encode() -> [UInt8] {
        var writer = ByteWriter(reservingCapacity: 24)
        writer.write(number)
        writer.write(birthDate?.dayNumber ?? Int32.min)
        return writer.bytes
    }

    static func isKnown(_ citizen: Data, _ db: Database) throws -> Bool {
        try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM citizen WHERE key = ?)", arguments: [citizen]) ?? false
    }

    init(decoding bytes: [UInt8]) throws {
        var reader = ByteReader(bytes)
        number = try reader.readString()
        let day = try reader.readInt32()
        birthDate = day == .min ? nil : CivilDate(dayNumber: day)
    }
}

extension InboxWriter {
    /// - Parameter current: the key to know the citizen by, where it is not the number's own (identity rule 8).
    /// - Returns: the citizen's key.
    @discardableResult
    func know(
        _ citizen: NationalIdentityNumber, as current: Data? = nil, stated: CivilDate?, by source: SourceID
    ) throws -> Data {
        let key = current ?? keys.citizenKey(citizen).data
        guard memory.isNews(key, born: stated, of: source) else { return key }
        try keep(citizen, key, stated: stated)
        try db.cachedStatement(sql: "INSERT OR IGNORE INTO sourceCitizen (citizen, source) VALUES (?, ?)")
            .run([.bytes(key), .number(source.row)])
        return key
    }

    private func keep(_ citizen: NationalIdentityNumber, _ key: Data, stated: CivilDate?) throws {
        let known = try db.cachedStatement(sql: "SELECT sealed FROM citizen WHERE key = ?").first([.bytes(key)]) {
            $0.bytes(0)
        }
        var record = CitizenRecord(number: citizen.digits, birthDate: stated ?? citizen.birthDateByTodaysRule)
        if let known {
            // A stated DateOfBirth goes before the number's, and the newest before the older. The number stays: a message
            // may name the one the citizen had before (identity rule 8).
            guard let stated else { return }
            record = try CitizenRecord(decoding: keys.open(known, context: key))
            if record.birthDate == stated { return }
            record.birthDate = stated
        }
        let sealed = try keys.seal(record.encode(), context: key)
        try db.cachedStatement(
            sql: """
                INSERT INTO citizen (key, sealed) VALUES (?, ?)
                ON CONFLICT (key) DO UPDATE SET sealed = excluded.sealed
                """
        ).execute(arguments: [key, sealed])
    }
}
