// A folder of a test's own that is gone when the test is.

import Foundation

public final class TemporaryFolder: Sendable {
    public let path: String

    /// - Parameter inMemory: where the machine has a place for that.
    public init(inMemory: Bool = false) throws {
        let memory = "/dev/shm/"
        let hasMemory = inMemory && FileManager.default.isWritableFile(atPath: memory)
        path = (hasMemory ? memory : NSTemporaryDirectory()) + "epjsyncd-test-" + Self.name()
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    /// Letters only: what a program prints is searched for digits that could be an identity number.
    private static func name() -> String {
        String(UUID().uuidString.lowercased().map { $0.wholeNumberValue.map { Array("ghijklmnop")[$0] } ?? $0 })
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    public func file(_ name: String) -> String { path + "/" + name }

    public func write(_ text: String, to name: String, mode: Int = 0o600) throws {
        let file = file(name)
        try FileManager.default.createDirectory(
            atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
    }
}
