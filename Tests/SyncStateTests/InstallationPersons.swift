// Messages about persons beside visits, as tests write them.

@testable import SyncCore
@testable import SyncState

extension Installation {
    /// A unit's list of services in IPLOS codes, or with no codes the cancellation of the dialogue.
    func list(
        _ conversation: String, _ codes: [String]?, of person: Int = 0, unit: String = "95316",
        generated: Instant = now
    ) -> Arrival {
        let services = (codes ?? []).map { IPLOSService(code: $0, from: CivilDate(dayNumber: 20_000)) }
        return arrival(
            .unitServices(
                UnitServicesStatement(
                    unit: unit, generated: generated, conversation: conversation, isCancellation: codes == nil,
                    services: services)), of: person)
    }

    func death(
        _ conversation: String, cancelled: Bool = false, of person: Int = 0, source: SourceID? = nil
    ) -> Arrival {
        arrival(
            .death(DeathStatement(generated: Self.now, conversation: conversation, isCancellation: cancelled)),
            of: person, source: source)
    }

    func privacy(
        _ definition: String, _ version: Int, _ status: PrivacyStatus, of person: Int = 0, generated: Instant = now
    ) -> Arrival {
        arrival(
            .privacy(
                PrivacyStatement(generated: generated, definition: definition, version: version, status: status)),
            of: person)
    }

    func question(_ persons: [Int], id: String? = nil) -> Arrival {
        var arrival = push([])
        if let id { arrival.messageID = id }
        arrival.verdict = .asks(ActivationQuestion(generated: Self.now, persons: persons.map(People.person)))
        return arrival
    }
}

/// Every order of the values.
func permutations<Value>(_ values: [Value]) -> [[Value]] {
    if values.count < 2 { return [values] }
    return values.indices.flatMap { index in
        var rest = values
        let value = rest.remove(at: index)
        return permutations(rest).map { [value] + $0 }
    }
}
