// Transport `bundle`: one file `inbox/<batch>.xml` that holds many messages, written as `.part` and renamed. Whether it is
// whole shows at its last byte, so it is read to there before anything of it counts.

import Foundation

public struct BundleFeed: FileFeed {
    public let folders: FeedFolders

    /// - Parameter path: holds inbox/, taken/ and refused/.
    public init(path: String) { folders = FeedFolders(path: path) }

    /// - Throws: `FeedFault.notABundle` for what is no file, or is named otherwise than `*.xml`.
    public func open(_ batch: TakenBatch) throws(FeedFault) -> BundleFile {
        // A folder, a link, a pipe or a device is no bundle, and opening one could wait for ever.
        var information = stat()
        guard lstat(batch.path, &information) == 0 else {
            throw .bundleUnreadable(batch: FileName.shown(batch.name), reason: String(cString: strerror(errno)))
        }
        guard information.st_mode & S_IFMT == S_IFREG, batch.name.hasSuffix(".xml") else {
            throw .notABundle(batch: FileName.shown(batch.name))
        }
        return try BundleFile(batch, bytes: Int(information.st_size))
    }

    /// After the commit by which its messages count.
    public func remove(_ batch: TakenBatch) throws(FeedFault) { try folders.remove(batch) }
}

/// The bytes of a bundle, in order, a piece at a time.
public struct BundleFile {
    private static let pieceBytes = 1 << 18

    /// How many there were when it was opened, for showing progress.
    public let bytes: Int
    private let name: String
    private let file: FileHandle

    fileprivate init(_ batch: TakenBatch, bytes: Int) throws(FeedFault) {
        self.bytes = bytes
        name = FileName.shown(batch.name)
        let descriptor = Glibc.open(batch.path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw .bundleUnreadable(batch: name, reason: String(cString: strerror(errno)))
        }
        file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    /// The next bytes; `nil` at the end.
    public func next() throws(FeedFault) -> [UInt8]? {
        do {
            guard let data = try file.read(upToCount: Self.pieceBytes), !data.isEmpty else { return nil }
            return Array(data)
        } catch {
            throw .bundleUnreadable(batch: name, reason: (error as NSError).localizedDescription)
        }
    }
}
