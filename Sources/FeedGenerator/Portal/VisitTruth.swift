// What one visit must look like on the portal after a night, worked out from the visit itself.
//
// This file is one half of the second opinion: it follows the rules for what citizens are shown, knows the visit's
// whole life, and has never seen a message.

extension Visit {
    /// Brings `shown` to what the portal shall hold after `night`; returns what that takes, nil for nothing.
    ///
    /// - Parameters:
    ///   - activity: the citizen's; nothing at all happens on a night on which he is not active.
    ///   - newValue: the identifier, should the visit be shown for the first time.
    mutating func show(on night: PortalNight, activity: ActivityHistory, newValue: String) -> Operation? {
        guard subject.service.isOpened, activity.activity(night: night.number).isActive else { return nil }
        let before = shown
        switch standing {
        case .planned, .assigned: showAhead(night, newValue)
        case .cancelled(let reason): showCancelled(reason, night)
        case .performed: showPerformed(night, activity)
        case .gone: showGone(night)
        }
        guard shown == before else { return Self.operation(from: before, to: shown) }
        let isBack = activity.returns == night.number
        return isBack && shown != nil && isOpen && !isDropped && frame.start >= night.now ? .resend : nil
    }

    /// What is to come is shown within the horizon, and followed wherever it goes once it was shown.
    private mutating func showAhead(_ night: PortalNight, _ newValue: String) {
        guard frame.start >= night.now, shown != nil || night.horizon.contains(frame.start.day) else { return }
        let isAssigned = standing == .assigned
        let showsPeriod = !isAssigned && frame.isWindow
        shown = ShownAppointment(
            value: shown?.value ?? newValue, status: showsPeriod ? .proposed : .booked, frame: frame,
            service: subject.service, isRecurring: !isAssigned && isOccurrence,
            employee: isAssigned ? shownEmployees(employees) : nil, description: shownDescription)
    }

    /// Only what was promised can be called off, and only before its time.
    private mutating func showCancelled(_ reason: CancellationReason, _ night: PortalNight) {
        guard let entry = shown, entry.status != .enteredInError, frame.start >= night.now else { return }
        shown = ShownAppointment(
            value: entry.value, status: .cancelled, frame: frame, service: subject.service,
            description: shownDescription, reason: reason)
    }

    /// Told the night after it happened: of what was shown, and of what came up during a day the citizen began active.
    private mutating func showPerformed(_ night: PortalNight, _ activity: ActivityHistory) {
        guard let performance, performance.night == night.number else { return }
        // Performed visits are of the day before, and none begins before six: always less than 48 hours ago.
        guard shown != nil || activity.activity(night: night.number - 1).isActive else { return }
        shown = ShownAppointment(
            value: shown?.value ?? performance.uid, status: .fulfilled, frame: performance.frame,
            service: subject.service, employee: shownEmployees(performance.employees), description: shownDescription)
    }

    /// A promise nobody repeats is taken back, unless its time has come, or the snapshot does not reach so far.
    private mutating func showGone(_ night: PortalNight) {
        guard let entry = shown, entry.status == .proposed || entry.status == .booked,
            entry.frame.start >= night.now, entry.frame.start.day < night.today + night.snapshotDays
        else { return }
        shown = entry.withdrawn
    }

    private func shownEmployees(_ names: [String]) -> String? {
        subject.service.showsEmployee && !names.isEmpty ? names.joined(separator: ", ") : nil
    }

    private var shownDescription: String? {
        subject.service.showsDescription ? subject.description : nil
    }

    private static func operation(from before: ShownAppointment?, to after: ShownAppointment?) -> Operation? {
        switch after?.status {
        case .fulfilled: .perform
        case .cancelled: .cancel
        case .enteredInError: .withdraw
        case .proposed, .booked: before == nil ? .create : .update
        case nil: nil
        }
    }
}
