// MsgInfo/Type: which kinds of message are read, which are known to speak of something else, and which are nobody's.
// Code list 8279 as of 2025, with the older PLO names that are still on the wire.

enum MessageType {
    case services
    /// TIMERESERVASJON: answers 01/02, and pushes.
    case booking
    /// AVTALEUTSENDING: pushes only.
    case sending
    /// DIGITALBRUKER.
    case activation
    /// PLO "Orientering om tjenestetilbud".
    case unitServices
    case logistics(LogisticsKind)
    case privacy(PrivacyKind)
    case forOthers

    /// - Returns: `nil` for a type that is not known at all; guessing its content is not allowed.
    init?(code: String) {
        if let known = Self.read[code] {
            self = known
        } else if Self.others.contains(code) || Self.families.contains(where: code.hasPrefix) {
            self = .forOthers
        } else {
            return nil
        }
    }

    private static let read: [String: MessageType] = [
        "DIALOG_INNBYGGER_TJENESTEOVERSIKT": .services, "DIALOG_INNBYGGER_TIMERESERVASJON": .booking,
        "DIALOG_INNBYGGER_AVTALEUTSENDING": .sending, "DIALOG_INNBYGGER_DIGITALBRUKER": .activation,
        "ORIENTERING_TJENESTETILBUD": .unitServices, "LOG_INNLAGT": .logistics(.admitted),
        "LOG_UTSKRIVNINGSKLAR": .logistics(.ready), "LOG_AVMELDING": .logistics(.notReady),
        "LOG_UTSKREVET": .logistics(.discharged), "LOG_DOD": .logistics(.dead),
        "PERSONVERN_INNBYGGER_SAMTYKKE": .privacy(.consent),
        "PERSONVERN_INNBYGGER_RESERVASJON": .privacy(.reservation),
        "PERSONVERN_INNBYGGER_TILGANGSBEGRENSNING": .privacy(.accessLimit),
    ]

    private static let families = [
        "DIALOG_", "PERSONVERN_INNBYGGER_", "NOTIFIKASJON_INNBYGGER_", "LOG_", "KPR_", "HELSEOPPL",
    ]

    private static let others: Set<String> = [
        "DIALOG", "APPREC", "EPIKRISE", "HENVISNING", "TVERRFAGLIG_EPIKRISE", "UTSKRIVNINGSRAPPORT",
        "INNLEGGELSESRAPPORT", "KONSULTASJON", "MEDISINSKE_OPPLYSNINGER", "FRAVARSMELDING",
    ]
}
