// Where EPJ_RESOURCES names a folder, every resource that the tests produce is kept there, for judges that are not ours
// (scripts/judge-resources). The same bytes are one file, whichever test made them.

import Foundation

public enum ProducedResources {
    private static let folder = ProcessInfo.processInfo.environment["EPJ_RESOURCES"]

    public static func keep(_ resource: @autoclosure () -> [UInt8]) {
        guard let folder else { return }
        let bytes = resource()
        // FNV-1a: names, not secrets.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        let name = String(hash, radix: 16)
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/\(name).json"), options: .atomic)
        } catch {
            preconditionFailure("EPJ_RESOURCES cannot be written: \(error)")
        }
    }
}
