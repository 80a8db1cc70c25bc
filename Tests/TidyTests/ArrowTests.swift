// The arrows between the targets (ARCHITECTURE.md): who may import whom. The manifest would let a target import what its
// neighbour's dependency happens to bring along; this does not.

import Testing

@Suite struct ArrowTests {
    private static let foundation: Set<String> = ["Foundation", "FoundationEssentials"]

    static let allowed: [String: Set<String>] = [
        "SyncCore": [],
        "HTTPTransport": foundation.union(["CCurl", "Glibc"]),
        "EPJAdapters": ["SyncCore", "CLibXML2"],
        "Feeds": foundation.union(["HTTPTransport"]),
        "PortalClient": foundation.union(["SyncCore", "HTTPTransport", "Crypto", "CryptoExtras"]),
        "SyncState": foundation.union(["SyncCore", "GRDB", "GRDBSQLite", "CSQLite", "Crypto", "Synchronization"]),
        "SyncDaemon": foundation.union([
            "SyncCore", "HTTPTransport", "EPJAdapters", "PortalClient", "Feeds", "SyncState", "ArgumentParser",
            "Hummingbird", "HummingbirdCore", "Logging", "TOMLKit", "CMalloc",
        ]),
        // The second opinion: nothing of the daemon's.
        "PortalSimulator": foundation.union([
            "ArgumentParser", "Crypto", "CryptoExtras", "GRDB", "Hummingbird", "HummingbirdCore", "Logging", "Dispatch",
            "Synchronization",
        ]),
        "FeedGenerator": foundation.union(["ArgumentParser"]),
    ]

    @Test func everyImportIsAnArrowOfTheHouse() {
        var violations: [String] = []
        for file in SourceTree.sources {
            guard let allowed = Self.allowed[file.target] else {
                violations.append("\(file.path): the target \(file.target) has no entry")
                continue
            }
            for (number, line) in file.lines.enumerated() {
                let words = line.split(separator: " ").map(String.init)
                guard let at = words.firstIndex(of: "import"), words[..<at].allSatisfy({ $0.hasPrefix("@") }) else {
                    continue
                }
                // `import class Foundation.Thread` and `import Foundation` alike.
                let kinds: Set<String> = ["class", "struct", "enum", "func", "let", "protocol", "typealias"]
                let name = words[(at + 1)...].first { !kinds.contains($0) } ?? ""
                let module = name.split(separator: ".").first.map(String.init) ?? name
                if !allowed.contains(module) { violations.append("\(file.path):\(number + 1): imports \(module)") }
            }
        }
        #expect(violations == [])
    }

    @Test func everyTargetIsLookedAt() {
        #expect(Set(SourceTree.sources.map(\.target)) == Set(Self.allowed.keys))
    }

    /// Where C pointers may be: beside the C library, and nowhere else.
    @Test func pointersStayWithTheirLibraries() {
        let homes: [String] = [
            "Sources/HTTPTransport/", "Sources/EPJAdapters/XML/", "Sources/SyncState/DigestBytes.swift",
            "Sources/SyncState/BoundValues.swift",
        ]
        let words = [
            "UnsafePointer", "UnsafeMutable", "UnsafeRaw", "Unmanaged", "OpaquePointer", "withUnsafe", "unsafeBitCast",
        ]
        // The readers' doors take and give bytes as they lie; the parser behind them is in XML/.
        let exceptions = Set(
            ["DocumentReader", "DocumentMember", "MessageReader"].map { "Sources/EPJAdapters/\($0).swift" })
        var violations: [String] = []
        for file in SourceTree.sources
        where !homes.contains(where: { file.path.hasPrefix($0) }) && !exceptions.contains(file.path) {
            if file.target == "PortalSimulator" || file.target == "FeedGenerator" { continue }
            for (number, line) in file.lines.enumerated() where words.contains(where: line.contains) {
                violations.append("\(file.path):\(number + 1)")
            }
        }
        #expect(violations == [])
    }
}
