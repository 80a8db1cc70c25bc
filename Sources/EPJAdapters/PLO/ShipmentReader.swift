// InformasjonOmForsendelsen: the head that every PLO message has, and in it whether the message is new or cancels an
// earlier one (code list 7309; what each message may be: HISD 1154:2018 §3.1).

import SyncCore

struct ShipmentReader {
    private enum Status { case new, cancellation, other }

    private var status: Status?
    private var mark: Mark?

    /// Forsendelsesstatus.
    mutating func openStatus(_ attributes: XMLAttributes, _ scene: inout Scene) throws(Refusal) {
        guard mark == nil else { throw Refusal(.repeatedElement) }
        mark = scene.mark
        guard let code = scene.code(attributes) else { return }
        status = code == "N" ? .new : code == "C" ? .cancellation : .other
    }

    /// Whether the message cancels, and the dialogue it belongs to: MsgId of the first message, which a first message
    /// gives by its own (HISD 1154 §4.2).
    ///
    /// - Parameter payload: of the message's root, for what is missing.
    func judged(_ envelope: Envelope, at payload: Mark) throws(Refusal) -> (isCancellation: Bool, conversation: String)
    {
        switch status {
        case nil: throw Refusal(.shipmentStatusMissing, at: mark ?? payload)
        case .other: throw Refusal(.shipmentStatusNotAllowed, at: mark)
        case .new: return (false, envelope.conversation ?? envelope.messageID.lowercased())
        case .cancellation:
            guard let conversation = envelope.conversation else { throw Refusal(.cancellationOfNothing, at: mark) }
            return (true, conversation)
        }
    }
}
