// What the targets share: the options a few leading bytes of the input choose, and the end of a run that found something.

import Glibc
import SyncCore

@testable import EPJAdapters

/// A fuzzer's input, taken from the front.
struct Input {
    private var rest: UnsafeBufferPointer<UInt8>.SubSequence

    init(_ bytes: UnsafePointer<UInt8>, _ count: Int) { rest = UnsafeBufferPointer(start: bytes, count: count)[...] }

    /// 0 when nothing is left.
    mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

    mutating func remainder() -> [UInt8] {
        defer { rest = rest.suffix(0) }
        return [UInt8](rest)
    }

    /// Two bytes: the first is bits, the second chooses the pieces.
    mutating func options() -> ReadingOptions {
        let bits = byte()
        let pieces = [1, 2, 3, 5, 7, 16, 64, 255, 256, 1_000, 4_096]
        return ReadingOptions(
            zone: oslo, adapter: AdapterKind.allCases[Int(bits & 3) % AdapterKind.allCases.count],
            sender: bits & 64 == 0 ? nil : "90001", synthetic: bits & 4 == 0 ? .accept : .refuse,
            notesSyntheticNumbers: bits & 16 != 0, readsWrapped: bits & 8 != 0, hasTightLimits: bits & 32 != 0,
            pieceBytes: pieces[Int(byte()) % pieces.count])
    }
}

/// Norwegian time as far as is needed here: the changes of clock of 2026 and 2027.
private let oslo = TimeZoneTable(
    initialOffsetSeconds: 3600,
    transitions: [
        .init(at: 1_774_746_000, offsetSeconds: 7200), .init(at: 1_792_890_000, offsetSeconds: 3600),
        .init(at: 1_806_195_600, offsetSeconds: 7200), .init(at: 1_824_944_400, offsetSeconds: 3600),
    ])

enum Property {
    /// Reads the document and ends the process when it breaks a rule.
    ///
    /// `FUZZ_DOCUMENT=PATH` writes the document there first: what a regression test reads.
    static func check(_ document: [UInt8], _ options: ReadingOptions) {
        keepDocument(document)
        let broken = ReadingProperties.broken(document, options)
        if !broken.isEmpty { stop(broken) }
    }

    static func stop(_ broken: [String]) -> Never {
        let text = Array(("broken: " + broken.joined(separator: "\nbroken: ") + "\n").utf8)
        _ = write(2, text, text.count)
        abort()
    }

    static func keepDocument(_ document: [UInt8]) {
        guard let path = getenv("FUZZ_DOCUMENT") else { return }
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        _ = write(file, document, document.count)
        close(file)
    }
}
