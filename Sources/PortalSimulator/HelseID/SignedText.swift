// A compact JWS (RFC 7515) taken apart, strictly: three parts, base64url without padding, JSON objects without a name twice,
// nothing critical. Nothing of it is believed before its signature is.

import Foundation

struct SignedText {
    enum Fault: Error {
        case malformed
        /// `crit` (RFC 7515 §4.1.11): an extension we do not know.
        case critical
    }

    let header: JSONObject
    let claims: JSONObject
    let signature: Data
    /// What was signed.
    let input: Data

    init(_ text: String) throws(Fault) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Self.object(parts[0]), let claims = Self.object(parts[1]),
            let signature = Base64URL.bytes(parts[2]), !signature.isEmpty
        else { throw .malformed }
        guard header["crit"] == nil else { throw .critical }
        self.header = header
        self.claims = claims
        self.signature = signature
        input = Data(text.utf8.prefix(parts[0].utf8.count + 1 + parts[1].utf8.count))
    }

    private static func object(_ part: Substring) -> JSONObject? {
        guard let bytes = Base64URL.bytes(part) else { return nil }
        return (try? JSONReader.read(Array(bytes)))?.object
    }
}

/// Base64 with the URL's alphabet and without padding (RFC 4648 §5).
enum Base64URL {
    static func bytes(_ text: some StringProtocol) -> Data? {
        let isWritten = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        guard isWritten, text.utf8.count % 4 != 1 else { return nil }
        let standard = String(text).replacing("-", with: "+").replacing("_", with: "/")
        return Data(base64Encoded: standard + String(repeating: "=", count: (4 - standard.utf8.count % 4) % 4))
    }

    static func text(_ bytes: some Sequence<UInt8>) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
