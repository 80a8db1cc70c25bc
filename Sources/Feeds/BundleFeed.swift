// Transport `bundle`: one file `inbox/<batch>.xml` that holds many messages, written as `.part` and renamed. Whether it is
// whole shows at its last byte, so it is read to there before anything of it counts.

public struct BundleFeed: FileFeed {
    public let folders: FeedFolders

    /// - Parameter path: holds inbox/, taken/ and refused/.
    public init(path: String, files: any FeedFiles = SystemFiles()) {
        folders = FeedFolders(path: path, files: files)
    }

    /// - Throws: `FeedFault.notABundle` for what is no file, or is named otherwise than `*.xml`.
    public func open(_ batch: TakenBatch) throws(FeedFault) -> BundleFile {
        let name = FileName.shown(batch.name)
        let files = folders.files
        let entry = try FeedFault.reading(bundle: name) { () throws(FileFault) in try files.entry(at: batch.path) }
        guard entry.kind == .file, batch.name.hasSuffix(".xml") else { throw .notABundle(batch: name) }
        let file = try FeedFault.reading(bundle: name) { () throws(FileFault) in try files.open(batch.path) }
        return BundleFile(bytes: entry.bytes, name: name, file: file)
    }

    /// After the commit by which its messages count.
    public func remove(_ batch: TakenBatch) throws(FeedFault) { try folders.remove(batch) }
}

/// The bytes of a bundle, in order, a piece at a time.
public struct BundleFile {
    private static let pieceBytes = 1 << 18

    /// How many there were when it was opened, for showing progress.
    public let bytes: Int
    fileprivate let name: String
    fileprivate let file: any OpenFile

    /// The next bytes; `nil` at the end.
    public func next() throws(FeedFault) -> [UInt8]? {
        let piece = try FeedFault.reading(bundle: name) { () throws(FileFault) in
            try file.read(bytesMax: Self.pieceBytes)
        }
        return piece.isEmpty ? nil : piece
    }
}

extension FeedFault {
    fileprivate static func reading<Value>(
        bundle: String, _ body: () throws(FileFault) -> Value
    ) throws(FeedFault) -> Value {
        do { return try body() } catch { throw .bundleUnreadable(batch: bundle, reason: error.reason) }
    }
}
