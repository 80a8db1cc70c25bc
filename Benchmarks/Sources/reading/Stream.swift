// The bundle's way: read(2) by 64 kB, members as they end, and at the end the kernel's word on the memory.

import EPJAdapters
import Glibc
import SyncCore

struct Stream {
    private static let bytesAtATime = 65_536
    private let path: String

    init(_ path: String) { self.path = path }

    /// - Returns: the exit code; 1 when the bundle cannot be read whole.
    func run() -> Int32 {
        let file = open(path, O_RDONLY)
        guard file >= 0 else {
            complain("reading: \(path) cannot be opened")
            return 66
        }
        defer { close(file) }
        // Winter time all year: the times of the messages carry their zone or are not compared here.
        let zone = TimeZoneTable(initialOffsetSeconds: 3600, transitions: [])
        let reader = DocumentReader(
            context: ReadingContext(zone: zone, synthetic: .accept), everySender: .gerica)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.bytesAtATime, alignment: 16)
        defer { buffer.deallocate() }
        var statements = 0
        var refused = 0
        func count(_ member: DocumentMember) {
            switch member.message.outcome {
            case .statements(let some): statements += some.count
            case .refused: refused += 1
            default: break
            }
        }
        reader.begin()
        while true {
            let length = read(file, buffer.baseAddress, buffer.count)
            if length <= 0 { break }
            if !reader.take(UnsafeRawBufferPointer(rebasing: buffer[..<length]), count) { break }
        }
        let verdict = reader.end(count)
        let fault = verdict.fault?.code.description ?? "none"
        // The program's whole purpose is this line.
        print(
            "members \(verdict.members) statements \(statements) refused \(refused) fault \(fault) "
                + "VmHWM \(Self.peakKilobytes()) kB")
        return verdict.fault == nil ? 0 : 1
    }

    /// VmHWM of proc(5), the most memory this process ever had at once; 0 where it cannot be read.
    private static func peakKilobytes() -> Int {
        guard let status = fopen("/proc/self/status", "r") else { return 0 }
        defer { fclose(status) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, Int32(line.count), status) != nil {
            let words = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
                .split(whereSeparator: \.isWhitespace)
            if words.first == "VmHWM:", words.count > 1 { return Int(words[1]) ?? 0 }
        }
        return 0
    }
}

/// A line on standard error.
func complain(_ text: String) {
    let line = Array((text + "\n").utf8)
    _ = write(2, line, line.count)
}
