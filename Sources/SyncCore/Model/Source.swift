// A source as the plan sees it: which pairs of service and unit the municipality has opened, and how what they say is to
// be shown. Nothing that is not named here is shown to anybody (R1).

/// A service and the unit that delivers it. The pair is what a municipality opens.
public struct ServiceUnit: Hashable, Sendable {
    /// `TjenesteId`, local to the source.
    public var service: String
    /// HER-id, level 2.
    public var unit: String

    public init(service: String, unit: String) {
        self.service = service
        self.unit = unit
    }

    /// The identifier of its offer on the portal, `TjenesteId@HER-id`.
    public var offerValue: String { service + "@" + unit }
}

public struct OpenedService: Equatable, Sendable {
    public enum Place: UInt8, Sendable { case home, elsewhere }
    public enum Units: Equatable, Sendable {
        case listed([String])
        /// `"*"`: written out by someone who meant it.
        case any
    }
    /// Volven 9603: who sees a minor's entries. Absent: a minor's entries are withheld (R10).
    public enum MinorAccess: UInt8, Sendable {
        case parentsAndYouth = 1
        case youthOnly
        case parentsOnly

        public var code: String {
            switch self {
            case .parentsAndYouth: "N"
            case .youthOnly: "NORN_FORANS"
            case .parentsOnly: "NORN_UNGDOM"
            }
        }
    }

    public var id: String
    public var name: String
    public var units: Units
    public var place: Place
    public var showAppointments: Bool
    public var showDescription: Bool
    public var showEmployeeName: Bool
    public var minors: MinorAccess?
    public var citizenMayCancel: Bool
    /// Volven 9151: the services of a PLO "Orientering om tjenestetilbud" that this one stands for (R15).
    public var iplosCodes: [String]
    /// Where it is at home, in one line, and its telephone number, for the citizen; `nil` where none is told.
    public var address: String?
    public var telephone: String?

    public init(
        id: String, name: String, units: Units, place: Place = .home, showAppointments: Bool = true,
        showDescription: Bool = false, showEmployeeName: Bool = false, minors: MinorAccess? = nil,
        citizenMayCancel: Bool = false, iplosCodes: [String] = [], address: String? = nil, telephone: String? = nil
    ) {
        self.id = id
        self.name = name
        self.units = units
        self.place = place
        self.showAppointments = showAppointments
        self.showDescription = showDescription
        self.showEmployeeName = showEmployeeName
        self.minors = minors
        self.citizenMayCancel = citizenMayCancel
        self.iplosCodes = iplosCodes
        self.address = address
        self.telephone = telephone
    }

    public func isDelivered(by unit: String) -> Bool {
        switch units {
        case .any: true
        case .listed(let listed): listed.contains(unit)
        }
    }
}

/// Everything about a source that decides what its citizens see.
public struct SourceRules: Equatable, Sendable {
    /// The FHIR `identifier.system` of everything this source puts on the portal.
    public var identifierSystem: String
    public var organisationNumber: String
    /// HER-id, level 1.
    public var herID: String
    public var services: [OpenedService]
    public var horizonDays: Int
    /// How far ahead a snapshot is complete.
    public var snapshotDays: Int
    public var statementMaxAgeHours: Int
    /// Volven 7621.
    public var cancellationCodes: [CancellationReason: String]
    public var cancellationDefault: String
    public var cancellationsReachEPJ: Bool
    /// A9: the portal shows nothing past of a visit that nobody told it was performed.
    public var hidesPast: Bool

    public init(
        identifierSystem: String, organisationNumber: String, herID: String, services: [OpenedService],
        horizonDays: Int = 14, snapshotDays: Int = 28, statementMaxAgeHours: Int = 48,
        cancellationCodes: [CancellationReason: String], cancellationDefault: String,
        cancellationsReachEPJ: Bool = false, hidesPast: Bool = true
    ) {
        self.identifierSystem = identifierSystem
        self.organisationNumber = organisationNumber
        self.herID = herID
        self.services = services
        self.horizonDays = horizonDays
        self.snapshotDays = snapshotDays
        self.statementMaxAgeHours = statementMaxAgeHours
        self.cancellationCodes = cancellationCodes
        self.cancellationDefault = cancellationDefault
        self.cancellationsReachEPJ = cancellationsReachEPJ
        self.hidesPast = hidesPast
    }

    public func opened(_ pair: ServiceUnit) -> OpenedService? {
        services.first { $0.id == pair.service && $0.isDelivered(by: pair.unit) }
    }

    /// R1: an event that names no service takes the unit's only opened one.
    public func onlyService(of unit: String) -> String? {
        let delivered = services.filter { $0.isDelivered(by: unit) }
        return delivered.count == 1 ? delivered[0].id : nil
    }
}
