// A message in quarantine as people are told of it: by number, code, place and age. Whatever it holds stays sealed.

import EPJAdapters
import SyncCore
import SyncState

struct QuarantineItem {
    static let noSource = "no source"

    let message: QuarantinedMessage
    let ageHours: Int

    init(_ message: QuarantinedMessage, now: Instant) {
        self.message = message
        ageHours = now.hours(since: message.received)
    }

    var id: String { String(message.number.value) }
    var source: String { message.source ?? Self.noSource }
    /// What is wrong and what the sender can do.
    var text: String { FindingWords.text(of: message.code) }

    /// Every key of `quarantine list`; `show` adds to them.
    var json: OrderedJSON {
        var object = OrderedJSON()
        object.add("id", id)
        object.add("source", message.source)
        object.add("code", message.code.description)
        object.add("received", message.received.iso8601UTC)
        object.add("ageHours", ageHours)
        object.add("bytes", message.bytes)
        object.add("line", message.position.line)
        object.add("column", message.position.column)
        object.add("element", message.position.element)
        // When its negative receipt is due; null where none is to come.
        if case .due(let due) = message.receipt {
            object.add("due", due.iso8601UTC)
        } else {
            object.add("due", nil)
        }
        object.add("receipt", message.receipt.name)
        return object
    }
}

extension QuarantinedMessage.Receipt {
    /// The name in JSON.
    fileprivate var name: String {
        switch self {
        case .none: "none"
        case .due: "due"
        case .decided: "decided"
        }
    }

    func words(now: Instant) -> String {
        switch self {
        case .none: "none: the message asks for none, its MsgId had its receipt before, or its sender cannot be told"
        case .due(let due):
            "negative, \(now >= due ? "was due" : "due") \(due.iso8601UTC), "
                + "\(QuarantinedMessage.receiptHours) hours after it was received"
        case .decided(let decided): "negative, given \(decided.iso8601UTC); it is final"
        }
    }
}

extension Finding.Position {
    /// `line 12, column 5, MsgHead/MsgInfo`, as far as it is known; empty for the message as a whole.
    var words: String {
        var words: [String] = []
        if line > 0 { words.append("line \(line)") }
        if column > 0 { words.append("column \(column)") }
        if !element.isEmpty { words.append(element) }
        return words.joined(separator: ", ")
    }
}

extension Instant {
    /// Whole hours; 0 for what lies ahead.
    func hours(since earlier: Instant) -> Int { max(0, Int(seconds - earlier.seconds) / 3_600) }
}

extension Int {
    /// `1 hour`, `3 hours`.
    var hoursInWords: String { "\(self) hour" + ReportText.plural(self) }
    var messagesInWords: String { "\(self) message" + ReportText.plural(self) }
}

/// The words of a code, whoever found it.
enum FindingWords {
    static func text(of code: FindingCode) -> String {
        FindingKind(rawValue: code.number)?.text ?? "This version knows no words for this code."
    }
}
