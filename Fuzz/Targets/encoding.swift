// The encoding gate alone: bytes in pieces give the text that they give at once, and that is the text which Swift's own
// decoders make of it. Two bytes choose the pieces, the rest is the document.

import SyncCore

@testable import EPJAdapters

@_cdecl("LLVMFuzzerTestOneInput")
public func read(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    var input = Input(bytes, count)
    let seed = UInt32(input.byte()) << 8 | UInt32(input.byte())
    let document = input.remainder()
    Property.keepDocument(document)
    let whole = Decoded(document) { document.count }
    var state = seed
    let pieces = Decoded(document) {
        // Numerical Recipes' generator; small pieces are the interesting ones.
        state = state &* 1_664_525 &+ 1_013_904_223
        return seed == 0 ? 1 : 1 + Int(state >> 24) % (state >> 16 & 3 == 0 ? 255 : 5)
    }
    var broken: [String] = []
    if whole.refusal != pieces.refusal || whole.encoding != pieces.encoding || whole.text != pieces.text
        || whole.documentStart != pieces.documentStart
    {
        broken.append("pieces: the gate says something else of pieces")
    }
    if whole.text.contains(0) { broken.append("text: a NUL passed") }
    if let expected = whole.expected(of: document), whole.text != expected {
        broken.append("text: it is not what the bytes mean")
    }
    if !broken.isEmpty { Property.stop(broken) }
    return 0
}

private struct Decoded {
    var text: [UInt8] = []
    var refusal: FindingKind?
    var encoding: EncodingGate.Encoding?
    var documentStart = 0

    /// - Parameter next: how long the next piece is.
    init(_ document: [UInt8], _ next: () -> Int) {
        var gate = EncodingGate()
        let window = TextWindow()
        document.withUnsafeBytes { bytes in
            var start = 0
            while refusal == nil, start < bytes.count {
                let end = min(bytes.count, start + max(1, next()))
                take(UnsafeRawBufferPointer(rebasing: bytes[start..<end]), isLast: false, &gate, window)
                start = end
            }
        }
        if refusal == nil { take(UnsafeRawBufferPointer(start: nil, count: 0), isLast: true, &gate, window) }
        text = [UInt8](window.text(0..<window.end))
        encoding = gate.encoding
        documentStart = gate.documentStart
    }

    private mutating func take(
        _ bytes: UnsafeRawBufferPointer, isLast: Bool, _ gate: inout EncodingGate, _ window: TextWindow
    ) {
        do { try gate.take(bytes, isLast: isLast, into: window) } catch { refusal = error.kind }
    }

    /// What a document that was not refused means, by another way; `nil` where the gate promises nothing.
    func expected(of document: [UInt8]) -> [UInt8]? {
        guard refusal == nil, let encoding else { return nil }
        switch encoding {
        case .utf8, .ascii: return Array(document.dropFirst(document.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0))
        case .latin1, .windows1252:
            return document.flatMap { byte -> [UInt8] in
                let scalar = (0x80..<0xa0).contains(byte) ? UInt32(Windows1252.scalars[Int(byte) - 0x80]) : UInt32(byte)
                return Unicode.Scalar(scalar).map { Array(String(Character($0)).utf8) } ?? []
            }
        case .utf16(let bigEndian):
            var units: [UInt16] = []
            for index in stride(from: 2, to: document.count - 1, by: 2) {
                let (first, second) = (UInt16(document[index]), UInt16(document[index + 1]))
                units.append(bigEndian ? first << 8 | second : second << 8 | first)
            }
            return Array(String(decoding: units, as: UTF16.self).utf8)
        }
    }
}
