// A member of a bundle may use prefixes that only the bundle's root declares. To be parsed alone later it takes along the
// declarations it needs.

struct RootNamespace {
    /// Empty for the default namespace.
    let prefix: [UInt8]
    let uri: [UInt8]

    /// From libxml2's pairs of prefix and URI, each terminated by zero.
    static func list(
        _ count: Int, _ namespaces: UnsafeMutablePointer<UnsafePointer<UInt8>?>?
    ) -> [RootNamespace] {
        guard let namespaces else { return [] }
        return (0..<count).map {
            RootNamespace(prefix: bytes(namespaces[$0 * 2]), uri: bytes(namespaces[$0 * 2 + 1]))
        }
    }

    /// The root's declarations that a start tag with these does not make itself: ` xmlns:p="…"` each.
    static func missing(
        _ root: [RootNamespace], _ count: Int, _ namespaces: UnsafeMutablePointer<UnsafePointer<UInt8>?>?
    ) -> [UInt8] {
        if root.isEmpty { return [] }
        let own = list(count, namespaces)
        var written: [UInt8] = []
        for namespace in root where !own.contains(where: { $0.prefix == namespace.prefix }) {
            written += Array(" xmlns".utf8) + (namespace.prefix.isEmpty ? [] : Array(":".utf8) + namespace.prefix)
            written += Array("=\"".utf8) + escaped(namespace.uri) + Array("\"".utf8)
        }
        return written
    }

    private static func bytes(_ text: UnsafePointer<UInt8>?) -> [UInt8] {
        guard let text else { return [] }
        return NameTable.bytes(text)
    }

    private static func escaped(_ bytes: [UInt8]) -> [UInt8] {
        bytes.flatMap { byte -> [UInt8] in
            switch byte {
            case UInt8(ascii: "&"): Array("&amp;".utf8)
            case UInt8(ascii: "<"): Array("&lt;".utf8)
            case UInt8(ascii: "\""): Array("&quot;".utf8)
            case 0x09, 0x0a, 0x0d: Array("&#\(byte);".utf8)
            default: [byte]
            }
        }
    }
}
