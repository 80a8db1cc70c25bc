// inbox/, taken/ and refused/ of a feed of files, and the renames between them: each is one step, so a batch lies in
// exactly one of them whatever ends in between.

import Foundation

public struct FeedFolders: Sendable {
    /// Holds inbox/, taken/ and refused/.
    public let path: String

    var inbox: String { path + "/inbox" }
    var taken: String { path + "/taken" }
    var refused: String { path + "/refused" }

    func names(in folder: String) throws(FeedFault) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            // taken/ and refused/ are ours to make; an inbox that is not there is the EPJ's or the operator's doing.
            if folder != inbox, !FileManager.default.fileExists(atPath: folder) { return [] }
            throw .inboxUnreadable(path: folder, reason: Self.reason(error))
        }
    }

    /// The path itself, or with the first number behind it that is not taken: what was refused once is not overwritten.
    func free(_ path: String) -> String {
        var candidate = path
        var number = 2
        while isThere(candidate) {
            candidate = path + "-\(number)"
            number += 1
        }
        return candidate
    }

    func make(_ folder: String) throws(FeedFault) {
        guard mkdir(folder, 0o770) == 0 || errno == EEXIST else {
            throw .inboxUnreadable(path: folder, reason: String(cString: strerror(errno)))
        }
    }

    func move(_ from: String, to destination: String, batch: String) throws(FeedFault) {
        guard rename(from, destination) == 0 else {
            throw .cannotTake(batch: FileName.shown(batch), reason: String(cString: strerror(errno)))
        }
    }

    func remove(_ batch: TakenBatch) throws(FeedFault) {
        do {
            try FileManager.default.removeItem(atPath: batch.path)
        } catch {
            throw .cannotRemove(batch: FileName.shown(batch.name), reason: Self.reason(error))
        }
    }

    /// Whatever it is, a link that leads nowhere included.
    func isThere(_ path: String) -> Bool {
        var information = stat()
        return lstat(path, &information) == 0
    }

    /// The system's words where there are any; Foundation's do not say which thing is wrong.
    private static func reason(_ error: any Error) -> String {
        let error = error as NSError
        let cause = (error.userInfo[NSUnderlyingErrorKey] as? any Error).map { $0 as NSError }
        guard let cause, cause.domain == NSPOSIXErrorDomain else { return error.localizedDescription }
        return String(cString: strerror(Int32(cause.code)))
    }
}

/// The life of a batch that comes as files: complete by its rename, taken by one, resumed where it was put, and in the end
/// removed or refused.
public protocol FileFeed: Sendable {
    var folders: FeedFolders { get }
}

extension FileFeed {
    /// Batches that an earlier run took and did not finish, in order.
    public func resumable() throws(FeedFault) -> [TakenBatch] {
        try folders.names(in: folders.taken).compactMap { name in
            guard let dash = name.firstIndex(of: "-"), let number = Int64(name[..<dash]) else { return nil }
            return TakenBatch(
                number: number, name: String(name[name.index(after: dash)...]), path: folders.taken + "/" + name)
        }.sorted { $0.number < $1.number }
    }

    /// Names of complete batches, in the order in which they are to be taken. What appears later is for the next listing.
    public func waiting() throws(FeedFault) -> [String] {
        // A name that is not UTF-8 cannot be taken; last, it keeps no other batch waiting.
        try folders.names(in: folders.inbox).filter { !$0.hasSuffix(".part") && !$0.hasPrefix(".") }
            .sorted { ($0.isLossy ? 1 : 0, $0) < ($1.isLossy ? 1 : 0, $1) }
    }

    /// Takes a batch: `inbox/X` becomes `taken/<number>-X`.
    public func take(_ name: String, number: Int64) throws(FeedFault) -> TakenBatch {
        let destination = folders.taken + "/\(number)-\(name)"
        guard !name.isLossy else {
            throw .cannotTake(batch: FileName.shown(name), reason: "its name is not UTF-8")
        }
        try folders.make(folders.taken)
        // A folder does not replace one with something in it; a file would replace another without a word.
        var information = stat()
        if lstat(destination, &information) == 0, information.st_mode & S_IFMT != S_IFDIR {
            throw .cannotTake(batch: FileName.shown(name), reason: String(cString: strerror(EEXIST)))
        }
        try folders.move(folders.inbox + "/" + name, to: destination, batch: name)
        return TakenBatch(number: number, name: name, path: destination)
    }

    /// Puts a batch that cannot be read where it is not tried again.
    public func refuse(_ batch: TakenBatch) throws(FeedFault) {
        try folders.make(folders.refused)
        let destination = folders.free(folders.refused + "/\(batch.number)-\(batch.name)")
        try folders.move(batch.path, to: destination, batch: batch.name)
    }
}

extension String {
    /// Holds the sign that stands for bytes that were not UTF-8, so the name leads to no file any more.
    var isLossy: Bool { contains("\u{FFFD}") }
}
