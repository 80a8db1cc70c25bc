// Who is digitally active on which night.
//
// Numbers, not dice: with shares drawn per citizen a municipality of thirty might never see anybody become active. So
// the citizens are put in a fixed, scattered order, and the places in it decide: the first share is active from the
// start, the next few become active one night after another, and a few at the very front leave. Every other of those
// returns, after one or two nights.

/// What the portal knows of a citizen's use of it (helsenorgeaktivsjekken: self, through others, proxy).
enum Activity: Equatable, Sendable {
    case inactive
    case active
    case activeThroughOthers

    /// Self or through others.
    var isActive: Bool { self != .inactive }
}

/// The activity of one citizen through all nights.
struct ActivityHistory: Equatable, Sendable {
    /// How the citizen is active whenever he is.
    var manner: Activity = .active
    /// The first night (counted from 1) on which he is active; nil is never.
    var becomes: Int?
    /// The night on which he is no longer active.
    var leaves: Int?
    /// The night on which he is active again.
    var returns: Int?

    /// The state the portal answers on `night`, counted from 1; night 0 is before the first, when nobody was asked.
    func activity(night: Int) -> Activity {
        guard let becomes, night >= max(becomes, 1) else { return .inactive }
        if let leaves, night >= leaves {
            guard let returns, night >= returns else { return .inactive }
        }
        return manner
    }

    /// He was active, is away on `night` or comes back on it, and comes back at all. What the record system sends
    /// meanwhile is held to what has one meaning on return.
    func isAway(night: Int) -> Bool {
        guard let leaves, let returns else { return false }
        return (leaves...returns).contains(night)
    }

    /// He leaves and comes back within the run.
    var isReturner: Bool { leaves != nil && returns != nil }
}

/// The histories of all citizens of one run.
struct ActivityPlan: Sendable {
    private let citizens: Int
    private let nights: Int
    private let activeFromStart: Int
    private let newPerNight: Int
    private let leavingPerNight: Int
    private let factor: Int
    private let offset: Int

    /// - Parameters:
    ///   - activeShare: 0...1, the share active on the first night.
    init(citizens: Int, nights: Int, activeShare: Double, seed: UInt64) {
        self.citizens = citizens
        self.nights = nights
        activeFromStart = Int((Double(citizens) * activeShare).rounded())
        newPerNight = activeShare > 0 ? max(1, citizens / 100) : 0
        leavingPerNight = max(1, activeFromStart / 100)
        var random = SplitMix64(seed: seed, labels: 2)
        offset = random.below(citizens)
        // Near the golden ratio neighbours end up far apart; it must have no factor in common with the number.
        factor = (max(1, citizens * 618 / 1000)...).first { greatestCommonDivisor($0, citizens) == 1 } ?? 1
    }

    /// The history of the citizen with `ordinal` (0 up to the number of citizens).
    func history(ordinal: Int, random: inout SplitMix64) -> ActivityHistory {
        let place = (ordinal * factor + offset) % citizens
        let manner: Activity = random.happens(0.2) ? .activeThroughOthers : .active
        guard place < activeFromStart else {
            let night = 2 + (place - activeFromStart) / max(1, newPerNight)
            return ActivityHistory(manner: manner, becomes: newPerNight > 0 && night <= nights ? night : nil)
        }
        let leaves = 2 + place / leavingPerNight
        // At most half of those active from the start leave, however many nights there are.
        guard leaves <= nights, place < activeFromStart / 2 else { return ActivityHistory(manner: manner, becomes: 1) }
        let returns = place % 2 == 0 ? leaves + 1 + place / 2 % 2 : nil
        return ActivityHistory(
            manner: manner, becomes: 1, leaves: leaves, returns: returns.flatMap { $0 <= nights ? $0 : nil })
    }
}

private func greatestCommonDivisor(_ left: Int, _ right: Int) -> Int {
    right == 0 ? left : greatestCommonDivisor(right, left % right)
}
