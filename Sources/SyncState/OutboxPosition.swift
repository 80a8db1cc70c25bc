// Where an outbox was left: the cursor after the last page whose messages are durable.

import Foundation
import GRDB
import SyncCore

public struct OutboxPosition: Equatable, Sendable {
    private static let version: UInt8 = 1

    /// Of the outbox; another address is another outbox.
    public var url: String
    /// What to ask for; `nil` asks from the beginning.
    public var cursor: String?
    /// Of the last answer to this very question, when there was nothing to go on to.
    public var entityTag: String?

    public init(url: String, cursor: String? = nil, entityTag: String? = nil) {
        self.url = url
        self.cursor = cursor
        self.entityTag = entityTag
    }

    static func context(_ url: String) -> Data { Data("outbox \(url)".utf8) }

    init(url: String, opening sealed: Data, _ keys: InstallationKeys) throws {
        var reader = ByteReader(try keys.open(sealed, context: Self.context(url)))
        guard try reader.readByte() == Self.version else { throw ByteReader.Mismatch() }
        self.init(url: url, cursor: try reader.readOptionalString(), entityTag: try reader.readOptionalString())
    }

    /// Part of the transaction that lets the messages before it count.
    func write(to db: Database, _ keys: InstallationKeys) throws {
        var writer = ByteWriter()
        writer.write(Self.version)
        writer.write(cursor)
        writer.write(entityTag)
        try db.execute(
            sql: """
                INSERT INTO outbox (url, sealed) VALUES (?, ?)
                ON CONFLICT (url) DO UPDATE SET sealed = excluded.sealed
                """, arguments: [url, try keys.seal(writer.bytes, context: Self.context(url))])
    }
}

extension Ledger {
    /// Where an outbox was left; its beginning when it was never read.
    public func outboxPosition(of url: String) throws(LedgerFault) -> OutboxPosition {
        try read("looking up an outbox") { db in
            guard let sealed = try Data.fetchOne(db, sql: "SELECT sealed FROM outbox WHERE url = ?", arguments: [url])
            else { return OutboxPosition(url: url) }
            return try OutboxPosition(url: url, opening: sealed, keys)
        }
    }

    /// For a position that no message goes with: an empty page, or a cursor the outbox does not know any more.
    public func keep(_ position: OutboxPosition) throws(LedgerFault) {
        try write("keeping an outbox's cursor") { db in try position.write(to: db, keys) }
    }
}
