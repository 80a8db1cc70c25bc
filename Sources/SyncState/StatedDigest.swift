// What a message states, as one digest: its source, its citizen and every word of it, and not its MsgId. The same content
// under another MsgId has the same digest and no second effect (R14); another GenDate is another statement.

import Foundation
import GRDB
import SyncCore

extension InstallationKeys {
    /// - Returns: `nil` for a message that states nothing.
    func statedKey(_ statements: [SyncCore.Statement], source: SourceID) -> Digest128? {
        guard !statements.isEmpty else { return nil }
        var head = ByteWriter()
        head.write(source.row)
        head.write(count: statements.count)
        return statedKey(statements.reduce(into: head.bytes) { $0 += $1.canonicalBytes })
    }
}

extension InboxWriter {
    /// Whether a message that was read stated exactly this. One indexed look-up.
    func wasStated(_ key: Digest128) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(
                sql: "SELECT EXISTS (SELECT 1 FROM message WHERE statedKey = ? AND disposition IN (1, 2))"),
            arguments: [key.data]) ?? false
    }
}

extension SyncCore.Statement {
    /// Every word of it; two statements have the same bytes only when they say the same.
    fileprivate var canonicalBytes: [UInt8] {
        var writer = ByteWriter(reservingCapacity: 128)
        writer.write(citizen.digits)
        writer.write(birthDate?.dayNumber ?? .min)
        // Nothing is written without one, so that what was stated before there were two is known again.
        if let formerNumber {
            writer.write(0 as UInt8)
            writer.write(formerNumber.digits)
        }
        switch content {
        case .visits(let visits):
            writer.write(1 as UInt8)
            return writer.bytes + visits.encode()
        case .services(let services):
            writer.write(2 as UInt8)
            return writer.bytes + services.encode()
        case .unitServices(let services):
            writer.write(3 as UInt8)
            return writer.bytes + services.encode()
        case .death(let death):
            writer.write(4 as UInt8)
            return writer.bytes + death.encode()
        case .privacy(let privacy):
            writer.write(5 as UInt8)
            return writer.bytes + privacy.encode()
        }
    }
}
