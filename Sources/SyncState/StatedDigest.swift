// What a message states, as one digest: its source, its citizen and every word of it, and not its MsgId. The same content
// under another MsgId has the same digest and no second effect (R14); another GenDate is another statement.

import Foundation
import GRDB
import SyncCore

extension InstallationKeys {
    /// - Parameter encoded: the statements' contents.
    /// - Returns: `nil` for a message that states nothing.
    func statedKey(_ statements: [SyncCore.Statement], _ encoded: [[UInt8]], source: SourceID) -> Digest128? {
        guard !statements.isEmpty else { return nil }
        var writer = ByteWriter(reservingCapacity: encoded.reduce(64 * statements.count) { $0 + $1.count })
        writer.write(source.row)
        writer.write(count: statements.count)
        for (statement, content) in zip(statements, encoded) { statement.write(content, to: &writer) }
        return statedKey(writer.bytes)
    }
}

extension InboxWriter {
    /// One indexed look-up.
    static let statedMessages = """
        SELECT 1 FROM message WHERE source = ? AND statedKey = ? AND disposition IN (1, 2) LIMIT 1
        """

    /// Whether a message of the source that was read stated exactly this.
    func wasStated(_ key: Digest128, by source: SourceID) throws -> Bool {
        let select = try db.cachedStatement(sql: Self.statedMessages)
        return try select.first([.number(source.row), .bytes(key.data)]) { _ in true } ?? false
    }
}

extension SyncCore.Statement {
    /// Its content as it is stored.
    var encoded: [UInt8] {
        switch content {
        case .visits(let visits): visits.encode()
        case .services(let services): services.encode()
        case .unitServices(let services): services.encode()
        case .death(let death): death.encode()
        case .privacy(let privacy): privacy.encode()
        }
    }

    /// Of its content. Lies in the digests of what was stated.
    var kind: UInt8 {
        switch content {
        case .visits: 1
        case .services: 2
        case .unitServices: 3
        case .death: 4
        case .privacy: 5
        }
    }

    /// Every word of it; two statements have the same bytes only when they say the same.
    fileprivate func write(_ encoded: [UInt8], to writer: inout ByteWriter) {
        writer.write(citizen.digits)
        writer.write(birthDate?.dayNumber ?? .min)
        // Nothing is written without one, so that what was stated before there were two is known again.
        if let formerNumber {
            writer.write(0 as UInt8)
            writer.write(formerNumber.digits)
        }
        writer.write(kind)
        writer.append(encoded)
    }
}
