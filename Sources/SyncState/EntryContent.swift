// The sealed half of a told entry: its identifier's value, what was shown, and the GenDate behind it. The same bytes lie
// in an operation before it is sent and in the entry after, so an outcome copies them without opening.

import Foundation
import GRDB
import SyncCore

enum EntryContent {
    private static let version: UInt8 = 1

    static func context(source: Int64, citizen: Data, entry: Data) -> Data {
        var context = Data("entry \(source) ".utf8)
        context.append(citizen)
        context.append(entry)
        return context
    }

    static func encode(_ content: ToldEntry.Content) -> [UInt8] {
        var writer = ByteWriter(reservingCapacity: 256)
        writer.write(version)
        writer.write(content.value)
        writer.write(content.stated.nanoseconds)
        content.shown.write(to: &writer)
        return writer.bytes
    }

    static func decode(_ bytes: [UInt8]) throws -> ToldEntry.Content {
        var reader = ByteReader(bytes)
        guard try reader.readByte() == version else { throw ByteReader.Mismatch() }
        let value = try reader.readString()
        let stated = Instant(nanoseconds: try reader.readInt64())
        return ToldEntry.Content(value: value, shown: try ShownAppointment(from: &reader), stated: stated)
    }

    static func told(
        source: Int64, citizen: Data, entry: Data, _ db: Database, _ keys: InstallationKeys
    ) throws -> ToldEntry.Content {
        let sealed = try Data.fetchOne(
            db.cachedStatement(
                sql: "SELECT sealed FROM entryContent WHERE source = ? AND citizen = ? AND entry = ?"),
            arguments: [source, citizen, entry])
        guard let sealed else { throw LedgerFault.sealBroken }
        return try decode(keys.open(sealed, context: context(source: source, citizen: citizen, entry: entry)))
    }
}
