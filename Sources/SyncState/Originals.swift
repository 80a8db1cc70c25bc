// What the EPJs sent, byte by byte, outside the database: one append-only segment file per taken batch. Each original is
// sealed under a key of its own that lies, sealed, in its message's row: deleting the row forgets the message, unlinking
// the file forgets the batch. The file's name tells nothing but the batch's number.

import Foundation

/// Appends sealed originals to the segment of one batch. Not thread-safe; owned by the reading of that batch.
public final class SegmentWriter {
    private let file: FileHandle
    private let witness: (any LedgerWitness)?
    /// Where the next original goes: behind the last one that was written whole.
    private var offset: UInt64
    /// What is written at once. Slices are alike in length, and new memory for each would cost as much as sealing it.
    private var slice = Data()

    /// - Parameter emptying: nothing in it is pointed at, so it begins anew.
    init(path: String, emptying: Bool = false, witness: (any LedgerWitness)? = nil) throws(LedgerFault) {
        self.witness = witness
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | (emptying ? O_TRUNC : 0), 0o600)
        guard descriptor >= 0 else {
            throw .cannotWrite(doing: "opening a segment of originals", reason: String(cString: strerror(errno)))
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        self.file = file
        // After a crash the tail may hold originals whose rows were never committed; nothing points at them.
        offset = try LedgerFault.translating("opening a segment of originals") {
            try KeyFile.synchronizeFolder(of: path)
            return try file.seekToEnd()
        }
    }

    struct Placement {
        let offset: Int64
        let length: Int64
        let key: [UInt8]
    }

    /// Seals and keeps originals, durably: before the commit that points at them.
    ///
    /// - Parameters:
    ///   - originals: `nil` where nothing is to be kept.
    ///   - durably: else `synchronize` comes before that commit.
    func append(_ originals: [[UInt8]?], durably: Bool = true) throws(LedgerFault) -> [Placement?] {
        try LedgerFault.translating("keeping originals") {
            slice.removeAll(keepingCapacity: true)
            let placements = try originals.map { bytes -> Placement? in
                guard let bytes else { return nil }
                let key = InstallationKeys.makeOriginalKey()
                let sealed = try InstallationKeys.sealOriginal(bytes, key: key)
                defer { slice.append(sealed) }
                return Placement(offset: Int64(offset) + Int64(slice.count), length: Int64(sealed.count), key: key)
            }
            // After a write that failed half-way the next one begins where that one did.
            try witness.around(.append) {
                try file.seek(toOffset: offset)
                try file.write(contentsOf: slice)
                if durably { try file.synchronize() }
            }
            offset += UInt64(slice.count)
            return placements
        }
    }

    /// After the last slice, or between two.
    func synchronize() throws(LedgerFault) {
        slice = Data()
        try LedgerFault.translating("keeping originals") { try file.synchronize() }
    }
}

/// Where an original lies, as its message's row says it.
struct KeptOriginal: Equatable {
    let offset: Int64
    let length: Int64
    /// Opens in that row only.
    let sealedKey: Data
}

extension KeptOriginal {
    init(
        _ placement: SegmentWriter.Placement, batch: BatchNumber, member: Data, _ keys: InstallationKeys
    ) throws {
        self.init(
            offset: placement.offset, length: placement.length,
            sealedKey: try keys.seal(
                placement.key, context: OriginalKey.context(batch: batch, member: member)))
    }
}

/// The key of one original, as it lies in the message's row.
enum OriginalKey {
    static func context(batch: BatchNumber, member: Data) -> Data {
        var context = Data("original \(batch.value) ".utf8)
        context.append(member)
        return context
    }
}

extension Ledger {
    func segmentPath(_ batch: BatchNumber) -> String { originals + "/\(batch.value).seg" }

    public func openSegment(_ batch: BatchNumber) throws(LedgerFault) -> SegmentWriter {
        try SegmentWriter(path: segmentPath(batch), witness: witness)
    }
}

/// The number under which a batch is taken.
public struct BatchNumber: Hashable, Comparable, Sendable {
    public let value: Int64
    public init(_ value: Int64) { self.value = value }
    public static func < (a: BatchNumber, b: BatchNumber) -> Bool { a.value < b.value }
}
