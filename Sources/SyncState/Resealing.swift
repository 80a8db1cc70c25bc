// Another master key in the place of one that somebody may have seen. Everything sealed is sealed anew, in one transaction:
// a ledger opens with the old key or with the new one, and never partly. Originals need not be touched, because each has a
// key of its own that lies sealed in its row. What names and compares stays (`NamingKeys`), sealed under the new key: whoever
// has the old one can still try numbers on a copy of the ledger, and reads nothing.

import Foundation
import GRDB
import Synchronization

extension Ledger {
    /// Seals everything under the master key of another file, which is made when it is not there. Nobody else may have the
    /// ledger open; this one is of no use afterwards. With the key that an earlier call brought into use, only the ledger's
    /// file is made anew.
    ///
    /// - Parameter progress: how many values are sealed anew, of how many.
    /// - Throws: `LedgerFault`; then everything is as it was, but for the new key's file, which the next attempt takes.
    @discardableResult
    public func reseal(
        underKeyOf file: String, progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws(LedgerFault) -> Resealed {
        let master = try KeyFile.load(file, makingIfMissing: true)
        let new = InstallationKeys(master, names: keys.names)
        if new.checkValue == keys.checkValue {
            let isLater = try read("looking for an earlier key") { db in
                try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM keptNames)") ?? false
            }
            guard isLater else { throw .keyUnusable(path: file, reason: "it holds the key that is in use") }
            return Resealed(count: 0, leftBehind: leaveNothingBehind())
        }
        let count = try write("sealing everything under another key") { db in
            try new.replace(keys, in: db)
            let total = try SealedColumn.all.reduce(0) { try $0 + $1.count(db) }
            let counted = Counted()
            for column in SealedColumn.all {
                try column.reseal(db, from: keys, to: new, counted) { progress($0, total) }
            }
            return total
        }
        return Resealed(count: count, leftBehind: leaveNothingBehind())
    }

    /// What was sealed before may still lie in pages that are free.
    ///
    /// - Returns: why it may lie there still.
    private func leaveNothingBehind() -> LedgerFault? {
        do throws(LedgerFault) {
            try LedgerFault.translating("making the ledger's file anew") {
                // A whole ledger does not lie in memory meanwhile.
                try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA temp_store = FILE") }
                try queue.vacuum()
            }
            try checkpoint()
            return nil
        } catch {
            return error
        }
    }
}

public struct Resealed: Sendable {
    /// How many values.
    public let count: Int
    /// Why what the key before opens may still lie in the ledger's file, where it may.
    public let leftBehind: LedgerFault?
}

/// What SQLite's own function did, which it calls for each row.
private final class Counted: Sendable {
    private let done = Atomic(0)
    private let isBroken = Atomic(false)

    func next() -> Int { done.add(1, ordering: .relaxed).newValue }
    func broke() { isBroken.store(true, ordering: .relaxed) }
    var fault: LedgerFault? { isBroken.load(ordering: .relaxed) ? .sealBroken : nil }
}

extension InstallationKeys {
    static let namesContext = Data("names".utf8)

    /// As this ledger knows them.
    init(_ master: MasterKey, in db: Database) throws {
        let own = InstallationKeys(master)
        guard let kept = try Data.fetchOne(db, sql: "SELECT sealed FROM keptNames") else {
            self = own
            return
        }
        self.init(master, names: try NamingKeys(own.open(kept, context: Self.namesContext)))
    }

    fileprivate func replace(_ old: InstallationKeys, in db: Database) throws {
        try db.execute(
            sql: "INSERT OR IGNORE INTO keptNames (id, sealed) VALUES (1, ?)",
            arguments: [old.seal(names.bytes, context: Self.namesContext)])
        try db.execute(sql: "UPDATE installation SET value = ? WHERE name = 'keyCheck'", arguments: [checkValue])
    }
}

/// Where sealed bytes lie, and what they belong to there.
struct SealedColumn: Sendable {
    let table: String
    var column = "sealed"
    /// What the context is made of, of a row.
    let parts: [String]
    let context: @Sendable (Parts) -> Data

