// Compact JWS (RFC 7515 §7.1), written and never read: what HelseID and the portal get to verify is ours, and what they
// give us is opaque. Header and claims are written in the order in which they stand here.

import Foundation

enum CompactJWS {
    /// Header and claims, signed.
    ///
    /// - Parameter sign: the raw signature (RFC 7518 §3) over the bytes it is given.
    static func text(
        header: (inout JSONWriter) -> Void, claims: (inout JSONWriter) -> Void, sign: ([UInt8]) throws -> Data
    ) rethrows -> String {
        let input = Base64URL.text(json(header)) + "." + Base64URL.text(json(claims))
        return input + "." + Base64URL.text(try sign(Array(input.utf8)))
    }

    private static func json(_ members: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: 400)
        writer.object(members)
        return writer.bytes
    }
}

/// Base64 with the URL's alphabet and without padding (RFC 4648 §5, RFC 7515 §2).
enum Base64URL {
    /// Written by hand: every proof has three of them, and Foundation's text would have to be searched three times for
    /// the other alphabet.
    static func text(_ bytes: some Collection<UInt8>) -> String {
        String(unsafeUninitializedCapacity: (bytes.count * 4 + 2) / 3) { text in
            var length = 0
            var bits = 0
            var count = 0
            func write(_ sextet: Int) {
                text[length] = alphabet[sextet & 63]
                length += 1
            }
            for byte in bytes {
                bits = (bits << 8 | Int(byte)) & 0xFFFF
                count += 8
                while count >= 6 {
                    count -= 6
                    write(bits >> count)
                }
            }
            if count > 0 { write(bits << (6 - count)) }
            return length
        }
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// - Returns: `nil` for what is not written so.
    static func bytes(_ text: String) -> Data? {
        guard !text.contains(where: { "+/=".contains($0) || $0.isWhitespace }), text.utf8.count % 4 != 1 else {
            return nil
        }
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        return Data(base64Encoded: text.replacing("-", with: "+").replacing("_", with: "/") + padding)
    }
}
