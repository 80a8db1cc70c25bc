// The guides of docs/vendors/ promise what the adapters do: each names exactly its adapter's tolerances, by id and code.

import Foundation
import Testing

@testable import EPJAdapters

@Suite struct VendorGuideTests {
    private static func guide(_ adapter: AdapterKind) throws -> String {
        var root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        for _ in 0..<4 { root.deleteLastPathComponent() }
        return try String(
            contentsOf: root.appendingPathComponent("docs/vendors/\(adapter.rawValue).md"), encoding: .utf8)
    }

    /// The first two cells of every row of the tables under a heading.
    private static func rows(_ guide: String, under heading: String) -> [String] {
        let section = guide.components(separatedBy: "\n## ").first { $0.hasPrefix(heading + "\n") } ?? ""
        return section.split(separator: "\n").filter { $0.hasPrefix("| `") }.map {
            $0.split(separator: "|").prefix(2).map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: " ")
        }
    }

    @Test(arguments: AdapterKind.allCases)
    func everyToleranceIsListedAndNoOther(adapter: AdapterKind) throws {
        let listed = Self.rows(try Self.guide(adapter), under: "What is tolerated")
        #expect(listed.sorted() == adapter.tolerances.map { "`\($0.id)` \($0.kind.code)" }.sorted())
    }

    @Test(arguments: AdapterKind.allCases)
    func whatOthersMayDoIsListedAsRefused(adapter: AdapterKind) throws {
        let listed = Self.rows(try Self.guide(adapter), under: "What is refused")
        #expect(listed.sorted() == adapter.adapter.refusals.map { "`\($0.id)` \($0.refusalCodes)" }.sorted())
    }
}

extension Tolerance {
    /// Bytes that are not granted never become text in which a deviation could be found.
    fileprivate var refusalCodes: String { self == .windows1252 ? "EPJ-016, EPJ-004" : kind.code.description }
}
