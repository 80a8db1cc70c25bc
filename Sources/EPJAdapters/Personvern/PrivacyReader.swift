// Personvern: what a citizen has set of consent, reservation or access (samtykke 1.0, reservasjon 1.0 and 2.0,
// tilgangsbegrensning 1.0; the common part is personvern-felles 1.0). Status is of code list 7609; of each definition
// the highest Versjonsnummer is in force.

import SyncCore

/// The three kinds, each with a MsgInfo/Type and a root of its own.
enum PrivacyKind {
    case consent, reservation, accessLimit
}

struct PrivacyReader {
    /// Of the setting; `nil` where the message has none.
    private(set) var mark: Mark?
    private var definition: String?
    private var part: String?
    private var scope: String?
    private var status: PrivacyStatus?
    private var version: Int?

    /// - Parameter kind: what MsgInfo/Type says.
    mutating func open(
        _ place: Place, _ attributes: XMLAttributes, kind: PrivacyKind, _ scene: inout Scene
    ) throws(Refusal) {
        switch place {
        case .consent: try begin(kind == .consent, scene)
        case .reservation, .olderReservation: try begin(kind == .reservation, scene)
        case .accessLimit: try begin(kind == .accessLimit, scene)
        case .privacyStatus:
            guard status == nil else { throw Refusal(.repeatedElement) }
            guard let read = scene.code(attributes).flatMap({ PrivacyStatus(rawValue: $0.string) }) else {
                throw Refusal(.privacyStatusUnknown)
            }
            status = read
        case .reservationPart: try Self.set(&part, scene.code(attributes))
        case .reservationScope: try Self.set(&scope, scene.code(attributes))
        default: break
        }
    }

    private mutating func begin(_ agrees: Bool, _ scene: Scene) throws(Refusal) {
        guard agrees else { throw Refusal(.typeContradicted) }
        guard mark == nil else { throw Refusal(.payloadRepeated) }
        mark = scene.mark
    }

    private static func set(_ property: inout String?, _ code: ByteText?) throws(Refusal) {
        guard property == nil else { throw Refusal(.repeatedElement) }
        guard let code, code.count <= 100 else { throw Refusal(.privacyDefinitionUnreadable) }
        property = code.string.lowercased()
    }

    mutating func text(_ place: Place, _ text: ByteText, _ scene: inout Scene) throws(Refusal) {
        switch place {
        case .privacyDefinition:
            guard definition == nil else { throw Refusal(.repeatedElement) }
            guard let read = UUIDText.lowercased(scene.trimmed(text)) else {
                throw Refusal(.privacyDefinitionUnreadable)
            }
            definition = read
        case .privacyVersion:
            guard version == nil else { throw Refusal(.repeatedElement) }
            guard let read = Self.version(scene.trimmed(text)) else { throw Refusal(.privacyVersionUnreadable) }
            version = read
        default: break
        }
    }

    func statement(_ envelope: Envelope) throws(Refusal) -> PrivacyStatement? {
        guard let mark else { return nil }
        guard let definition = definition ?? olderDefinition else {
            throw Refusal(.privacyDefinitionUnreadable, at: mark)
        }
        guard let status else { throw Refusal(.privacyStatusUnknown, at: mark) }
        guard let version else { throw Refusal(.privacyVersionUnreadable, at: mark) }
        return PrivacyStatement(
            generated: envelope.generated, definition: definition, version: version, status: status)
    }

    /// Reservasjon 1.0 has no definition; what it is a reservation against is named by two codes.
    private var olderDefinition: String? {
        if let part, let scope { "\(part)/\(scope)" } else { nil }
    }

    /// xs:int, 1 and up.
    private static func version(_ text: ByteText) -> Int? {
        guard (1...10).contains(text.count), let number = text.digits(0, text.count) else { return nil }
        return (1...Int(Int32.max)).contains(number) ? number : nil
    }
}
