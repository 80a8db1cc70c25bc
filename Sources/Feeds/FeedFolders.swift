// inbox/, taken/ and refused/ of a feed of files, and the renames between them: each is one step, so a batch lies in
// exactly one of them whatever ends in between.

public struct FeedFolders: Sendable {
    /// Holds inbox/, taken/ and refused/.
    public let path: String
    let files: any FeedFiles

    var inbox: String { path + "/inbox" }
    var taken: String { path + "/taken" }
    var refused: String { path + "/refused" }

    func names(in folder: String) throws(FeedFault) -> [String] {
        do {
            return try files.names(in: folder)
        } catch {
            // taken/ and refused/ are ours to make; an inbox that is not there is the EPJ's or the operator's doing.
            if folder != inbox, error.isAbsence { return [] }
            throw .inboxUnreadable(path: folder, reason: error.reason)
        }
    }

    /// The path itself, or with the first number behind it that is not taken: what was refused once is not overwritten.
    func free(_ path: String) -> String {
        var candidate = path
        var number = 2
        while files.isThere(candidate) {
            candidate = path + "-\(number)"
            number += 1
        }
        return candidate
    }

    func make(_ folder: String) throws(FeedFault) {
        do { try files.makeFolder(folder) } catch { throw .inboxUnreadable(path: folder, reason: error.reason) }
    }

    func move(_ from: String, to destination: String, batch: String) throws(FeedFault) {
        do { try files.move(from, to: destination) } catch {
            throw .cannotTake(batch: FileName.shown(batch), reason: error.reason)
        }
    }

    func remove(_ batch: TakenBatch) throws(FeedFault) {
        do { try files.remove(batch.path) } catch {
            throw .cannotRemove(batch: FileName.shown(batch.name), reason: error.reason)
        }
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
        if let there = try? folders.files.entry(at: destination), there.kind != .folder {
            throw .cannotTake(batch: FileName.shown(name), reason: "File exists")
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
