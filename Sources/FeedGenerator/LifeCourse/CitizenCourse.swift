// A citizen through all nights, whichever record system tells of him.

/// A citizen's life, and the change of record systems in it.
struct CitizenCourse: Sendable {
    /// What happens when, if the municipality changes its record system.
    struct Change: Sendable {
        /// The first night without the old system.
        let night: Int
        /// The night from which the new one tells of him.
        let taken: Int
        let old: Municipality
        let new: Municipality
        /// Where the new one's identifiers come from.
        let uids: UIDSource
    }

    /// His care, and what the portal holds of what the system in use told of it.
    private(set) var citizen: Citizen
    /// He as he was last told of, by a system that pushes and tells of him tonight; nil when it did not yet.
    private(set) var toldBefore: Citizen?
    private var replaced: ReplacedCare?
    private let municipality: Municipality
    private let change: Change?

    init(_ citizen: Citizen, in municipality: Municipality, change: Change? = nil) {
        self.citizen = citizen
        self.municipality = municipality
        self.change = change
    }

    /// He in the replaced system, with what the portal holds of that; nil before the change.
    var left: Citizen? { replaced?.citizen }

    /// Whether a record system tells of him on `night`: on the nights in between none does.
    func isTold(on night: Int) -> Bool {
        guard let change else { return true }
        return night < change.night || night >= change.taken
    }

    /// The system in use is the new one.
    func isOfSuccessor(on night: Int) -> Bool { change.map { night >= $0.night } ?? false }

    /// On the old system's last night every unit answers, whatever its habit.
    func isLastOfOld(_ night: Int) -> Bool { change?.night == night + 1 }

    /// Lets a day go by, up to what is stated on `night`.
    mutating func live(until night: CareNight) {
        let isPushed = [municipality.adapter, change?.new.adapter].contains(.profil)
        toldBefore = isPushed && night.number > 1 ? citizen : nil
        if let change, change.night == night.number {
            replaced = ReplacedCare(citizen, lastNight: night.number - 1, adapter: change.old.adapter)
        }
        let isTaken = change.map { night.number > $0.taken } ?? false
        citizen.live(until: night, in: isTaken ? change?.new ?? municipality : municipality)
        guard let change, change.taken == night.number else { return }
        citizen = citizen.takenOver(by: change.new, uids: change.uids, today: night.today)
        toldBefore = nil
    }

    /// What is new was told.
    mutating func tell() { citizen.overviewChanged = false }

    /// Brings what is shown to what the portal shall hold after `night`; returns what that takes, by the system in use
    /// and by the replaced one.
    mutating func show(on night: PortalNight) -> (current: [Operation], replaced: [Operation]) {
        let isTold = isTold(on: night.number)
        let current = isTold ? citizen.show(on: night) : []
        return (current, replaced?.show(on: night, beside: isTold ? citizen : nil) ?? [])
    }
}
