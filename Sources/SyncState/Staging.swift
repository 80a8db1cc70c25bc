// A bundle or a page counts as a whole or not at all (R13). What was read of it waits outside the database: the originals
// at the end of a segment nothing points into, the rest in memory while it is little, and then in a file that has no name,
// sealed under a key nobody keeps. The one transaction after the last byte takes it from there; whatever ends before it
// leaves nothing that counts, and the batch is read again from its beginning. Memory is bounded, however long the bundle is.

import Foundation
import GRDB
import SyncCore

/// The messages of one bundle or page on their way into the ledger. Owned by the reading of that batch.
public final class Staging {
    public let batch: BatchNumber
    /// The time of receipt.
    let now: Instant
    /// How many messages wait.
    public private(set) var count = 0
    fileprivate let name: Digest128
    fileprivate let segment: SegmentWriter
    private let file: FileHandle
    private let key = InstallationKeys.makeOriginalKey()
    private var isDurable = true
    /// The newest of them, as long as their originals have no more bytes.
    private let heldBytesMax: Int
    private var held: [(arrival: Arrival, content: ArrivalContent)] = []
    private var heldBytes = 0

    fileprivate init(
        _ batch: BatchNumber, name: Digest128, segment: SegmentWriter, folder: String, heldBytesMax: Int, now: Instant
    ) throws(LedgerFault) {
        self.heldBytesMax = heldBytesMax
        self.batch = batch
        self.now = now
        self.name = name
        self.segment = segment
        let path = folder + "/\(batch.value).staged"
        let descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        // It is gone when it is closed, whoever closes it.
        guard descriptor >= 0, unlink(path) == 0 else {
            throw .cannotWrite(doing: "staging messages", reason: String(cString: strerror(errno)))
        }
        file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    fileprivate func stage(
        _ arrivals: [Arrival], _ keys: InstallationKeys, _ rendering: (any OutgoingRendering)?
    ) throws(LedgerFault) {
        isDurable = false
        let placements = try segment.append(arrivals.map(\.originalToKeep), durably: false)
        try LedgerFault.translating("staging messages") {
            for (var arrival, placement) in zip(arrivals, placements) {
                let content = try ArrivalContent(arrival, placed: placement, batch: batch, keys, rendering, now: now)
                arrival.bytes = []
                held.append((arrival, content))
                heldBytes += content.bytes
            }
        }
        count += arrivals.count
        if heldBytes > heldBytesMax { try spill() }
    }

    private func spill() throws(LedgerFault) {
        try LedgerFault.translating("staging messages") {
            var writer = ByteWriter(reservingCapacity: 1 << 16)
            writer.write(count: held.count)
            for (arrival, content) in held { arrival.stage(content, into: &writer) }
            let sealed = try InstallationKeys.sealOriginal(writer.bytes, key: key)
            var length = ByteWriter()
            length.write(Int64(sealed.count))
            try file.write(contentsOf: Data(length.bytes) + sealed)
        }
        held.removeAll()
        heldBytes = 0
    }

    /// Waits until the originals are durable. Whoever reads does so at the end, so that whoever counts need not.
    public func synchronize() throws(LedgerFault) {
        if !isDurable { try segment.synchronize() }
        isDurable = true
    }

    /// Every message in the order in which they were staged.
    fileprivate func replay(_ body: (Arrival, ArrivalContent) throws -> Void) throws {
        try file.seek(toOffset: 0)
        while let head = try file.read(upToCount: 8), !head.isEmpty {
            var length = ByteReader(Array(head))
            let sealed = try file.read(upToCount: Int(try length.readInt64())) ?? Data()
            var reader = ByteReader(try InstallationKeys.openOriginal(sealed, key: key))
            for _ in 0..<(try reader.readCount()) {
                let (arrival, content) = try Arrival.unstaged(from: &reader)
                try body(arrival, content)
            }
        }
        for (arrival, content) in held { try body(arrival, content) }
    }
}

extension Arrival {
    /// R18: of what is not for us nothing is kept.
    var originalToKeep: [UInt8]? {
        if case .notForUs = verdict { nil } else { bytes }
    }
}

extension Ledger {
    /// Whether the messages of this bundle count already, so that only its file is left to remove.
    public func hasCounted(_ batch: BatchNumber, named name: String) throws(LedgerFault) -> Bool {
        try read("resuming a batch") { db in
            let counted = try Data.fetchOne(
                db, sql: "SELECT counted FROM batch WHERE number = ?", arguments: [batch.value])
            return counted == keys.memberKey(name).data
        }
    }

    /// Begins to stage a batch from its beginning; what an earlier attempt left of it is gone.
    ///
    /// - Parameters:
    ///   - name: the batch's own; told to nobody.
    ///   - heldBytesMax: of originals, whose messages may wait in memory.
    ///   - now: the time of receipt.
    public func beginStaging(
        _ batch: BatchNumber, named name: String, heldBytesMax: Int = 8 << 20, at now: Instant
    ) throws(LedgerFault) -> Staging {
        let isNew = try isUnused(batch)
        return try Staging(
            batch, name: keys.memberKey(name),
            segment: SegmentWriter(path: segmentPath(batch), emptying: isNew, witness: witness), folder: originals,
            heldBytesMax: heldBytesMax, now: now)
    }

    public func stage(_ arrivals: [Arrival], in staging: Staging) throws(LedgerFault) {
        if !arrivals.isEmpty { try staging.stage(arrivals, keys, rendering) }
    }

    /// Lets everything that was staged count, in one transaction; the batch is ended by it.
    ///
    /// - Parameters:
    ///   - position: where the outbox goes on after this page.
    /// - Returns: where each message ended, in the order in which they were staged.
    public func count(
        _ staging: Staging, position: OutboxPosition? = nil, statedDaysMax: Int
    ) throws(LedgerFault) -> [MessageDisposition] {
        try staging.synchronize()
        return try write("recording messages") { db in
            try db.execute(
                sql: """
                    INSERT INTO batch (number, taken, ended, counted) VALUES (?1, ?2, ?2, ?3)
                    ON CONFLICT (number) DO UPDATE SET ended = excluded.ended, counted = excluded.counted
                    """, arguments: [staging.batch.value, staging.now.seconds, staging.name.data])
            let writer = InboxWriter(
                db: db, keys: keys, batch: staging.batch, now: staging.now, statedDaysMax: statedDaysMax,
                rendering: rendering)
            var ends: [MessageDisposition] = []
            ends.reserveCapacity(staging.count)
            try staging.replay { ends.append(try writer.record($0, $1)) }
            try position?.write(to: db, keys)
            return ends
        }
    }

    /// The batch was refused as a whole: nothing of it was recorded, and its originals are where it was put.
    public func drop(_ staging: Staging) throws(LedgerFault) {
        if try isUnused(staging.batch) {
            _ = try LedgerFault.translating("dropping a bundle") {
                try witness.around(.removal) { unlink(segmentPath(staging.batch)) }
            }
        }
        try endBatch(staging.batch, at: staging.now)
    }

    /// No message is recorded under this number, so nothing in its segment is pointed at.
    private func isUnused(_ batch: BatchNumber) throws(LedgerFault) -> Bool {
        try read("resuming a batch") { db in
            try Bool.fetchOne(
                db, sql: "SELECT NOT EXISTS (SELECT 1 FROM message WHERE batch = ?)", arguments: [batch.value]) ?? true
        }
    }
}
