// The second memory: what the portal was sent. The portal has no read-back, so this is all anybody knows of it (R16).

/// How sure we are that the portal has it.
public enum Told: UInt8, Comparable, Sendable {
    /// Planned, never sent.
    case no
    /// An intent without an outcome: for withdrawal it counts as told, for comparison it differs from everything.
    case possibly
    case yes

    public static func < (a: Told, b: Told) -> Bool { a.rawValue < b.rawValue }
}

/// One entry as the ledger remembers it. The `content` is sealed in the ledger and only opened when something about the
/// entry may change.
public struct ToldEntry: Equatable, Sendable {
    public struct Content: Equatable, Sendable {
        /// The identifier's value, for the entry's whole life.
        public var value: String
        public var shown: ShownAppointment
        /// The GenDate of the statement behind it, sent as `meta.lastUpdated`; never falls.
        public var stated: Instant

        public init(value: String, shown: ShownAppointment, stated: Instant) {
            self.value = value
            self.shown = shown
            self.stated = stated
        }
    }

    public var key: Digest128
    public var told: Told
    /// `nil` while *possibly* told and for a citizen who has been away.
    public var fingerprint: Digest128?
    public var status: AppointmentStatus
    public var start: Instant
    public var end: Instant
    /// The latest start the portal may show it with: of one *possibly* told, what it had before may still stand (R16).
    public var latestStart: Instant
    public var pair: ServiceUnit
    /// One or none: a night looks at millions of entries and opens few, so the others are not to carry the room for it.
    private var opened: [Content]

    public var content: Content? {
        get { opened.first }
        set { opened = newValue.map { [$0] } ?? [] }
    }

    public init(
        key: Digest128, told: Told, fingerprint: Digest128?, status: AppointmentStatus, start: Instant, end: Instant,
        latestStart: Instant? = nil, pair: ServiceUnit, content: Content? = nil
    ) {
        self.key = key
        self.told = told
        self.fingerprint = fingerprint
        self.status = status
        self.start = start
        self.end = end
        self.latestStart = latestStart.map { max($0, start) } ?? start
        self.pair = pair
        opened = content.map { [$0] } ?? []
    }
}

/// A citizen's health contact for one service, as the portal was told it.
public struct ToldMembership: Equatable, Sendable {
    public var pair: ServiceUnit
    public var told: Told
    public var since: CivilDate
    /// `nil` while open.
    public var until: CivilDate?

    public init(pair: ServiceUnit, told: Told, since: CivilDate, until: CivilDate?) {
        self.pair = pair
        self.told = told
        self.since = since
        self.until = until
    }
}

/// Who the portal says the citizen is to it.
public enum ActivationState: UInt8, Sendable {
    case unknown
    case active
    case inactive
}
