// What a citizen sees of one visit, and of one service.

/// One appointment as the portal holds it. Times stay on the wall clock until they are written.
struct ShownAppointment: Equatable, Sendable {
    /// Appointment status (FHIR R4) as used for home care.
    enum Status: String, Sendable {
        case proposed
        case booked
        case fulfilled
        case cancelled
        case enteredInError = "entered-in-error"
    }

    /// The identifier under the source's system; never changes.
    let value: String
    var status: Status
    /// The window or the exact time.
    var frame: TimeFrame
    let service: Service
    /// A planned visit that is part of a series.
    var isRecurring = false
    /// Several are joined by a comma and a blank.
    var employee: String?
    var description: String?
    var reason: CancellationReason?
}

/// The citizen's entry for one service.
struct ShownContact: Equatable, Sendable {
    var isMember: Bool
    let since: CivilDay
    /// The local date of the night that ended it.
    var until: CivilDay?
}

/// What must be sent to bring the portal from one night's state to the next.
enum Operation: String, CaseIterable, Sendable {
    /// An identifier the portal never heard of.
    case create
    /// A known identifier changes, and is or becomes proposed or booked.
    case update
    case cancel
    case withdraw
    case perform
    case memberIn
    case memberOut
    /// Nothing changed, but the citizen is back and everything stated is sent again.
    case resend
}

/// One night as the portal's side sees it.
struct PortalNight: Sendable {
    /// Counted from 1.
    let number: Int
    let today: CivilDay
    /// Today up to and including today + `horizonDays` is shown.
    let horizonDays: Int
    /// What a snapshot leaves out is withdrawn when it lies less than this many days ahead.
    let snapshotDays: Int

    /// A quarter past one.
    var now: CivilTime { CivilTime(today, minute: 75) }
    var horizon: ClosedRange<CivilDay> { today...(today + horizonDays) }
}
