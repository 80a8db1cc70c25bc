// What is planned and done for one citizen, as it really is. Whoever states it states it from here.

struct Visit: Sendable {
    enum State: Equatable, Sendable {
        case planned
        case assigned
        case cancelled(reason: Int)
        case performed
        /// No longer part of the plan, and never mentioned again.
        case gone

        var rank: Int {
            switch self {
            case .planned: 0
            case .assigned: 1
            case .cancelled: 2
            case .performed: 3
            case .gone: -1
            }
        }
    }

    let uid: String
    let unit: String
    let service: String
    /// Whether its events name the service.
    let namesService: Bool
    var start: Wall
    var minutes: Int
    var state: State
    var isWindow: Bool
    /// Which of a series: the start it was planned for.
    var occurrence: Wall?
    var hasEmployee = false

    /// The value of its identifier, as the rules of identity give it to whoever asks first.
    var value: String { occurrence.map { uid + "/" + $0.basic } ?? uid }
}

struct Series: Sendable {
    let uid: String
    let unit: String
    let service: String
    let minuteOfDay: Int
    let minutes: Int
    let isWindow: Bool
    let weekdays: Set<Int>
    let firstDay: Int
    var isEnded = false
    /// Days that are no longer planned, or stated by an event of their own.
    var excluded: Set<Int> = []

    func occurs(on day: Int) -> Bool {
        !isEnded && day >= firstDay && weekdays.contains((day + 3) % 7) && !excluded.contains(day)
    }
}

struct Resident: Sendable {
    let number: String
    /// Whether messages state a birth date that makes him a minor.
    let isMinor: Bool
    var visits: [Visit] = []
    var series: [Series] = []
    /// Open services by pair, and the day each began.
    var services: [String: Int] = [:]
    /// The message that told of his death, while he is dead.
    var death: String?
    var isWithheld = false
    var privacyVersion = 0
    var isActive: Bool
    /// Since when, by the portal.
    var activeSince: Int64 = 0
}

/// What a statement says of one visit.
struct Mention: Sendable {
    var value: String
    var state: Visit.State
    var start: Wall
    var end: Wall
    var isWindow: Bool
    var isRecurring: Bool
    var service: String
    var hasEmployee: Bool
}

/// A statement about visits, as the oracle understands it.
struct Said: Sendable {
    enum Kind: Equatable, Sendable {
        case snapshot
        case push
        /// 11
        case notMet
    }

    let kind: Kind
    let citizen: String
    let unit: String
    /// Seconds since 1970.
    let generated: Int64
    let mentions: [Mention]
}
