// What the ledger must be told to tell an EPJ anything: the national XML of receipts and activation messages, and who the
// EPJs of the configuration are.

import EPJAdapters
import SyncCore
import SyncState

struct NationalXML: OutgoingRendering {
    /// By the sources' ids.
    private let organisations: [String: CommunicationParty]

    init(_ configuration: DaemonConfiguration) {
        organisations = Dictionary(uniqueKeysWithValues: configuration.sources.map { ($0.id, $0.party) })
    }

    func bytes(of receipt: Receipt) -> [UInt8] { ReceiptWriter.bytes(of: receipt) }
    func bytes(of message: ActivationMessage) -> [UInt8] { DigitalbrukerWriter.bytes(of: message) }

    func fault(of finding: Finding) -> Receipt.Fault {
        let error = FindingKind(rawValue: finding.code.number)?.receiptError ?? .other
        return Receipt.Fault(code: error.rawValue, text: finding.text)
    }

    /// Both are the source's organisation: the program is the municipality's own, and has no HER-id beside its.
    func parties(ofSource name: String) -> (sender: CommunicationParty, receiver: CommunicationParty)? {
        organisations[name].map { ($0, $0) }
    }
}

extension SourceConfiguration {
    /// Its organisation, as messages name it that answer none.
    var party: CommunicationParty {
        CommunicationParty(organisation: .init(name: "Kommune \(municipalityNumber)", herID: rules.herID))
    }
}

extension ReplyTo {
    /// How a message is answered; `nil` for one that cannot be: its MsgId or its sender could not be read, its sender is
    /// none of ours, or it is a receipt itself.
    ///
    /// - Parameter source: whose it is.
    init?(_ message: ReadMessage, of source: SourceConfiguration?) {
        guard let source, let envelope = message.envelope else { return nil }
        self.init(
            acknowledgement: message.takesNoReceipt ? .never : envelope.acknowledgement,
            version: message.usesOlderReceipt ? .v10 : .v11,
            original: Receipt.Original(
                type: envelope.type, generated: envelope.generated, messageID: envelope.messageID),
            conversation: envelope.conversation ?? envelope.messageID,
            sender: envelope.receiver.flatMap { CommunicationParty($0) } ?? source.party,
            receiver: CommunicationParty(envelope.sender) ?? source.party)
    }
}

extension ReadMessage {
    /// "Hent planlagte avtaler" takes no receipt for its answers (HITS 1217 §3.4.4), whatever Ack says: the official sample
    /// of one says J.
    fileprivate var takesNoReceipt: Bool {
        switch subject {
        case .bookedVisits, .noBookedVisits: true
        default: false
        }
    }
}

extension CommunicationParty {
    /// `nil` without the HER-id of the legal entity. A party that has no name is named by its HER-id, because the element
    /// must not be empty.
    fileprivate init?(_ party: Party) {
        guard let organisation = Organisation(party.organisation) else { return nil }
        self.init(organisation: organisation, unit: party.unit.flatMap { Organisation($0) })
    }
}

extension CommunicationParty.Organisation {
    fileprivate init?(_ organisation: Party.Organisation) {
        guard let herID = organisation.herID else { return nil }
        let name = organisation.name.flatMap { $0.isEmpty ? nil : $0 }
        self.init(name: name ?? "HER-id \(herID)", herID: herID)
    }
}
