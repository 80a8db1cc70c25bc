// Messages to EPJs in plain words, so that the tests of the ledger need no XML.

import Foundation

@testable import SyncCore
@testable import SyncState

struct PlainRendering: OutgoingRendering {
    /// Sources whose EPJ is none of these hear nothing that they did not ask for.
    var configured: Set<String> = ["9901-gerica", "9902-profil"]

    func bytes(of receipt: Receipt) -> [UInt8] {
        let faults = receipt.faults.map { " \($0.code) \($0.text)" }.joined()
        return Array(
            ("\(receipt.id) receipt \(receipt.version) for \(receipt.original.messageID) at "
                + "\(receipt.generated.iso8601UTC): \(receipt.status)\(faults)").utf8)
    }

    func bytes(of message: ActivationMessage) -> [UInt8] {
        let words: String
        switch message.content {
        case .status(let number, let isActive): words = "status of \(number.digits): \(isActive)"
        case .answer(let active): words = "answer to \(message.conversation?.parent ?? "-"): \(active.map(\.digits))"
        }
        return Array("\(message.id) \(message.receiver.organisation.herID) \(words)".utf8)
    }

    func fault(of finding: Finding) -> Receipt.Fault { Receipt.Fault(code: "X99", text: finding.text) }

    func parties(ofSource name: String) -> (sender: CommunicationParty, receiver: CommunicationParty)? {
        guard configured.contains(name) else { return nil }
        let party = CommunicationParty(organisation: .init(name: name, herID: name))
        return (party, party)
    }
}

extension Installation {
    static let unit = CommunicationParty(organisation: .init(name: "Test kommune", herID: "87688"))

    /// The arrival, asking for a receipt.
    func asking(
        _ arrival: Arrival, _ acknowledgement: Envelope.Acknowledgement = .always, version: Receipt.Version = .v11
    ) -> Arrival {
        var arrival = arrival
        arrival.replyTo = ReplyTo(
            acknowledgement: acknowledgement, version: version,
            original: Receipt.Original(
                type: "TEST", generated: arrival.generated ?? Self.now, messageID: arrival.messageID ?? "-"),
            conversation: "first", sender: Self.unit, receiver: Self.unit)
        return arrival
    }

    /// The arrival as one that could not be read.
    func unread(_ arrival: Arrival, _ text: String = "It is wrong. Mend it.") -> Arrival {
        var arrival = arrival
        arrival.verdict = .setAside(
            Finding(
                code: FindingCode(101), severity: .refused,
                position: Finding.Position(line: 3, column: 4, element: "MsgHead"), text: text))
        return arrival
    }

    /// What waits for the source's EPJ, without the ids.
    func waiting(of source: SourceID? = nil) throws -> [String] {
        try ledger.undelivered(of: source ?? self.source, limit: 1_000).map { message in
            let text = String(decoding: message.bytes, as: UTF8.self)
            return String(text.drop { $0 != " " }.dropFirst())
        }
    }
}
