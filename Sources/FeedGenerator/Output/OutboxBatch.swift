// What a record system's outbox answers, page by page: `Utboks`, with the cursor to ask after next.
//
// The file `NN-KKKKKK.xml` is the answer to `?etter=NN-KKKKKK`; the first file by name also answers the question without
// `etter`. Cursors go on from night to night: the last page of one names the first page of the next, and a server asked
// for a page that has not been made yet has nothing new.

import Foundation

/// Writes the pages of one night.
final class OutboxBatch: Batch {
    private let folder: URL
    private let night: Int
    private let encoding: TextEncoding
    private let messagesPerPage: Int
    private var page = 1
    private var file: TextFile
    private var members = 0
    private var broken = 0

    /// Makes the folder and begins the first page, which there is even if the night has no message.
    ///
    /// - Parameters:
    ///   - night: 1...99.
    ///   - messagesPerPage: at least 1.
    /// - Throws: `WriteError`.
    init(_ folder: URL, night: Int, encoding: TextEncoding, messagesPerPage: Int = 200) throws {
        self.folder = folder
        self.night = night
        self.encoding = encoding
        self.messagesPerPage = messagesPerPage
        try makeFolder(folder)
        file = try TextFile(Self.part(folder, Self.cursor(night, 1)))
        try file.write(head(next: cursor, more: true))
    }

    func add(_ message: Message) throws {
        if members == messagesPerPage { try turn() }
        members += 1
        try file.write(bytes: message.bytes(encoding, isMember: true))
    }

    /// A broken page, for a server that answers with it once before it answers with the good one of the same cursor.
    func addBroken(_ message: Message, damage: Damage, id: String) throws -> String {
        broken += 1
        let name = "\(cursor)-broken-\(padded(broken, 4)).xml"
        // A page announces no count, so the document twice over would be two good members.
        let damage = damage == .twoRoots ? Damage.truncated : damage
        let member = damage.broken(message, id: id, encoding: encoding, isMember: true)
        let end = damage == .truncated ? "" : Self.end
        let bytes = Array(head(next: Self.cursor(night, page + 1), more: true).utf8) + member + Array(end.utf8)
        try writeFile(bytes, to: folder.appending(path: name))
        return name
    }

    func finish() throws {
        try close(next: Self.cursor(night + 1, 1), more: false)
    }

    private var cursor: String { Self.cursor(night, page) }

    private func turn() throws {
        try close(next: Self.cursor(night, page + 1), more: true)
        page += 1
        members = 0
        file = try TextFile(Self.part(folder, cursor))
        try file.write(head(next: cursor, more: true))
    }

    /// Whether more follows is known now; the start tag keeps its length.
    private func close(next: String, more: Bool) throws {
        try file.write(Self.end)
        try file.overwriteStart(head(next: next, more: more))
        try file.close()
        try rename(Self.part(folder, cursor), to: folder.appending(path: "\(cursor).xml"))
    }

    private func head(next: String, more: Bool) -> String {
        encoding.declaration + "\n"
            + #"<Utboks xmlns="urn:epjsync:utboks:1" neste="\#(next)" flere="\#(more)"\#(more ? " " : "")>"# + "\n"
    }

    private static let end = "</Utboks>\n"

    private static func cursor(_ night: Int, _ page: Int) -> String { "\(padded(night, 2))-\(padded(page, 6))" }

    private static func part(_ folder: URL, _ cursor: String) -> URL { folder.appending(path: "\(cursor).xml.part") }
}
