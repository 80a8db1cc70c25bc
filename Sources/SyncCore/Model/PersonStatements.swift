// What EPJs say of a person beside visits and TjenesteOversikt: the services a unit gives (PLO), that the person is dead,
// and what he has set of privacy (Personvern). Each withholds, ends or opens; none of them ever creates a visit.

/// A service of a PLO "Orientering om tjenestetilbud". It has no TjenesteId: which opened service an IPLOS code stands
/// for is the source's configuration.
public struct IPLOSService: Equatable, Sendable {
    /// Volven 9151; empty where the list does not say which service it is, so that it may be any.
    public var code: String
    /// Absent: since always.
    public var from: CivilDate?
    /// Inclusive.
    public var through: CivilDate?

    public init(code: String, from: CivilDate? = nil, through: CivilDate? = nil) {
        self.code = code
        self.from = from
        self.through = through
    }

    public func isOpen(on day: CivilDate) -> Bool { (from.map { $0 <= day } ?? true) && day <= (through ?? .never) }
}

/// A PLO "Orientering om tjenestetilbud", 1.5 or 1.6: the unit's current list of services for the citizen (R15), or the
/// cancellation of an earlier one, which restores the one before it.
public struct UnitServicesStatement: Equatable, Sendable {
    public var unit: String
    public var generated: Instant
    /// The order of arrival. Given by the ledger; 0 before.
    public var arrival: Int64
    /// MsgId of the dialogue's first message, lower case: what a cancellation names (HISD 1154 §4.2).
    public var conversation: String
    /// `Forsendelsesstatus` `C`: every list of this dialogue is void, whether it came before or comes after.
    public var isCancellation: Bool
    public var services: [IPLOSService]

    public init(
        unit: String, generated: Instant, arrival: Int64 = 0, conversation: String, isCancellation: Bool = false,
        services: [IPLOSService]
    ) {
        self.unit = unit
        self.generated = generated
        self.arrival = arrival
        self.conversation = conversation
        self.isCancellation = isCancellation
        self.services = services
    }
}

/// `LOG_DOD` of PLO "Pasientlogistikk" (R11), or its cancellation.
public struct DeathStatement: Equatable, Sendable {
    public var generated: Instant
    public var arrival: Int64
    /// As in `UnitServicesStatement`.
    public var conversation: String
    /// Undoes every death of this dialogue, whether it came before or comes after.
    public var isCancellation: Bool

    public init(generated: Instant, arrival: Int64 = 0, conversation: String, isCancellation: Bool = false) {
        self.generated = generated
        self.arrival = arrival
        self.conversation = conversation
        self.isCancellation = isCancellation
    }
}

/// Volven 7609.
public enum PrivacyStatus: String, CaseIterable, Sendable {
    case consentGiven = "SAM"
    case consentNotGiven = "ISAM"
    case reserved = "RES"
    case reservationLifted = "IRES"
    case accessLimited = "TBO"
    case accessLimitLifted = "TBF"
    case consentRequested = "FSAM"
    case withdrawalRequested = "ASAM"
    case consentRegistered = "RSAM"

    /// R10: an access limit or a reservation withholds until it is lifted.
    public var withholds: Bool { self == .reserved || self == .accessLimited }
}

/// One privacy setting of the citizen (`InnbyggersPersonvernInnstilling`). Of each definition the highest version is in
/// force; an older or equal one is stale, whatever its GenDate.
public struct PrivacyStatement: Equatable, Sendable {
    public var generated: Instant
    public var arrival: Int64
    /// `PersonvernInnstillingDefinisjonId`, lower case, without braces; of Reservasjon 1.0, which has none, its codes
    /// `part/omfang`, lower case.
    public var definition: String
    /// `Versjonsnummer`, 1 and up.
    public var version: Int
    public var status: PrivacyStatus

    public init(generated: Instant, arrival: Int64 = 0, definition: String, version: Int, status: PrivacyStatus) {
        self.generated = generated
        self.arrival = arrival
        self.definition = definition
        self.version = version
        self.status = status
    }
}

/// An EPJ's question who of these persons is digitally active (`SIDAB`): each of them becomes one of the persons the
/// portal is asked about.
public struct ActivationQuestion: Equatable, Sendable {
    public var generated: Instant
    public var persons: [NationalIdentityNumber]

    public init(generated: Instant, persons: [NationalIdentityNumber]) {
        self.generated = generated
        self.persons = persons
    }
}
