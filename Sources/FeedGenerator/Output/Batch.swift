// What one night's export looks like where the daemon finds it.

import Foundation

/// How messages travel.
enum Transport: String, CaseIterable, Sendable {
    /// One message a file, in a folder.
    case directory
    /// One file for the night.
    case bundle
    /// Pages for a server.
    case outbox
}

/// How messages are written down, whatever they say.
struct WrittenForm: Sendable {
    var transport = Transport.directory
    var encoding = TextEncoding.utf8
    var layout = XMLLayout.compact
}

/// Takes a night's messages one after another; nothing is kept in memory.
protocol Batch: AnyObject {
    /// Lays `message` down; throws `WriteError`.
    func add(_ message: Message) throws

    /// Lays a broken copy of `message` down, under the id `id`, where refusing it costs no good message; returns the
    /// name by which it can be found. Throws `WriteError`.
    func addBroken(_ message: Message, damage: Damage, id: String) throws -> String

    /// Completes the batch; throws `WriteError`.
    func finish() throws
}

/// A folder with a file for each message, numbered in the order they come.
final class FolderBatch: Batch {
    private let folder: URL
    private let encoding: TextEncoding
    private let nameDigits: Int
    private var files = 0

    /// Makes the folder; throws `WriteError`.
    init(_ folder: URL, encoding: TextEncoding, nameDigits: Int) throws {
        self.folder = folder
        self.encoding = encoding
        self.nameDigits = nameDigits
        try makeFolder(folder)
    }

    func add(_ message: Message) throws {
        _ = try addFile(message.bytes(encoding, isMember: false))
    }

    func addBroken(_ message: Message, damage: Damage, id: String) throws -> String {
        try addFile(damage.broken(message, id: id, encoding: encoding, isMember: false))
    }

    func finish() throws {}

    private func addFile(_ bytes: [UInt8]) throws -> String {
        files += 1
        let name = padded(files, nameDigits) + ".xml"
        try writeFile(bytes, to: folder.appending(path: name))
        return name
    }
}
