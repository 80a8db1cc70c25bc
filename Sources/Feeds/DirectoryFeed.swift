// Transport `directory`: one MsgHead per file, `*.xml`, in a folder `inbox/<batch>/` that was written as
// `inbox/<batch>.part/` and renamed. The rename is what makes it complete.

public struct DirectoryFeed: FileFeed {
    public let folders: FeedFolders

    /// - Parameter path: holds inbox/, taken/ and refused/.
    public init(path: String, files: any FeedFiles = SystemFiles()) {
        folders = FeedFolders(path: path, files: files)
    }

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
        guard let entry = try? folders.files.entry(at: batch.path), entry.kind == .folder,
            let names = try? folders.files.names(in: batch.path), !names.contains(where: \.isLossy)
        else { return nil }
        return names.filter { $0.hasSuffix(".xml") }.sorted().map { FeedMember(name: $0, path: batch.path + "/" + $0) }
    }

    /// - Parameter bytesMax: a longer file is refused before it is read.
    public func read(_ member: FeedMember, bytesMax: Int) throws(FeedFault) -> [UInt8] {
        do {
            // A folder, a link, a pipe or a device named *.xml is no message.
            let entry = try folders.files.entry(at: member.path)
            guard entry.kind == .file else { throw FeedFault.notAFile(file: FileName.shown(member.name)) }
            guard entry.bytes <= bytesMax else {
                throw FeedFault.tooLarge(file: FileName.shown(member.name), bytesMax: bytesMax)
            }
            return try folders.files.open(member.path).read(bytesMax: entry.bytes + 1)
        } catch let fault as FeedFault {
            throw fault
        } catch {
            throw .unreadable(file: FileName.shown(member.name), reason: (error as? FileFault)?.reason ?? "\(error)")
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
