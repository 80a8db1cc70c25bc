// One cycle at a time: an advisory lock that the kernel gives back when the process ends, however it ends.

import Foundation

public final class InstallationLock: Sendable {
    private let descriptor: Int32

    public enum Kind: String, Sendable {
        /// Held while a cycle, or an order, is carried out.
        case run = "lock"
        /// Held by a resident service for as long as it lives: never two of one installation, and none while the state is
        /// exchanged under it.
        case service = "service.lock"
    }

    /// - Throws: `LedgerFault.lockHeld` when another process has it.
    public init(directory: String, _ kind: Kind = .run) throws(LedgerFault) {
        let path = directory + "/" + kind.rawValue
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .cannotWrite(doing: "taking the lock", reason: String(cString: strerror(errno)))
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            close(descriptor)
            guard reason == EWOULDBLOCK else {
                throw .cannotWrite(doing: "taking the lock", reason: String(cString: strerror(reason)))
            }
            throw .lockHeld(path: path)
        }
    }

    deinit { close(descriptor) }

    /// Whether another process has it.
    public static func isHeld(directory: String, _ kind: Kind) throws(LedgerFault) -> Bool {
        do {
            _ = try InstallationLock(directory: directory, kind)
            return false
        } catch .lockHeld {
            return true
        }
    }
}
