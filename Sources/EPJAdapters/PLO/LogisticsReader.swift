// PLO "Pasientlogistikk" 1.5 and 1.6 (HIS 1149): admitted, ready to leave, not ready after all, discharged, dead. Only
// the death has an effect (R11). `Anslag` is never acted on: HIS 80704 calls a true one an estimate, HIS 1149 a final
// time.

import SyncCore

/// The five kinds, each with a MsgInfo/Type and an element of its own.
enum LogisticsKind {
    case admitted, ready, notReady, discharged, dead

    /// The element of the kind.
    var place: Place {
        switch self {
        case .admitted: .logisticsAdmitted
        case .ready: .logisticsReady
        case .notReady: .logisticsNotReady
        case .discharged: .logisticsDischarged
        case .dead: .logisticsDead
        }
    }
}

struct LogisticsReader {
    /// Of the Pasientlogistikk; `nil` where the message has none.
    private(set) var mark: Mark?
    private var shipment = ShipmentReader()
    /// Of the element of the kind.
    private var kindMark: Mark?
    private var eventMark: Mark?
    private var sawCode = false

    /// - Parameter kind: what MsgInfo/Type says.
    mutating func open(
        _ place: Place, _ attributes: XMLAttributes, kind: LogisticsKind, _ scene: inout Scene
    ) throws(Refusal) {
        switch place {
        case .logistics:
            guard mark == nil else { throw Refusal(.payloadRepeated) }
            mark = scene.mark
        case .logisticsStatus: try shipment.openStatus(attributes, &scene)
        case .logisticsEvent:
            guard eventMark == nil else { throw Refusal(.repeatedElement) }
            eventMark = scene.mark
        case .eventCode:
            guard !sawCode else { throw Refusal(.repeatedElement) }
            sawCode = true
            // Code list 9121: 13 "Pasienten er død".
            guard let code = scene.code(attributes), code == "13" else { throw Refusal(.deathCodeContradicted) }
        default:
            guard place == kind.place else { throw Refusal(.typeContradicted) }
            guard kindMark == nil else { throw Refusal(.payloadRepeated) }
            kindMark = scene.mark
        }
    }

    /// - Returns: `nil` where the message is sound and of a kind that changes nothing.
    func death(_ envelope: Envelope, kind: LogisticsKind, _ scene: inout Scene) throws(Refusal) -> DeathStatement? {
        guard let mark, let kindMark else { throw Refusal(.payloadMissing, at: mark) }
        let (isCancellation, conversation) = try shipment.judged(envelope, at: mark)
        guard case .dead = kind else { return nil }
        guard let eventMark else { throw Refusal(.deathEventMissing, at: kindMark) }
        // 0..1 in the XSD; type and element say it already.
        if !sawCode { scene.observe(.deathCodeMissing, at: eventMark) }
        return DeathStatement(
            generated: envelope.generated, conversation: conversation, isCancellation: isCancellation)
    }
}
