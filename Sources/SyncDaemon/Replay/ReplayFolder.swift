// The one folder in which a rehearsal writes anything: made for it, for this user alone, and removed with everything in it
// at the end.

import Foundation

struct ReplayFolder: Sendable {
    let path: String

    /// Memory that looks like a folder (tmpfs); Linux has it on every machine.
    private static let memory = "/dev/shm"

    /// - Parameter inMemory: nowhere else.
    /// - Throws: `CommandEnd` with exit code 73.
    init(inMemory: Bool) throws(CommandEnd) {
        if inMemory, !Self.isMemory(Self.memory) {
            throw CommandEnd(
                .stateUnwritable,
                "\(Self.memory) is no memory file system here, and messages about people who are not synthetic are kept "
                    + "nowhere else. Nothing was sent or kept. Mount a tmpfs there, or replay synthetic messages.")
        }
        let parent = inMemory ? Self.memory : Self.temporary
        var template = Array((parent + "/epjsyncd-replay-" + String(repeating: "X", count: 6)).utf8CString)
        // Mode 0700.
        guard mkdtemp(&template) != nil else {
            throw CommandEnd(
                .stateUnwritable,
                "A folder in \(parent) cannot be made: \(String(cString: strerror(errno))). Nothing was sent or kept. "
                    + "Make room there\(inMemory ? "" : ", or name another folder in TMPDIR").")
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// A night that is cut off still writes. Moved away, the folder is nothing that its writers find, and a file in its place
    /// keeps them from making it anew until everything is gone.
    func remove() {
        let leaving = path + ".gone"
        for _ in 0..<Self.removals {
            _ = rename(path, leaving)
            let obstacle = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            try? FileManager.default.removeItem(atPath: leaving)
            guard obstacle < 0 else {
                close(obstacle)
                break
            }
        }
        unlink(path)
    }

    private static let removals = 8

    private static var temporary: String {
        let path = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
        return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    private static func isMemory(_ path: String) -> Bool {
        // device, place, type, …
        let mounts = (try? String(contentsOfFile: "/proc/self/mounts", encoding: .utf8)) ?? ""
        return mounts.split(separator: "\n").map { $0.split(separator: " ") }
            .last { $0.count > 2 && $0[1] == path }?[2] == "tmpfs"
    }
}
