// Who a citizen's row is about. The number lies here, sealed, and in questions that wait for their answer.

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

    init(decoding bytes: [UInt8]) throws {
        var reader = ByteReader(bytes)
        number = try reader.readString()
        let day = try reader.readInt32()
        birthDate = day == .min ? nil : CivilDate(dayNumber: day)
    }
}
