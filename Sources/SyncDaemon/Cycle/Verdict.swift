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
            self = .setAside(
                message.findings.first { $0.severity == .refused }
                    ?? FindingKind.unexplained.finding(about: ""))
        case .statements(let statements):
            // R14: a clock that is a day ahead orders nothing.
            if let generated = message.envelope?.generated, generated > received.adding(hours: 24) {
                self = .setAside(FindingKind.fromTheFuture.finding(about: "MsgHead/MsgInfo/GenDate"))
                return
            }
            for case .visits(let visits) in statements.map(\.content) where visits.hasAmbiguousIdentity {
                self = .setAside(FindingKind.identityAmbiguous.atEvent)
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

extension FindingKind {
    /// `identityAmbiguous`, which is about two events and no single place.
    var atEvent: Finding {
        finding(about: "MsgHead/Document/RefDoc/Content/icalendar/vcalendar/components/vevent")
    }
}
