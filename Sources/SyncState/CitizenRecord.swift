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
