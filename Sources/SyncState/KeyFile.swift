// The master key as a file. It is made once, together with a new, empty database, by the system's random numbers; after
// that a missing key is an error and never a reason to make another.

import Foundation

enum KeyFile {
    static func load(_ path: String, makingIfMissing mayMake: Bool) throws(LedgerFault) -> MasterKey {
        guard let data = FileManager.default.contents(atPath: path) else {
            guard !FileManager.default.fileExists(atPath: path) else {
                throw .keyUnusable(path: path, reason: "it cannot be read by this user")
            }
            guard mayMake else { throw .keyMissing(path: path) }
            return try make(path)
        }
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        if let mode = attributes?[.posixPermissions] as? Int, mode & 0o077 != 0 {
            throw .keyUnusable(path: path, reason: "others may read it (use mode 0600)")
        }
        guard let key = MasterKey(Array(data)) else {
            throw .keyUnusable(path: path, reason: "it does not hold exactly 32 bytes")
        }
        return key
    }

    private static func make(_ path: String) throws(LedgerFault) -> MasterKey {
        let bytes = randomBytes()
        // O_EXCL: never over a key that somebody put there meanwhile.
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard descriptor >= 0 else {
            throw .keyUnusable(path: path, reason: String(cString: strerror(errno)))
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        return try LedgerFault.translating("making the master key") {
            try file.write(contentsOf: Data(bytes))
            try file.synchronize()
            guard let key = MasterKey(bytes) else { throw LedgerFault.sealBroken }
            return key
        }
    }

    /// 256 bits from the system's generator.
    static func randomBytes() -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}
