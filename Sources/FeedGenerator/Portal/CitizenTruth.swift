// Everything a citizen must see after a night.

extension Citizen {
    /// Brings all that is shown to what the portal shall hold after `night`; returns every operation that takes.
    mutating func show(on night: PortalNight) -> [Operation] {
        guard activity.activity(night: night.number).isActive else { return [] }
        return showContacts(on: night) + showVisits(on: night)
    }

    /// The services of an active citizen.
    mutating func showContacts(on night: PortalNight) -> [Operation] {
        var operations: [Operation] = []
        for index in memberships.indices {
            operations += memberships[index].show(on: night)
        }
        return operations
    }

    /// The visits of an active citizen.
    mutating func showVisits(on night: PortalNight) -> [Operation] {
        var operations: [Operation] = []
        for index in series.indices {
            series[index].recogniseOccurrences(within: night.horizon)
            for day in series[index].visits.keys {
                let value = series[index].value(on: day)
                series[index].change(day) { visit in
                    operations += visit.show(on: night, activity: activity, newValue: value)
                }
            }
        }
        for index in singles.indices {
            let value = singles[index].firstUID
            operations += singles[index].visit.show(on: night, activity: activity, newValue: value)
        }
        return operations
    }

    /// Everything the portal holds of him, ordered by the bytes of the identifier.
    var calendar: [ShownAppointment] {
        knownVisits.compactMap(\.shown).sorted { $0.value < $1.value }
    }
}

extension Series {
    /// From now on the occurrences of `days` are visits of their own.
    fileprivate mutating func recogniseOccurrences(within days: ClosedRange<CivilDay>) {
        guard !isEnded else { return }
        for offset in 0...(days.upperBound - days.lowerBound) where occurs(on: days.lowerBound + offset) {
            change(days.lowerBound + offset) { _ in }
        }
    }
}

extension Membership {
    /// Brings `shown` to what the portal shall hold after `night`, on which the citizen is active.
    mutating func show(on night: PortalNight) -> Operation? {
        guard service.isOpened else { return nil }
        if isEnded {
            guard shown?.isMember == true else { return nil }
            shown?.isMember = false
            shown?.until = night.today
            return .memberOut
        }
        guard shown?.isMember != true else { return nil }
        shown = ShownContact(isMember: true, since: since, until: nil)
        return .memberIn
    }
}

/// Appends what there is, if anything.
private func += (operations: inout [Operation], operation: Operation?) {
    if let operation { operations.append(operation) }
}
