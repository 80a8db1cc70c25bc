// The two encodings the national messages are written in (HISD 1165:2016): UTF-8, and ISO-8859-1 for the older systems.

/// How a document's characters become bytes.
enum TextEncoding: String, CaseIterable, Sendable {
    case utf8 = "utf-8"
    case latin1 = "iso-8859-1"

    /// The XML declaration, without a line break.
    var declaration: String { #"<?xml version="1.0" encoding="\#(rawValue.uppercased())"?>"# }

    /// The bytes of `text`; what ISO-8859-1 lacks becomes a character reference, so `text` may hold such characters
    /// in content and attribute values only.
    func bytes(_ text: String) -> [UInt8] {
        switch self {
        case .utf8: return Array(text.utf8)
        case .latin1:
            var bytes: [UInt8] = []
            bytes.reserveCapacity(text.utf8.count)
            for scalar in text.unicodeScalars {
                if let byte = UInt8(exactly: scalar.value) {
                    bytes.append(byte)
                } else {
                    bytes.append(contentsOf: "&#\(scalar.value);".utf8)
                }
            }
            return bytes
        }
    }
}
