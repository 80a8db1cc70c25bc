// What the EPJs sent, byte by byte, outside the database: one append-only segment file per taken batch. Each original is
// sealed under a key of its own that lies, sealed, in its message's row: deleting the row forgets the message, unlinking
// the file forgets the batch. The file's name tells nothing but the batch's number.

import Foundation

/// Appends sealed originals to the segment of one batch. Not thread-safe; owned by the reading of that batch.
public final class SegmentWriter {
    private let file: FileHandle
    private var offset: Int64

    init(path: String) throws(LedgerFault) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .cannotWrite(doing: "opening a segment of originals", reason: String(cString: strerror(errno)))
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        self.file = file
        // After a crash the tail may hold originals whose rows were never committed; nothing points at them.
        offset = try LedgerFault.translating("opening a segment of originals") { Int64(try file.seekToEnd()) }
    }

    struct Placement {
        let offset: Int64
        let length: Int64
        let key: [UInt8]
    }

    func append(_ bytes: [UInt8]) throws(LedgerFault) -> Placement {
        let key = InstallationKeys.makeOriginalKey()
        let sealed = try LedgerFault.translating("keeping an original") {
            let sealed = try InstallationKeys.sealOriginal(bytes, key: key)
            try file.write(contentsOf: sealed)
            return sealed
        }
        defer { offset += Int64(sealed.count) }
        return Placement(offset: offset, length: Int64(sealed.count), key: key)
    }

    /// Before the commit that points into the segment.
    func flush() throws(LedgerFault) {
        try LedgerFault.translating("flushing originals") { try file.synchronize() }
    }
}

extension Ledger {
    func segmentPath(_ batch: BatchNumber) -> String { originals + "/\(batch.value).seg" }

    public func openSegment(_ batch: BatchNumber) throws(LedgerFault) -> SegmentWriter {
        try SegmentWriter(path: segmentPath(batch))
    }
}

/// The number under which a batch is taken.
public struct BatchNumber: Hashable, Comparable, Sendable {
    public let value: Int64
    public init(_ value: Int64) { self.value = value }
    public static func < (a: BatchNumber, b: BatchNumber) -> Bool { a.value < b.value }
}
