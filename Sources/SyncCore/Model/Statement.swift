// What an EPJ said, in words common to all EPJs: one citizen, one unit, one moment (GenDate). Series stay unexpanded;
// what a citizen sees of it is decided later, every night anew, by the plan.

/// A visit's state as the EPJ knows it, in the order in which statements of the same GenDate overrule each other (R14).
public enum VisitState: UInt8, Comparable, Sendable {
    /// `TENTATIVE`: a plan, usually a window, nobody assigned.
    case planned
    /// `CONFIRMED`, and the pushes 05 and 07: an exact time.
    case assigned
    /// `CANCELLED`, and the pushes 08 and 11.
    case cancelled
    /// `COMPLETED` in a "Melding om avtale".
    case performed

    public static func < (a: VisitState, b: VisitState) -> Bool { a.rawValue < b.rawValue }
}

/// `x-cancellation-reason` of the Kommune extension of the xCal schema.
public enum CancellationReason: UInt8, CaseIterable, Sendable {
    case byService
    case notAtHome
    case byRecipient
    case onBehalfOfRecipient

    /// The text on the wire.
    public var text: String {
        switch self {
        case .byService: "Avlyst av tjeneste"
        case .notAtHome: "Avlyst - ikke hjemme"
        case .byRecipient: "Avlyst av tjenestemottaker selv"
        case .onBehalfOfRecipient: "Avlyst på vegne av tjenestemottaker"
        }
    }
}

/// One `vevent`.
public struct VisitEvent: Equatable, Sendable {
    public var uid: String
    /// The `uid` this one goes back to.
    public var relatedTo: String?
    /// The occurrence of the series `uid` that this event is about.
    public var recurrenceID: WallClock?
    /// `TjenesteId` of `categories`, trimmed.
    public var serviceID: String?
    public var state: VisitState
    public var start: WallClock
    /// `nil` only where a performed visit's end could not be used.
    public var end: WallClock?
    /// The times are a window within which the visit comes (`Tidsvindu`).
    public var isWindow: Bool
    public var expectedMinutes: Int?
    public var recurrence: Recurrence?
    /// EXDATE: local starts of occurrences that are not, or no longer, part of the series.
    public var excluded: [WallClock]
    public var employees: [String]
    public var details: String?
    public var reason: CancellationReason?

    public init(
        uid: String, relatedTo: String? = nil, recurrenceID: WallClock? = nil, serviceID: String? = nil,
        state: VisitState, start: WallClock, end: WallClock?, isWindow: Bool = false, expectedMinutes: Int? = nil,
        recurrence: Recurrence? = nil, excluded: [WallClock] = [], employees: [String] = [], details: String? = nil,
        reason: CancellationReason? = nil
    ) {
        self.uid = uid
        self.relatedTo = relatedTo
        self.recurrenceID = recurrenceID
        self.serviceID = serviceID
        self.state = state
        self.start = start
        self.end = end
        self.isWindow = isWindow
        self.expectedMinutes = expectedMinutes
        self.recurrence = recurrence
        self.excluded = excluded
        self.employees = employees
        self.details = details
        self.reason = reason
    }
}

/// What one message says of a citizen's visits.
public struct VisitStatement: Equatable, Sendable {
    public enum Kind: UInt8, Sendable {
        /// "Bestilte timer"/"Ingen bestilte timer": everything this unit knows of the citizen's future (R12).
        case snapshot
        /// A pushed message: speaks only of what it names.
        case push
        /// Push 11, "pasient ikke møtt": cancelled, and a bomtur when the visit had begun (R7).
        case notMet
    }

    /// HER-id of the sender's level 2, else of its level 1.
    public var unit: String
    public var kind: Kind
    public var generated: Instant
    /// The order of arrival, the last resort of R14. Given by the ledger; 0 before.
    public var arrival: Int64
    public var events: [VisitEvent]

    public init(unit: String, kind: Kind, generated: Instant, arrival: Int64 = 0, events: [VisitEvent]) {
        self.unit = unit
        self.kind = kind
        self.generated = generated
        self.arrival = arrival
        self.events = events
    }
}

