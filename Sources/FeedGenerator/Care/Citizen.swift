// A citizen with everything the record system knows of him, and everything the portal shows him.
//
// This is the model both outputs are made from: messages by one road, the expected calendar by another.

/// A service the citizen receives, as TjenesteOversikt lists it.
struct Membership: Sendable {
    let service: Service
    /// `FraDato`
    let since: CivilDay
    /// No longer listed.
    var isEnded = false
    /// What the portal holds of the contact; nil until told.
    var shown: ShownContact?
}

/// A visit that is not part of a series.
struct SingleVisit: Sendable {
    /// The first `uid` it had: its identifier on the portal.
    let firstUID: String
    var visit: Visit
    /// The night before which it got the `uid` it has, counted from 1; nil while it has its first.
    var renamedBefore: Int?
}

/// One service recipient.
struct Citizen: Sendable {
    var person: Person
    var activity: ActivityHistory
    var memberships: [Membership]
    var series: [Series]
    var singles: [SingleVisit]
    /// Units that have sent a snapshot of him, in the order they began.
    var units: [Unit]
    /// The list of services differs from what was last sent.
    var overviewChanged = true
    /// The slots set aside for series, and how many are in use; none is used twice.
    var seriesSlots: [Int]
    var seriesSlotsUsed: Int
    /// The slots set aside for single visits; each day holds at most one that was ever planned there.
    var singleSlots: [Int]
    var singleDays: Set<CivilDay> = []
    var uids: UIDSource
    /// What happens to him. How it is written down has a stream of its own.
    var life: SplitMix64

    /// Services he receives now.
    var currentServices: [Service] {
        memberships.filter { !$0.isEnded }.map(\.service)
    }

    /// Every visit that was stated or shown, of series and singles alike.
    var knownVisits: [Visit] {
        series.flatMap(\.visits.values) + singles.map(\.visit)
    }
}

/// Where a citizen's event identifiers come from.
///
/// All begin with eight digits that are his alone and grow with his place in the municipality: no two citizens can
/// share one, and the whole municipality's appointments can be written in order one citizen at a time.
struct UIDSource: Sendable {
    private let prefix: String
    private var random: SplitMix64

    /// - Parameter ordinal: 0 up to `NumberAllocation.capacity`.
    init(ordinal: Int, seed: UInt64) {
        random = SplitMix64(seed: seed, labels: 3, UInt64(ordinal))
        prefix = padded(10_000_000 + ordinal * 97 + random.below(97), 8)
    }

    /// A new identifier in one of the shapes met in the wild: UUID, a long number, 24 hexadecimal digits.
    mutating func next() -> String {
        switch random.below(4) {
        case 0: prefix + padded(random.below(100_000_000_000), 11)
        case 1: prefix + random.hexadecimal(16).uppercased()
        default: prefix + String(random.uuid().dropFirst(8))
        }
    }
}
