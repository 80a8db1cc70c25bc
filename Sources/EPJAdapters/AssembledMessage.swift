// What is left of an assembler when its message has ended: all that judging needs, and little enough to be handed on.

import SyncCore

struct AssembledMessage {
    let envelope: Envelope?
    let subject: MessageSubject?
    let adapter: Adapter?
    private(set) var observations: [Scene.Observation]
    /// The first person that was refused.
    let patientRefusal: Refusal?
    /// Where the sender is named.
    let senderMark: Mark?
    /// Where MsgInfo ends.
    let headMark: Mark?
    /// Where the reading stood last.
    let lastMark: Mark
    let usesOlderReceipt: Bool
    let receiptSenders: [String]

    /// Something that only the reading of the whole document shows.
    mutating func observe(_ kind: FindingKind) {
        observations.append(Scene.Observation(kind: kind, mark: headMark ?? lastMark, count: 1))
    }
}

extension MessageAssembler {
    var assembled: AssembledMessage {
        AssembledMessage(
            envelope: envelope, subject: subject, adapter: adapter, observations: scene.observations,
            patientRefusal: patientRefusal, senderMark: senderMark, headMark: headMark, lastMark: scene.mark,
            usesOlderReceipt: usesOlderReceipt, receiptSenders: receiptSenders)
    }
}