/// A service as TjenesteOversikt lists it.
public struct CareService: Equatable, Sendable {
    public var id: String
    /// The HER-id inside the `Tjeneste`: the unit under which the service speaks.
    public var unit: String
    public var from: CivilDate
    /// Inclusive.
    public var through: CivilDate?

    public init(id: String, unit: String, from: CivilDate, through: CivilDate?) {
        self.id = id
        self.unit = unit
        self.from = from
        self.through = through
    }

    public func isOpen(on day: CivilDate) -> Bool { from <= day && day <= (through ?? .never) }
}

/// A complete list of the citizen's services (R15): what is missing has ended.
public struct ServiceStatement: Equatable, Sendable {
    public var generated: Instant
    public var arrival: Int64
    public var services: [CareService]

    public init(generated: Instant, arrival: Int64 = 0, services: [CareService]) {
        self.generated = generated
        self.arrival = arrival
        self.services = services
    }
}

/// One message, read: who says what about whom.
public struct Statement: Equatable, Sendable {
    public enum Content: Equatable, Sendable {
        case visits(VisitStatement)
        /// TjenesteOversikt.
        case services(ServiceStatement)
        /// PLO "Orientering om tjenestetilbud".
        case unitServices(UnitServicesStatement)
        case death(DeathStatement)
        case privacy(PrivacyStatement)
    }

    public var citizen: NationalIdentityNumber
    /// Another number that the message says is, or was, this person's (identity rule 8).
    public var formerNumber: NationalIdentityNumber?
    /// DateOfBirth of the message, which goes before the number's (R10).
    public var birthDate: CivilDate?
    public var content: Content

    public init(
        citizen: NationalIdentityNumber, formerNumber: NationalIdentityNumber? = nil, birthDate: CivilDate? = nil,
        content: Content
    ) {
        self.citizen = citizen
        self.formerNumber = formerNumber
        self.birthDate = birthDate
        self.content = content
    }

    public var generated: Instant {
        switch content {
        case .visits(let visits): visits.generated
        case .services(let services): services.generated
        case .unitServices(let services): services.generated
        case .death(let death): death.generated
        case .privacy(let privacy): privacy.generated
        }
    }
}

/// The part of a MsgHead that decides where a message belongs.
public struct Envelope: Equatable, Sendable {
    /// `Ack@V` (HIS 80601): whether the sender asks for a receipt.
    public enum Acknowledgement: String, CaseIterable, Sendable {
        case always = "J"
        /// Only when something is wrong.
        case onError = "F"
        /// Also where nothing is said of it.
        case never = "N"
    }

    public var messageID: String
    /// `ConversationRef/RefToConversation`, lower case; `nil` for the first message of a dialogue.
    public var conversation: String?
    /// `ConversationRef/RefToParent`, lower case: the message before this one.
    public var parent: String?
    /// `MsgInfo/Type@V`.
    public var type: String
    public var generated: Instant
    public var acknowledgement: Acknowledgement
    /// HER-id of the sender's outer organisation: which source.
    public var sourceHerID: String
    /// HER-id of the sender's inner organisation, the outer one's where there is none: which unit.
    public var unitHerID: String
    public var sender: Party
    /// `nil` where the message names none that can be read; nothing is refused for it.
    public var receiver: Party?
    /// In some case.
    public var wantsReceipt: Bool { acknowledgement != .never }

    public init(
        messageID: String, conversation: String? = nil, parent: String? = nil, type: String, generated: Instant,
        acknowledgement: Acknowledgement, sourceHerID: String, unitHerID: String, sender: Party, receiver: Party? = nil
    ) {
        self.messageID = messageID
        self.conversation = conversation
        self.parent = parent
        self.type = type
        self.generated = generated
        self.acknowledgement = acknowledgement
        self.sourceHerID = sourceHerID
        self.unitHerID = unitHerID
        self.sender = sender
        self.receiver = receiver
    }
}
