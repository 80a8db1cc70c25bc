// The XML declaration (XML 1.0 §2.8), read before and instead of the parser: what it says of version and encoding
// decides whether the bytes are parsed at all.

import SyncCore

struct XMLDeclaration {
    /// Bytes from `<?xml` through `?>`; 0 where there is no declaration.
    var length = 0
    var version = ""
    /// As written; `nil` when the declaration names none.
    var encoding: String?

    /// Longest declaration that is read, in bytes.
    static let lengthMax = 256

    /// - Parameter text: ASCII, or a superset of it, from the first byte after a byte order mark.
    init(_ text: some RandomAccessCollection<UInt8>) throws(Refusal) {
        guard Self.begins(text) else {
            version = "1.0"
            return
        }
        let head = Array(text.prefix(Self.lengthMax))
        var scanner = Scanner(bytes: head, position: 5)
        var names: [String] = []
        while true {
            let blank = scanner.skipBlanks()
            if scanner.take("?>") { break }
            guard blank, let (name, value) = scanner.pseudoAttribute() else { throw Refusal(.declarationMalformed) }
            names.append(name)
            switch name {
            case "version": version = value
            case "encoding": encoding = value
            case "standalone" where value == "yes" || value == "no": break
            default: throw Refusal(.declarationMalformed)
            }
        }
        let order = ["version", "encoding", "standalone"].filter(names.contains)
        guard names == order, names.first == "version" else { throw Refusal(.declarationMalformed) }
        length = scanner.position
    }

    /// `<?xml` and a blank; `<?xml-stylesheet` is a processing instruction like any other.
    static func begins(_ text: some RandomAccessCollection<UInt8>) -> Bool {
        let head = Array(text.prefix(6))
        return head.count == 6 && Array(head[..<5]) == Array("<?xml".utf8) && ByteText.isBlank(head[5])
    }

    private struct Scanner {
        let bytes: [UInt8]
        var position: Int

        mutating func skipBlanks() -> Bool {
            let before = position
            while position < bytes.count, ByteText.isBlank(bytes[position]) { position += 1 }
            return position > before
        }

        mutating func take(_ literal: String) -> Bool {
            guard bytes[position...].starts(with: literal.utf8) else { return false }
            position += literal.utf8.count
            return true
        }

        mutating func pseudoAttribute() -> (String, String)? {
            guard let name = takeWhile({ (97...122).contains($0) }) else { return nil }
            _ = skipBlanks()
            guard take("=") else { return nil }
            _ = skipBlanks()
            guard let quote = position < bytes.count ? bytes[position] : nil, quote == 0x22 || quote == 0x27 else {
                return nil
            }
            position += 1
            guard let value = takeWhile({ $0 != quote && $0 > 0x20 && $0 < 0x7f }) else { return nil }
            guard position < bytes.count, bytes[position] == quote else { return nil }
            position += 1
            return (name, value)
        }

        private mutating func takeWhile(_ isPart: (UInt8) -> Bool) -> String? {
            let part = bytes[position...].prefix(while: isPart)
            position += part.count
            return part.isEmpty ? nil : String(decoding: part, as: UTF8.self)
        }
    }
}