    struct Parts {
        fileprivate let values: ArraySlice<DatabaseValue>

        private func value(_ index: Int) -> DatabaseValue { values[values.startIndex + index] }
        func number(_ index: Int) -> Int64 { Int64.fromDatabaseValue(value(index)) ?? 0 }
        func bytes(_ index: Int) -> Data { Data.fromDatabaseValue(value(index)) ?? Data() }
        func text(_ index: Int) -> String { String.fromDatabaseValue(value(index)) ?? "" }
    }

    fileprivate func count(_ db: Database) throws -> Int {
        try Int.fetchOne(db, sql: "SELECT count(\(column)) FROM \(table)") ?? 0
    }

    fileprivate func reseal(
        _ db: Database, from old: InstallationKeys, to new: InstallationKeys, _ counted: Counted,
        progress: @escaping @Sendable (Int) -> Void
    ) throws {
        let context = context
        let reseal = DatabaseFunction("reseal", argumentCount: parts.count + 1) { values in
            let context = context(Parts(values: values.dropFirst()))
            guard let sealed = Data.fromDatabaseValue(values[0]), let bytes = try? old.open(sealed, context: context)
            else {
                counted.broke()
                throw LedgerFault.sealBroken
            }
            progress(counted.next())
            return try new.seal(bytes, context: context)
        }
        db.add(function: reseal)
        defer { db.remove(function: reseal) }
        let arguments = ([column] + parts).joined(separator: ", ")
        do {
            try db.execute(sql: "UPDATE \(table) SET \(column) = reseal(\(arguments)) WHERE \(column) IS NOT NULL")
        } catch {
            // SQLite hands on an error's words only.
            throw counted.fault ?? error
        }
    }
}

extension SealedColumn {
    /// Every one there is.
    static let all = [
        SealedColumn(table: "citizen", parts: ["key"]) { $0.bytes(0) },
        SealedColumn(table: "stated", parts: ["source", "citizen", "kind", "message", "part"]) {
            StatedPlace(
                source: $0.number(0), citizen: $0.bytes(1), kind: StatedKind(rawValue: Int($0.number(2))) ?? .push,
                unit: "", message: $0.number(3), part: Int($0.number(4))
            ).context
        },
        SealedColumn(table: "entryContent", parts: ["source", "citizen", "entry"]) {
            EntryContent.context(source: $0.number(0), citizen: $0.bytes(1), entry: $0.bytes(2))
        },
        SealedColumn(
            table: "operation", parts: ["(SELECT source FROM plan WHERE id = operation.plan)", "citizen", "entry"]
        ) {
            EntryContent.context(source: $0.number(0), citizen: $0.bytes(1), entry: $0.bytes(2))
        },
        SealedColumn(table: "message", column: "sealedKey", parts: ["batch", "member"]) {
            OriginalKey.context(batch: BatchNumber($0.number(0)), member: $0.bytes(1))
        },
        SealedColumn(table: "unitService", parts: ["source", "citizen", "message"]) {
            PersonContext.services(source: $0.number(0), citizen: $0.bytes(1), message: $0.number(2))
        },
        SealedColumn(table: "death", parts: ["source", "citizen", "conversation"]) {
            PersonContext.death(source: $0.number(0), citizen: $0.bytes(1), conversation: $0.bytes(2))
        },
        SealedColumn(table: "privacySetting", parts: ["source", "citizen", "definition"]) {
            PersonContext.privacy(source: $0.number(0), citizen: $0.bytes(1), definition: $0.bytes(2))
        },
        SealedColumn(table: "activationQuestion", parts: ["source", "message"]) {
            PersonContext.question(source: $0.number(0), message: $0.number(1))
        },
        SealedColumn(table: "outbox", parts: ["url"]) { OutboxPosition.context($0.text(0)) },
        SealedColumn(table: "receiptDue", parts: ["message"]) { ReceiptDue.context($0.number(0)) },
        SealedColumn(table: "outgoing", parts: ["id"]) { OutgoingWriter.context($0.text(0)) },
        SealedColumn(table: "keptNames", parts: []) { _ in InstallationKeys.namesContext },
    ]
}
