// One municipality of a run: who lives there, and which record systems tell of them.
//
// In a run of several municipalities a few citizens of each also receive care in the one before it.

/// Makes a municipality's citizens, each from its place alone.
struct Town: Sendable {
    /// The record system in use at first; a municipality that changes it has a second.
    let installation: Installation
    let successor: Installation?
    let succession: Succession?
    /// Two municipalities of one seed have nothing in common.
    let seed: UInt64
    let brokenPlaces: BrokenPlaces
    /// Its place in the run, from 0.
    private let place: Int
    private let citizens: Int
    private let allocation: NumberAllocation
    private let activity: ActivityPlan
    private let firstNight: CareNight

    /// - Parameters:
    ///   - place: in the run, from 0.
    ///   - runSeed: from which all municipalities' identity numbers are given out, so that none is given twice.
    init(_ plan: GenerationPlan, place: Int, sources: [Installation], runSeed: UInt64, firstNight: CareNight) {
        self.place = place
        installation = sources[0]
        successor = sources.count > 1 ? sources[1] : nil
        succession = plan.successor
        self.firstNight = firstNight
        citizens = plan.citizens
        seed = Self.seed(plan, installation.municipality.number)
        allocation = NumberAllocation(seed: runSeed)
        activity = ActivityPlan(
            citizens: plan.citizens, nights: plan.nights, activeShare: plan.activeShare, seed: seed)
        brokenPlaces = BrokenPlaces(
            perNight: plan.broken, nights: plan.nights, citizens: plan.citizens, seed: seed)
    }

    static func seed(_ plan: GenerationPlan, _ municipality: String) -> UInt64 {
        var mixed = SplitMix64(seed: plan.seed, labels: UInt64(municipality) ?? 0)
        return mixed.next()
    }

    /// Every tenth citizen of a municipality that is not the first also lives, digitally, in the one before it; never in
    /// three.
    func isAlsoInTownBefore(_ ordinal: Int) -> Bool { place > 0 && ordinal % 10 == 2 + place }

    /// The citizen with `ordinal` (from 0) before the first night.
    ///
    /// - Parameter neighbour: the town before this one, whose citizen he is as well if `isAlsoInTownBefore`.
    func citizen(_ ordinal: Int, townBefore neighbour: Town?) -> Citizen {
        var citizen = Citizen(
            ordinal: ordinal, numberOrdinal: place * citizens + ordinal, municipality: installation.municipality,
            allocation: allocation, activity: activity, night: firstNight, seed: seed)
        if isAlsoInTownBefore(ordinal), let neighbour {
            let other = neighbour.citizen(ordinal, townBefore: nil)
            (citizen.person, citizen.activity) = (other.person, other.activity)
        }
        return citizen
    }

    /// He through all nights.
    func course(_ ordinal: Int, townBefore neighbour: Town?) -> CitizenCourse {
        let citizen = citizen(ordinal, townBefore: neighbour)
        let change = succession.flatMap { succession in
            successor.map { successor in
                CitizenCourse.Change(
                    night: succession.night, taken: succession.night(of: ordinal), old: installation.municipality,
                    new: successor.municipality, uids: UIDSource(ordinal: ordinal, seed: ~seed))
            }
        }
        return CitizenCourse(citizen, in: installation.municipality, change: change)
    }
}
