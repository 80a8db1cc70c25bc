// A night in one file: `Meldingsbunt` with the messages as its children.
//
// The root says how many there are, which is only known at the end. So the count's place is kept free in the start tag,
// with blanks after it where XML allows them, and filled in last: a municipality of any size streams through.

import Foundation

/// Writes one `Meldingsbunt`, as `.part` until it is whole.
final class BundleBatch: Batch {
    private let url: URL
    private let partURL: URL
    private let encoding: TextEncoding
    private let file: TextFile
    private var members = 0
    private var brokenBundles = 0

    /// - Parameter url: the finished file, `….xml`.
    /// - Throws: `WriteError`.
    init(_ url: URL, encoding: TextEncoding) throws {
        self.url = url
        self.encoding = encoding
        partURL = url.appendingPathExtension("part")
        try makeFolder(url.deletingLastPathComponent())
        file = try TextFile(partURL)
        try file.write(Self.head(encoding, count: 0))
    }

    func add(_ message: Message) throws {
        members += 1
        try file.write(bytes: message.bytes(encoding, isMember: true))
    }

    /// One broken member makes a bundle unreadable whole, so each gets a bundle of its own, taken before the good one.
    func addBroken(_ message: Message, damage: Damage, id: String) throws -> String {
        brokenBundles += 1
        let name = url.deletingPathExtension().lastPathComponent + "-broken-\(padded(brokenBundles, 4)).xml"
        let end = damage == .truncated ? "" : Self.end
        let member = damage.broken(message, id: id, encoding: encoding, isMember: true)
        // The document twice over is two members where one is announced.
        let bytes = Array(Self.head(encoding, count: 1).utf8) + member + Array(end.utf8)
        try writeFile(bytes, to: url.deletingLastPathComponent().appending(path: name))
        return name
    }

    func finish() throws {
        try file.write(Self.end)
        try file.overwriteStart(Self.head(encoding, count: members))
        try file.close()
        try rename(partURL, to: url)
    }

    private static let end = "</Meldingsbunt>\n"

    /// The declaration and the root's start tag, of one length for every count.
    private static func head(_ encoding: TextEncoding, count: Int) -> String {
        let digits = String(count)
        let blanks = String(repeating: " ", count: 10 - digits.utf8.count)
        return encoding.declaration + "\n"
            + #"<Meldingsbunt xmlns="urn:epjsync:meldingsbunt:1" antall="\#(digits)"\#(blanks)>"# + "\n"
    }
}
