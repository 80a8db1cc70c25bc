// What the Documents of a message, or of one PatientReport, hold: each kind of payload has its reader.

import SyncCore

struct MessageContent {
    /// What MsgInfo/Type says.
    let type: MessageType
    private(set) var dialog = DialogReader()
    private(set) var services: TjenesteOversiktReader
    private(set) var unitServices: UnitServicesReader
    private(set) var logistics = LogisticsReader()
    private(set) var privacy = PrivacyReader()
    private(set) var persons = PersonsReader()
    private(set) var calendar: XCalReader

    /// - Parameter earlier: of the report before, whose events and services count against the limits of the message.
    init(_ type: MessageType, after earlier: MessageContent? = nil) {
        self.type = type
        services = TjenesteOversiktReader(after: earlier?.services.entries ?? 0)
        unitServices = UnitServicesReader(after: earlier?.unitServices.entries ?? 0)
        calendar = XCalReader(after: earlier?.calendar.events ?? 0)
    }

    mutating func open(_ place: Place, _ attributes: XMLAttributes, _ scene: inout Scene) throws(Refusal) {
        switch place.part {
        case .calendar: try calendar.open(place, &scene)
        case .dialog: try dialog.open(place, attributes, &scene)
        case .services: try services.open(place, attributes, &scene)
        case .unitServices: try unitServices.open(place, attributes, &scene)
        case .logistics:
            if case .logistics(let kind) = type { try logistics.open(place, attributes, kind: kind, &scene) }
        case .privacy: if case .privacy(let kind) = type { try privacy.open(place, attributes, kind: kind, &scene) }
        case .persons: try persons.open(place, attributes, &scene)
        case .structure, .receipt, .roots, .head, .patient, .documents: break
        }
    }

    mutating func text(_ place: Place, _ text: ByteText, _ scene: inout Scene) throws(Refusal) {
        switch place.part {
        case .calendar: try calendar.text(place, text, &scene)
        case .services: try services.text(place, text, &scene)
        case .unitServices: try unitServices.text(place, text, &scene)
        case .privacy: try privacy.text(place, text, &scene)
        case .persons: try persons.text(place, text, &scene)
        case .structure, .receipt, .roots, .head, .patient, .documents, .dialog, .logistics: break
        }
    }

    mutating func close(_ place: Place, _ scene: inout Scene) throws(Refusal) {
        switch place.part {
        case .calendar: try calendar.close(place)
        case .services: try services.close(place)
        case .unitServices: try unitServices.close(place, &scene)
        case .persons: try persons.close(place, &scene)
        case .structure, .receipt, .roots, .head, .patient, .documents, .dialog, .logistics, .privacy: break
        }
    }

    /// What the message speaks of, as far as it was read.
    var subject: MessageSubject? {
        switch type {
        case .services: .services
        case .booking, .sending: dialog.dialogue?.subject
        case .activation: .activation
        case .unitServices: .unitServices
        case .logistics: .patientLogistics
        case .privacy: .privacy
        case .forOthers: .somethingElse
        }
    }
}

extension MessageType {
    /// Whether a payload belongs in a message of this type; `nil` for one that is passed over. A known payload under
    /// another type is a contradiction: whichever of the two is wrong, it is not for guessing.
    func admits(_ payload: Place) -> Bool? {
        switch self {
        case .activation where payload == .persons: true
        case _ where payload == .persons: nil
        case .services: payload == .services
        case .booking, .sending: payload == .dialogmelding || payload == .icalendar
        case .activation: payload == .dialogmelding
        case .unitServices: payload == .unitServices
        case .logistics: payload == .logistics
        // A Dialogmelding comes first in a digital dialogue (HITS 1217); of a setting it says nothing.
        case .privacy where payload == .dialogmelding: nil
        case .privacy: payload.part == .privacy
        case .forOthers: nil
        }
    }
}
