// A feed is where an EPJ's messages lie: it knows folders, addresses and bytes, and nothing of what the bytes mean. What
// comes as files (`FileFeed`) is taken by one rename, read from where it was put, and removed after the commit that holds
// its last message; whatever is found taken when we start was cut off, and is finished first. What is asked for
// (`OutboxFeed`) has a cursor in place of the rename.

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
    case cannotRemove(batch: String, reason: String)
    case unreadable(file: String, reason: String)
    case tooLarge(file: String, bytesMax: Int)
    /// A folder, a link, a pipe or a device that is named like a message.
    case notAFile(file: String)
    case bundleUnreadable(batch: String, reason: String)
    /// No regular file, or no `*.xml`.
    case notABundle(batch: String)

    public var description: String {
        switch self {
        case .inboxUnreadable(let path, let reason):
            "The feed folder \(path) cannot be read: \(reason). No message of it was read. "
                + "Check that it exists and that the group of epjsyncd may read and write it."
        case .cannotTake(let batch, let reason):
            "The batch \(batch) cannot be taken: \(reason). It stays where it is and is tried again in the next run. "
                + "Check that epjsyncd may write to the feed folder."
        case .cannotRemove(let batch, let reason):
            "The batch \(batch) was read and cannot be removed: \(reason). Its messages are safe and are not read again; "
                + "it is removed in the next run. Check that epjsyncd may write to taken/."
        case .unreadable(let file, let reason):
            "The file \(file) cannot be read: \(reason). The rest of its batch was read; it is tried again in the next "
                + "run. Check that epjsyncd may read it."
        case .tooLarge(let file, let bytesMax):
            "The file \(file) is larger than \(bytesMax) bytes (limits.message_bytes_max). It was moved to "
                + "refused/ unread. Split it, or raise the limit and put it back."
        case .notAFile(let file):
            "\(file) is not a regular file. It was moved to refused/ unread. Write each message as a file of its own."
        case .bundleUnreadable(let batch, let reason):
            "The bundle \(batch) cannot be read: \(reason). No message of it counts; it is tried again in the next run. "
                + "Check that epjsyncd may read it."
        case .notABundle(let batch):
            "\(batch) is no bundle of messages and was moved to refused/ unread. Write each bundle as one file, "
                + "inbox/NAME.xml, named .part until it is complete."
        }
    }
}

public enum FileName {
    /// A file name fit for a log: an EPJ may put anything into a name, so runs of six and more digits, which could be
    /// part of an identity number, eleven digits in groups, words that are not what programs call files, which could be
    /// somebody's name, and everything but letters, digits and `-_.` are blotted out.
    public static func shown(_ name: String) -> String {
        var groups: [Group] = []
        for character in name.prefix(120) {
            let isDigit = character.isASCII && character.isNumber
            if let last = groups.last, last.isDigits == isDigit {
                groups[groups.count - 1].text.append(character)
            } else {
                groups.append(Group(isDigits: isDigit, text: String(character)))
            }
        }
        let parts = partsOfNumbers(groups)
        return groups.enumerated().map { index, group in
            let isBesideDigits = groups.count > 1
            guard group.isDigits else { return blotted(group.text, isBesideDigits: isBesideDigits) }
            return parts.contains(index) || group.text.count >= 6 && !isDateOrCounter(group.text) ? "•••" : group.text
        }.joined()
    }

    /// Digits in a row, or what stands between two such rows.
    private struct Group {
        let isDigits: Bool
        var text: String
    }

    /// What programs call files; any other word could be a person's.
    private static let words: Set<String> = [
        "xml", "part", "txt", "pdf", "zip", "batch", "bundle", "bunt", "melding", "meldinger", "message", "messages",
        "msg",
        "natt", "night", "dag", "day", "page", "utboks", "timer", "visits", "services", "file", "folder", "note",
        "link",
        "pipe", "gerica", "profil", "cosdoc",
    ]

    /// - Parameter isBesideDigits: a few letters of hexadecimal digits are nobody's name.
    private static func blotted(_ text: String, isBesideDigits: Bool) -> String {
        var shown = ""
        var rest = text[...]
        while let first = rest.first {
            guard first.isASCII, first.isLetter else {
                shown.append("-_.".contains(first) ? first : "•")
                rest = rest.dropFirst()
                continue
            }
            let word = rest.prefix { $0.isASCII && $0.isLetter }
            let isHexadecimal = isBesideDigits && word.count <= 3 && word.allSatisfy("abcdef".contains)
            let isKnown = word.count == 1 || isHexadecimal || words.contains(word.lowercased())
            shown += isKnown ? String(word) : "•••"
            rest = rest.dropFirst(word.count)
        }
        return shown
    }

    /// Neighbouring groups with one sign that is no letter between them and eleven digits in all: people write an
    /// identity number as 6 and 5.
    private static func partsOfNumbers(_ groups: [Group]) -> Set<Int> {
        var parts = Set<Int>()
        for first in groups.indices where groups[first].isDigits {
            var count = groups[first].text.count
            var last = first
            while count < 11, last + 2 < groups.count, groups[last + 1].text.count == 1,
                groups[last + 1].text.allSatisfy({ !$0.isLetter })
            {
                last += 2
                count += groups[last].text.count
            }
            if count == 11 { parts.formUnion(first...last) }
        }
        return parts
    }

    /// Six or seven digits that begin with two zeroes count files, and eight can be a date of this century, year first;
    /// no birth date is written like either.
    private static func isDateOrCounter(_ digits: String) -> Bool {
        if digits.count <= 7 { return digits.hasPrefix("00") }
        guard digits.count == 8, digits.hasPrefix("20"), let month = Int(digits.dropFirst(4).prefix(2)),
            let day = Int(digits.suffix(2))
        else { return false }
        return (1...12).contains(month) && (1...31).contains(day)
    }
}
