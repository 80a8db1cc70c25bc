// What becomes of what citizens were shown by a record system that another has replaced.
//
// Never doubled, never empty in between: what the old one promised a citizen goes in the plan that first shows him
// something of the new one's, and until then it stays. What lies in the past stays as it was. Of a citizen who was not
// taken over yet the old one's last words still hold, until they are too old to prove anything.

/// What a replaced record system said of a citizen last, and what the portal holds of that.
struct ReplacedCare: Sendable {
    private(set) var citizen: Citizen
    /// The last night on which it spoke.
    let lastNight: Int
    /// How long its words count, in nights: R13 in hours, and messages are made an hour before a night's run.
    private let freshNights: Int
    private var isMovedOver = false

    init(_ citizen: Citizen, lastNight: Int, adapter: Adapter) {
        self.citizen = citizen
        self.lastNight = lastNight
        freshNights = (adapter.statementMaxAgeHours - 1) / 24
    }

    /// Brings what is shown to what the portal shall hold after `night`; returns every operation that takes.
    ///
    /// - Parameter successor: the citizen as the new record system has him, after the same night; nil while it has not
    ///   spoken of him.
    mutating func show(on night: PortalNight, beside successor: Citizen?) -> [Operation] {
        guard citizen.activity.activity(night: night.number).isActive else { return [] }
        let hasContacts = successor?.memberships.contains { $0.shown != nil } ?? false
        // A visit that was performed is no plan, and takes none away.
        isMovedOver = isMovedOver || (successor?.knownVisits.contains { $0.shown?.isUpcoming == true } ?? false)
        let contacts =
            hasContacts ? citizen.endContacts(night.today) : isMovedOver ? [] : citizen.showContacts(on: night)
        guard !isMovedOver else { return contacts + citizen.withdrawAll(on: night) }
        let age = night.number - lastNight
        guard age <= freshNights else { return contacts }
        // Its last answers reach no farther than they did.
        let answered = PortalNight(
            number: night.number, today: night.today, horizonDays: night.horizonDays,
            snapshotDays: night.snapshotDays - age)
        return contacts + citizen.showVisits(on: answered)
    }
}

extension Citizen {
    fileprivate mutating func endContacts(_ today: CivilDay) -> [Operation] {
        var operations: [Operation] = []
        for index in memberships.indices where memberships[index].shown?.isMember == true {
            memberships[index].shown?.isMember = false
            memberships[index].shown?.until = today
            operations.append(.memberOut)
        }
        return operations
    }

    /// Everything that was promised, or called off, for a time still to come.
    fileprivate mutating func withdrawAll(on night: PortalNight) -> [Operation] {
        var operations: [Operation] = []
        for index in series.indices {
            for day in series[index].visits.keys {
                series[index].change(day) { operations += $0.withdraw(night) }
            }
        }
        for index in singles.indices { operations += singles[index].visit.withdraw(night) }
        return operations
    }
}

extension Visit {
    fileprivate mutating func withdraw(_ night: PortalNight) -> [Operation] {
        guard let entry = shown, entry.isUpcoming, entry.frame.start >= night.now else { return [] }
        shown = entry.withdrawn
        return [.withdraw]
    }
}

extension ShownAppointment {
    /// Proposed, booked or cancelled: to be seen, and not yet history.
    var isUpcoming: Bool { status == .proposed || status == .booked || status == .cancelled }

    /// As the portal holds it when it is taken back.
    var withdrawn: ShownAppointment {
        var entry = self
        entry.status = .enteredInError
        entry.frame.isWindow = false
        entry.isRecurring = false
        entry.employee = nil
        entry.description = nil
        entry.reason = nil
        return entry
    }
}
