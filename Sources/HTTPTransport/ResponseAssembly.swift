// An answer while it arrives: libcurl hands over header lines and pieces of the body, and this value puts them
// together within their limits. Every decision here is total: nothing a server sends can make it trap.

/// The parts of an answer so far.
struct ResponseAssembly {
    /// The largest header section taken in, informational answers and trailers included, in bytes.
    static let headerBytesMax = 64 << 10

    /// The largest body taken in, in bytes.
    let bodyBytesMax: Int

    private(set) var status = 0
    private(set) var headers: [HTTPHeader] = []
    private(set) var body: [UInt8] = []

    /// Which limit the answer passed, in words, or nil while it keeps within both.
    private(set) var excess: String?

    private var headerBytes = 0
    private var headersAreWhole = false

    init(bodyBytesMax: Int) {
        self.bodyBytesMax = bodyBytesMax
    }

    /// Takes one header line, line break included; false when the answer shall be given up.
    ///
    /// A status line begins a section; an informational section (1xx, RFC 9110 §15.2) is replaced by the next one.
    /// Lines after the final section are trailers (§6.5) and are dropped: they come too late to be headers.
    mutating func takeHeaderLine(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        guard line.count <= Self.headerBytesMax - headerBytes else {
            excess = "its headers are larger than \(Self.headerBytesMax) bytes"
            return false
        }
        headerBytes += line.count
        guard !headersAreWhole else { return true }
        let text = String(decoding: line, as: UTF8.self)
        if text.hasPrefix("HTTP/") {
            status = Self.status(ofLine: text)
            headers = []
        } else if line.allSatisfy({ $0 == 0x0D || $0 == 0x0A }) {
            headersAreWhole = status >= 200
        } else {
            take(field: text)
        }
        return true
    }

    /// Takes a piece of the body; false when the answer shall be given up.
    mutating func takeBody(_ piece: UnsafeBufferPointer<UInt8>) -> Bool {
        guard piece.count <= bodyBytesMax - body.count else {
            excess = "its body is larger than \(bodyBytesMax) bytes"
            return false
        }
        body.append(contentsOf: piece)
        return true
    }

    /// The whole answer, or nil if no final status line came.
    var response: HTTPResponse? {
        headersAreWhole ? HTTPResponse(status: status, headers: headers, body: body) : nil
    }

    /// `name: value`, or a further line of the field before (obs-fold, RFC 9112 §5.2).
    private mutating func take(field line: String) {
        if let first = line.utf8.first, first == 0x20 || first == 0x09, let last = headers.indices.last {
            headers[last].value += " " + Self.trimmed(line[...])
        } else if let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")) {
            let value = line[line.utf8.index(after: colon)...]
            headers.append(HTTPHeader(name: String(line[..<colon]), value: Self.trimmed(value)))
        }
    }

    /// The code of `HTTP/1.1 200 OK` or `HTTP/2 200`; 0 if there is none.
    private static func status(ofLine line: String) -> Int {
        let words = line.utf8.split(separator: 0x20, maxSplits: 2).dropFirst()
        return words.first.flatMap { Int(trimmed(Substring($0))) } ?? 0
    }

    /// The text without blanks and line breaks at its ends.
    private static func trimmed(_ text: Substring) -> String {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D || $0 == 0x0A }
        let bytes = text.utf8.drop(while: isBlank)
        let end = bytes.lastIndex { !isBlank($0) }.map(bytes.index(after:)) ?? bytes.startIndex
        return String(bytes[..<end]) ?? ""
    }
}
