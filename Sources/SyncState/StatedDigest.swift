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
        switch content {
        case .visits(let visits):
            writer.write(1 as UInt8)
            return writer.bytes + visits.encode()
        case .services(let services):
            writer.write(2 as UInt8)
            return writer.bytes + services.encode()
        case .unitServices(let services):
            writer.write(3 as UInt8)
            services.write(to: &writer)
        case .death(let death):
            writer.write(4 as UInt8)
            writer.write(death.generated.nanoseconds)
            writer.write(death.conversation)
            writer.write(death.isCancellation)
        case .privacy(let privacy):
            writer.write(5 as UInt8)
            writer.write(privacy.generated.nanoseconds)
            writer.write(privacy.definition)
            writer.write(Int64(privacy.version))
            writer.write(privacy.status.rawValue)
        }
        return writer.bytes
    }
}

extension UnitServicesStatement {
    fileprivate func write(to writer: inout ByteWriter) {
        writer.write(unit)
        writer.write(generated.nanoseconds)
        writer.write(conversation)
        writer.write(isCancellation)
        writer.write(count: services.count)
        for service in services {
            writer.write(service.code)
            writer.write(service.from?.dayNumber ?? .min)
            writer.write(service.through?.dayNumber ?? .max)
        }
    }
}
