// The two streams. An answer that is cut off must not pass for the whole one, so a standard output that cannot be written
// ends the command; what cannot be said on standard error is lost, because there is nowhere else to say it.

import Foundation

enum Output {
    /// Writes an answer, and a line end after it.
    ///
    /// - Throws: `CommandEnd` with exit code 73.
    static func standard(_ text: String) throws(CommandEnd) {
        do {
            try FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
        } catch {
            throw CommandEnd(
                .stateUnwritable,
                "The answer could not be written: \(VerifyInput.reason(error)). What stands there is not whole. Make "
                    + "room where it goes, and run the command again.")
        }
    }

    static func error(_ text: String, terminator: String = "\n") {
        try? FileHandle.standardError.write(contentsOf: Data((text + terminator).utf8))
    }
}
