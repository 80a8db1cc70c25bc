// Transport `directory`: one MsgHead per file, `*.xml`, in a folder `inbox/<batch>/` that was written as
// `inbox/<batch>.part/` and renamed. The rename is what makes it complete.

import Foundation

public struct DirectoryFeed: Sendable {
    /// Holds inbox/, taken/ and refused/.
    public let path: String

    public init(path: String) { self.path = path }

    private var inbox: String { path + "/inbox" }
    private var taken: String { path + "/taken" }
    private var refused: String { path + "/refused" }

    /// Batches that an earlier run took and did not finish, in order.
    public func resumable() throws(FeedFault) -> [TakenBatch] {
        try names(in: taken).compactMap { name in
            guard let dash = name.firstIndex(of: "-"), let number = Int64(name[..<dash]) else { return nil }
            return TakenBatch(
                number: number, name: String(name[name.index(after: dash)...]), path: taken + "/" + name)
        }.sorted { $0.number < $1.number }
    }

    /// Names of complete batches, in the order in which they are to be taken.
    public func waiting() throws(FeedFault) -> [String] {
        // A name that is not UTF-8 cannot be taken; last, it keeps no other batch waiting.
        try names(in: inbox).filter { !$0.hasSuffix(".part") && !$0.hasPrefix(".") }
            .sorted { ($0.isLossy ? 1 : 0, $0) < ($1.isLossy ? 1 : 0, $1) }
    }

    /// Takes a batch: `inbox/X` becomes `taken/<number>-X`.
    public func take(_ name: String, number: Int64) throws(FeedFault) -> TakenBatch {
        let destination = taken + "/\(number)-\(name)"
        guard !name.isLossy else {
            throw .cannotTake(batch: FileName.shown(name), reason: "its name is not UTF-8")
        }
        try makeFolder(taken)
        try move(inbox + "/" + name, to: destination, batch: name)
        return TakenBatch(number: number, name: name, path: destination)
    }

    /// Puts a batch that cannot be read where it is not tried again.
    public func refuse(_ batch: TakenBatch) throws(FeedFault) {
        try makeFolder(refused)
        try move(batch.path, to: free(refused + "/\(batch.number)-\(batch.name)"), batch: batch.name)
    }

    /// Keeps a file that no message can be in where it is not tried again.
    public func refuse(_ member: FeedMember, of batch: TakenBatch) throws(FeedFault) {
        let folder = refused + "/\(batch.number)-\(batch.name)"
        try makeFolder(refused)
        try makeFolder(folder)
        try move(member.path, to: free(folder + "/" + member.name), batch: batch.name)
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
        for name in try names(in: batch.path) where !name.hasSuffix(".xml") {
            try refuse(FeedMember(name: name, path: batch.path + "/" + name), of: batch)
            kept.append(FileName.shown(name))
        }
        do {
            try FileManager.default.removeItem(atPath: batch.path)
        } catch {
            throw .cannotRemove(batch: FileName.shown(batch.name), reason: Self.reason(error))
        }
        return kept.sorted()
    }

    // MARK: Folders

    private func names(in folder: String) throws(FeedFault) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            // taken/ and refused/ are ours to make; an inbox that is not there is the EPJ's or the operator's doing.
            if folder != inbox, !FileManager.default.fileExists(atPath: folder) { return [] }
            throw .inboxUnreadable(path: folder, reason: Self.reason(error))
        }
    }

    /// The system's words where there are any; Foundation's do not say which thing is wrong.
    private static func reason(_ error: any Error) -> String {
        let error = error as NSError
        let cause = (error.userInfo[NSUnderlyingErrorKey] as? any Error).map { $0 as NSError }
        guard let cause, cause.domain == NSPOSIXErrorDomain else { return error.localizedDescription }
        return String(cString: strerror(Int32(cause.code)))
    }

    /// The path itself, or with the first number behind it that is not taken: what was refused once is not overwritten.
    private func free(_ path: String) -> String {
        var information = stat()
        var candidate = path
        var number = 2
        while lstat(candidate, &information) == 0 {
            candidate = path + "-\(number)"
            number += 1
        }
        return candidate
    }

    private func makeFolder(_ folder: String) throws(FeedFault) {
        guard mkdir(folder, 0o770) == 0 || errno == EEXIST else {
            throw .inboxUnreadable(path: folder, reason: String(cString: strerror(errno)))
        }
    }

    private func move(_ from: String, to destination: String, batch: String) throws(FeedFault) {
        guard rename(from, destination) == 0 else {
            throw .cannotTake(batch: FileName.shown(batch), reason: String(cString: strerror(errno)))
        }
    }
}

extension String {
    /// Holds the sign that stands for bytes that were not UTF-8, so the name leads to no file any more.
    fileprivate var isLossy: Bool { contains("\u{FFFD}") }
}
