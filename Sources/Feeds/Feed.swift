// A feed is where an EPJ's messages lie: it knows folders and bytes, and nothing of what the bytes mean. Every transport
// has the same life: a batch is taken by one rename, read from where it was put, and removed after the commit that holds
// its last message. Whatever is found taken when we start was cut off, and is finished first.

/// A batch that has been taken, in order of its number.
public struct TakenBatch: Equatable, Sendable {
    public let number: Int64
    /// The name the EPJ gave it; may contain anything, so it is never shown whole (see `FileName.shown`).
    public let name: String
    public let path: String
}

/// One message as it lies in a batch.
public struct FeedMember: Equatable, Sendable {
    /// Unique within the batch; the file's name.
    public let name: String
    public let path: String
}

public enum FeedFault: Error, Equatable, Sendable, CustomStringConvertible {
    case inboxUnreadable(path: String, reason: String)
    case cannotTake(batch: String, reason: String)
    case unreadable(file: String, reason: String)
    case tooLarge(file: String, bytesMax: Int)
    case notAFile(file: String)

    public var description: String {
        switch self {
        case .inboxUnreadable(let path, let reason):
            "The feed folder \(path) cannot be read: \(reason). No message of it was read. "
                + "Check that it exists and that the group of epjsyncd may read and write it."
        case .cannotTake(let batch, let reason):
            "The batch \(batch) cannot be taken: \(reason). It stays where it is and is tried again in the next run. "
                + "Check that epjsyncd may write to the feed folder."
        case .unreadable(let file, let reason):
            "The file \(file) cannot be read: \(reason). The rest of its batch was read; it is tried again in the next "
                + "run. Check that epjsyncd may read it."
        case .tooLarge(let file, let bytesMax):
            "The file \(file) is larger than \(bytesMax) bytes (limits.message_bytes_max). It was moved to "
                + "refused/ unread. Split it, or raise the limit and put it back."
        case .notAFile(let file):
            "\(file) is not a regular file. It was moved to refused/ unread. Write each message as a file of its own."
        }
    }
}

public enum FileName {
    /// A file name fit for a log: an EPJ may put anything into a name, so runs of six and more digits, which could be
    /// part of an identity number, and everything but letters, digits and `-_.` are blotted out.
    public static func shown(_ name: String) -> String {
        var shown = ""
        var digits = ""
        func flushed() -> String { digits.count >= 6 && !isDateOrCounter(digits) ? "•••" : digits }
        for character in name.prefix(120) {
            if character.isASCII, character.isNumber {
                digits.append(character)
                continue
            }
            shown += flushed()
            digits = ""
            shown.append(character.isASCII && (character.isLetter || "-_.".contains(character)) ? character : "•")
        }
        return shown + flushed()
    }

    /// Six digits with leading zeroes count files, eight beginning with 20 are dates; an identity number has eleven.
    private static func isDateOrCounter(_ digits: String) -> Bool {
        (digits.count <= 7 && digits.hasPrefix("0")) || (digits.count == 8 && digits.hasPrefix("20"))
    }
}
