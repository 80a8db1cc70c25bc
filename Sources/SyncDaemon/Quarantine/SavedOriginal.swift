// An original outside its seal, for the vendor who has to mend what wrote it: in a new file that only this user may read,
// and nowhere else.

import Foundation

enum SavedOriginal {
    /// - Throws: `CommandEnd` with exit code 64 where no new file can be, 73 when it cannot be written.
    static func write(_ bytes: [UInt8], to file: String) throws(CommandEnd) {
        let shown = VerifyText.shown(file)
        guard file != "-", !file.isEmpty else {
            throw CommandEnd(
                .usage, "An original is written to a file only, never to standard output. Name a new file with --save.")
        }
        // O_EXCL: nothing that is there is written over, and no link, terminal or pipe is written to.
        let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            let reason = errno
            guard reason != EEXIST else {
                throw CommandEnd(
                    .usage, "\(shown) exists already. Nothing was written. Name a new file with --save.")
            }
            throw unwritable(shown, reason: String(cString: strerror(reason)))
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try handle.write(contentsOf: Data(bytes))
            try handle.synchronize()
        } catch {
            // Half an original is no use to anybody.
            unlink(file)
            throw unwritable(shown, reason: VerifyInput.reason(error))
        }
    }

    private static func unwritable(_ file: String, reason: String) -> CommandEnd {
        CommandEnd(
            .stateUnwritable,
            "The original could not be written to \(file): \(reason). Nothing of it stands there. Name a place that can be "
                + "written, and run the command again.")
    }
}
