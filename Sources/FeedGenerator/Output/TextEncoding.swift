// The two encodings the national messages are written in (HISD 1165:2016): UTF-8, and ISO-8859-1 for the older systems.

import Foundation

/// How a document's characters become bytes.
enum TextEncoding: String, CaseIterable, Sendable {
    case utf8 = "utf-8"
    case latin1 = "iso-8859-1"

    /// The XML declaration, without a line break.
    var declaration: String { #"<?xml version="1.0" encoding="\#(rawValue.uppercased())"?>"# }

    /// The bytes of `text`; what ISO-8859-1 lacks becomes a character reference, so `text` may hold such characters
    /// in content and attribute values only.
    ///
    /// - Parameter asWindows1252: under the label of ISO-8859-1, characters of windows-1252 become its bytes.
    func bytes(_ text: String, asWindows1252: Bool = false) -> [UInt8] {
        switch self {
        case .utf8: return Array(text.utf8)
        case .latin1:
            // Most messages hold nothing else.
            if let data = text.data(using: .isoLatin1) { return Array(data) }
            var bytes: [UInt8] = []
            bytes.reserveCapacity(text.utf8.count)
            for scalar in text.unicodeScalars {
                if let byte = UInt8(exactly: scalar.value) {
                    bytes.append(byte)
                } else if asWindows1252, let place = Self.windows1252.firstIndex(of: scalar) {
                    bytes.append(0x80 + UInt8(place))
                } else {
                    bytes.append(contentsOf: "&#\(scalar.value);".utf8)
                }
            }
            return bytes
        }
    }

    /// What windows-1252 has at 0x80 to 0x9F, where ISO-8859-1 has control characters; its five gaps are U+FFFD.
    private static let windows1252 = Array(
        "€\u{FFFD}‚ƒ„…†‡ˆ‰Š‹Œ\u{FFFD}Ž\u{FFFD}\u{FFFD}‘’“”•–—˜™š›œ\u{FFFD}žŸ".unicodeScalars)
}
