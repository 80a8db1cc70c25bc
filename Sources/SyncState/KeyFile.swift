// The master key as a file. It is made once, together with a new, empty database, by the system's random numbers; after
// that a missing key is an error and never a reason to make another.

import Foundation

extension MasterKey {
    /// Whether the file's key could be used.
    ///
    /// - Throws: `LedgerFault.keyUnusable`, `.keyMissing`.
    public static func check(fileAt path: String) throws(LedgerFault) {
        _ = try KeyFile.load(path, makingIfMissing: false)
    }
}

enum KeyFile {
    static func load(_ path: String, makingIfMissing mayMake: Bool) throws(LedgerFault) -> MasterKey {
        guard let data = FileManager.default.contents(atPath: path) else {
            var isFolder: ObjCBool = false
            guard !FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
                throw .keyUnusable(
                    path: path, reason: isFolder.boolValue ? "it is a folder" : "it cannot be read by this user")
            }
            guard mayMake else { throw .keyMissing(path: path) }
            return try make(path)
        }
        if let objection = SecretFile.objection(path) { throw .keyUnusable(path: path, reason: objection) }
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
        do {
            return try LedgerFault.translating("making the master key") {
                try file.write(contentsOf: Data(bytes))
                try file.synchronize()
                try synchronizeFolder(of: path)
                guard let key = MasterKey(bytes) else { throw LedgerFault.sealBroken }
                return key
            }
        } catch {
            // Half a key would stand in the way of the next attempt.
            unlink(path)
            throw error
        }
    }

    /// A new file's name is durable only when its folder is: before anything depends on the file.
    static func synchronizeFolder(of path: String) throws {
        let folder = (path as NSString).deletingLastPathComponent
        let descriptor = open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        try FileHandle(fileDescriptor: descriptor, closeOnDealloc: true).synchronize()
    }

    /// 256 bits from the system's generator.
    static func randomBytes() -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        while bytes.count < 32 {
            let word = generator.next()
            for shift in stride(from: 0, to: 64, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
            }
        }
        return bytes
    }
}
