// What an operation was planned on: the row of the ledger it changes, as the plan saw it. A plan that is applied later is
// applied only while those rows are what they were.

import Foundation
import GRDB
import SyncCore

struct PlanBasis: Equatable {
    let bytes: Data

    init(_ entry: ToldEntry) {
        var writer = ByteWriter(reservingCapacity: 40)
        writer.write(entry.told.rawValue)
        writer.write(entry.status.rawValue)
        writer.write(entry.start.seconds)
        writer.write(entry.end.seconds)
        writer.write(bytes: entry.fingerprint?.bytes ?? [])
        bytes = Data(writer.bytes)
    }

    init(_ membership: ToldMembership) {
        var writer = ByteWriter(reservingCapacity: 16)
        writer.write(membership.told.rawValue)
        writer.write(membership.since.dayNumber)
        writer.write(membership.until?.dayNumber ?? .max)
        bytes = Data(writer.bytes)
    }
}

extension InboxWriter {
    /// The plans made before this do not know what now counts.
    func note(_ statements: [SyncCore.Statement], source: SourceID) throws {
        try keepUntilPlanned(statements, source: source)
        for citizen in Set(statements.map(\.citizen)) {
            let key = try currentKey(of: citizen, source: source)
            // Nobody has seen what this transaction noted before.
            guard memory.isFirstNews(of: key, source) else { continue }
            try db.cachedStatement(sql: "INSERT OR REPLACE INTO news (source, citizen) VALUES (?, ?)")
                .run([.number(source.row), .bytes(key)])
        }
    }
}
