// Every code has its entry: docs/codes.md is the program's own table, and docs/operations.md leads to it.

import Foundation
import SyncCore
import Testing

@testable import SyncDaemon

@Suite struct CodeTableTests {
    private static let docs = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "docs")

    private static func page(_ name: String) throws -> String {
        try String(contentsOf: docs.appending(path: name), encoding: .utf8)
    }

    @Test func thePageIsTheTable() throws {
        #expect(try Self.page("codes.md") == CodeTable.page, "make docs")
    }

    @Test func everyCodeHasItsEntry() throws {
        let page = CodeTable.page
        for kind in FindingKind.allCases { #expect(page.contains("\n| \(kind.code) | "), "\(kind.code)") }
        for kind in HeldKind.allCases { #expect(page.contains("\n| `\(kind.rawValue)` | "), "\(kind)") }
        for code in ExitCode.allCases { #expect(page.contains("\n| \(code.rawValue) | "), "\(code)") }
    }

    @Test func whoOperatesFindsEveryExitCodeEventAndHold() throws {
        let page = try Self.page("operations.md")
        for code in ExitCode.allCases { #expect(page.contains("\n| \(code.rawValue) | "), "\(code)") }
        for kind in Event.Kind.allCases {
            #expect(page.contains("`\(kind.rawValue)` \(kind.messageID)"), "\(kind)")
        }
        for kind in HeldKind.allCases { #expect(page.contains("`\(kind.rawValue)`"), "\(kind)") }
        for concern in FindingKind.Concern.allCases { #expect(page.contains("**\(concern.rawValue)**"), "\(concern)") }
        #expect(page.contains("](codes.md)"))
    }
}
