// What an EPJ sends, as files: Fixtures/adapters/ has a folder for each adapter, and each tells the same few nights of the
// same citizen in its own way. The names below are in every folder; a folder may hold more.

import Foundation
import SyncCore
import Testing

@testable import EPJAdapters

enum AdapterFixture: String, CaseIterable {
    /// The citizen's open services: 9 and 12, or the IPLOS codes 15 and 1.
    case services
    /// A visit in the morning, a series on working days, and a visit that stands for an excluded day of the series.
    case snapshot
    /// The next night: the first visit is over and the series begins a day later.
    case movedSnapshot = "snapshot-moved"
    /// The first visit took place.
    case performed
    /// The visit that stood for the excluded day is cancelled.
    case cancelled
    case emptySnapshot = "empty-snapshot"
    /// A visit in each of the hours that the change of clocks leaves out and repeats.
    case clockChanges = "clock-changes"

    func bytes(of adapter: AdapterKind) throws -> [UInt8] { try Self.bytes(of: adapter, named: rawValue) }

    func read(_ adapter: AdapterKind) throws -> ReadMessage {
        AdapterFixture.reader(adapter).read(try bytes(of: adapter))
    }

    func statements(of adapter: AdapterKind) throws -> [Statement] {
        try #require(try read(adapter).statements, "\(adapter) \(self)")
    }

    func visits(of adapter: AdapterKind) throws -> VisitStatement {
        try #require(try read(adapter).visits, "\(adapter) \(self)")
    }

    // MARK: The folder

    /// The names of all files in the adapter's folder, without their extension.
    static func names(of adapter: AdapterKind) throws -> [String] {
        let folder = try #require(Bundle.module.resourceURL).appendingPathComponent(
            "Fixtures/adapters/\(adapter.rawValue)")
        return try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".xml") }.map { String($0.dropLast(4)) }.sorted()
    }

    static func bytes(of adapter: AdapterKind, named name: String) throws -> [UInt8] {
        let path = "Fixtures/adapters/\(adapter.rawValue)/\(name)"
        return [UInt8](try Data(contentsOf: try #require(Bundle.module.url(forResource: path, withExtension: "xml"))))
    }

    /// The citizen's municipality is the only one that is known.
    static func reader(_ adapter: AdapterKind) -> MessageReader {
        MessageReader(context: ReadingContext(zone: oslo, synthetic: .accept), adapters: ["90001": adapter])
    }
}

extension [UInt8] {
    /// ASCII in place of ASCII, whatever the encoding of the rest is.
    func replacing(_ part: String, with other: String) -> [UInt8] {
        replacing(Array(part.utf8), with: Array(other.utf8))
    }

    /// Everything behind the XML declaration.
    var withoutDeclaration: [UInt8] { Array(self[(firstIndex(of: UInt8(ascii: "\n")) ?? startIndex)...]) }

    /// The XML declaration.
    var declaration: [UInt8] { Array(self[..<(firstIndex(of: UInt8(ascii: "\n")) ?? startIndex)]) }
}
