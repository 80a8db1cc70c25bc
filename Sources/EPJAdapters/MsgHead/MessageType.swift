// MsgInfo/Type: which kinds of message speak of visits and services, which are known to speak of something else, and
// which are nobody's. Code list 8279 as of 2025, with the older PLO names that are still on the wire.

enum MessageType {
    case services
    /// TIMERESERVASJON: answers 01/02, and pushes.
    case booking
    /// AVTALEUTSENDING: pushes only.
    case sending
    case forOthers

    /// - Returns: `nil` for a type that is not known at all; guessing its content is not allowed.
    init?(code: String) {
        switch code {
        case "DIALOG_INNBYGGER_TJENESTEOVERSIKT": self = .services
        case "DIALOG_INNBYGGER_TIMERESERVASJON": self = .booking
        case "DIALOG_INNBYGGER_AVTALEUTSENDING": self = .sending
        default:
            guard Self.others.contains(code) || Self.families.contains(where: code.hasPrefix) else { return nil }
            self = .forOthers
        }
    }

    private static let families = [
        "DIALOG_", "PERSONVERN_INNBYGGER_", "NOTIFIKASJON_INNBYGGER_", "LOG_", "KPR_", "HELSEOPPL",
    ]

    private static let others: Set<String> = [
        "DIALOG", "APPREC", "EPIKRISE", "HENVISNING", "TVERRFAGLIG_EPIKRISE", "UTSKRIVNINGSRAPPORT",
        "INNLEGGELSESRAPPORT", "KONSULTASJON", "MEDISINSKE_OPPLYSNINGER", "ORIENTERING_TJENESTETILBUD",
        "FRAVARSMELDING",
    ]
}
