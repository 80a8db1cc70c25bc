// From what was read to what counts: the judgements that need more than one message's bytes, the same for a message that
// arrives and for one that is read again.

import EPJAdapters
import SyncCore
import SyncState

extension Arrival.Verdict {
    /// - Parameter received: the time of receipt.
    init(_ message: ReadMessage, received: Instant) {
        switch message.outcome {
        case .notForUs: self = .notForUs
        case .receipt(let receipt): self = .receipt(receipt)
        case .question(let question): self = .asks(question)
        case .recorded: self = .states([])
        case .refused, .unknownSender:
            self = .setAside(message.findings.first { $0.severity == .refused } ?? ArrivalFinding.unexplained)
        case .statements(let statements):
            // R14: a clock that is a day ahead orders nothing.
            if let generated = message.envelope?.generated, generated > received.adding(hours: 24) {
                self = .setAside(ArrivalFinding.fromTheFuture)
                return
            }
            for case .visits(let visits) in statements.map(\.content) where visits.hasAmbiguousIdentity {
                self = .setAside(ArrivalFinding.ambiguousIdentity)
                return
            }
            self = .states(statements)
        }
    }
}

extension Arrival {
    /// The finding that kept it in quarantine, when it ended there: the reader's, or the ledger's.
    var decisiveFinding: Finding {
        if case .setAside(let finding) = verdict { return finding }
        return InboxFinding.reusedMessageID
    }
}

/// Findings that need more than the reading of one message.
enum ArrivalFinding {
    private static func finding(_ code: Int, _ element: String, _ text: String) -> Finding {
        Finding(
            code: FindingCode(code), severity: .refused,
            position: Finding.Position(line: 0, column: 0, element: element), text: text)
    }

    static let fromTheFuture = finding(
        182, "MsgHead/MsgInfo/GenDate",
        "GenDate lies more than 24 hours after the message arrived. The message is set aside and has no effect; "
            + "set the sender's clock and send it again.")
    static let ambiguousIdentity = finding(
        290, "MsgHead/Document/RefDoc/Content/icalendar/vcalendar/components/vevent",
        "Two events give the same identifier and name the same service, so nobody can say which one the citizen should "
            + "see. The message is set aside and has no effect; give each event a uid of its own.")
    static let unexplained = finding(
        99, "", "The message could not be read. It is set aside and has no effect.")

    static let all = [fromTheFuture, ambiguousIdentity, unexplained]
}
