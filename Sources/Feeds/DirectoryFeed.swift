// Transport `directory`: one MsgHead per file, `*.xml`, in a folder `inbox/<batch>/` that was written as
// `inbox/<batch>.part/` and renamed. The rename is what makes it complete.

import Foundation

public struct DirectoryFeed: FileFeed {
    public let folders: FeedFolders

    /// - Parameter path: holds inbox/, taken/ and refused/.
    public init(path: String) { folders = FeedFolders(path: path) }

    /// Keeps a file that no message can be in where it is not tried again.
    public func refuse(_ member: FeedMember, of batch: TakenBatch) throws(FeedFault) {
        let folder = folders.refused + "/\(batch.number)-\(batch.name)"
        try folders.make(folders.refused)
        try folders.make(folder)
        try folders.move(member.path, to: folders.free(folder + "/" + member.name), batch: batch.name)
    }

    /// The messages of a batch in the order of their names; `nil` when the batch is no folder that can be read whole:
    /// a file, a link, or a folder with a name in it that is not UTF-8 and therefore opens nothing.
    public func members(of batch: TakenBatch) -> [FeedMember]? {
        var information = stat()
        guard lstat(batch.path, &information) == 0, information.st_mode & S_IFMT == S_IFDIR,
            let names = try? FileManager.default.contentsOfDirectory(atPath: batch.path),
            !names.contains(where: \.isLossy)
        else { return nil }
        return names.filter { $0.hasSuffix(".xml") }.sorted().map { FeedMember(name: $0, path: batch.path + "/" + $0) }
    }

    /// - Parameter bytesMax: a longer file is refused before it is read.
    public func read(_ member: FeedMember, bytesMax: Int) throws(FeedFault) -> [UInt8] {
        // A folder, a link, a pipe or a device named *.xml is no message, and opening one could wait for ever.
        var information = stat()
        guard lstat(member.path, &information) == 0 else {
            throw .unreadable(file: FileName.shown(member.name), reason: String(cString: strerror(errno)))
        }
        guard information.st_mode & S_IFMT == S_IFREG else { throw .notAFile(file: FileName.shown(member.name)) }
        guard information.st_size <= bytesMax else {
            throw .tooLarge(file: FileName.shown(member.name), bytesMax: bytesMax)
        }
        let descriptor = open(member.path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw .unreadable(file: FileName.shown(member.name), reason: String(cString: strerror(errno)))
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            return Array(try file.read(upToCount: Int(information.st_size) + 1) ?? Data())
        } catch {
            throw .unreadable(file: FileName.shown(member.name), reason: "\((error as NSError).localizedDescription)")
        }
    }

    /// After the commit that holds the batch's last message.
    ///
    /// - Returns: the names, fit for a log, of what lay in the batch and was no `*.xml`: it was never read, so it is
    ///   kept in refused/.
    @discardableResult
    public func remove(_ batch: TakenBatch) throws(FeedFault) -> [String] {
        var kept: [String] = []
        for name in try folders.names(in: batch.path) where !name.hasSuffix(".xml") {
            try refuse(FeedMember(name: name, path: batch.path + "/" + name), of: batch)
            kept.append(FileName.shown(name))
        }
        try folders.remove(batch)
        return kept.sorted()
    }
}
