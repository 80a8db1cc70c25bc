// What the portal does with an Appointment that is right in itself: compared with what it remembers, is it new,
// changed, identical, or refused?

/// A citizen as the portal knows him.
struct Citizen: Equatable, Sendable {
    /// Eleven digits.
    var fnr: String
    /// Digitally active himself.
    var active: Bool
    /// Reached through someone with fullmakt or parental responsibility.
    var viaOthers: Bool
    /// Tildelt fullmakt: not competent to consent.
    var assignedProxy: Bool
    /// In `PUT /citizens`: no list of changes tells of it, as when a citizen goes inactive from disuse.
    var silently = false

    /// Whether anything may be sent to him.
    var isReachable: Bool { active || viaOthers }
}

/// An Appointment the portal already has.
struct StoredAppointment: Equatable, Sendable {
    var id: String
    var shown: ShownAppointment
    var lastUpdated: Instant
    var content: String
}

/// The outcome of one PUT, decided without touching anything.
enum AppointmentDecision: Equatable, Sendable {
    case refused([Issue])
    /// Not seen before.
    case new(changesShown: Bool)
    /// Content differs from last time.
    case changed(changesShown: Bool)
    /// Same content; `meta.lastUpdated` alone is no change.
    case identical

    static func decide(
        _ incoming: IncomingAppointment, stored: StoredAppointment?, citizen: Citizen?
    ) -> AppointmentDecision {
        var issues: [Issue] = []
        if citizen?.isReachable != true { issues.append(.citizenNotActive) }
        if let stored {
            if stored.shown.patient != incoming.shown.patient { issues.append(.identifierOfAnotherPatient) }
            if incoming.lastUpdated < stored.lastUpdated { issues.append(.lastUpdatedBackwards) }
        }
        guard issues.isEmpty else { return .refused(issues) }
        let changesShown = incoming.shown.changesWhatIsShown(since: stored?.shown)
        guard let stored else { return .new(changesShown: changesShown) }
        return stored.content == incoming.content ? .identical : .changed(changesShown: changesShown)
    }
}

extension Issue {
    static let identifierOfAnotherPatient = Issue(
        code: "identifier-other-patient", kind: .conflict, element: "Appointment.identifier",
        text: "Identifikatoren er allerede brukt for en annen pasient. Timen er ikke endret.")

    static let lastUpdatedBackwards = Issue(
        code: "lastUpdated-backwards", kind: .conflict, element: "Appointment.meta.lastUpdated",
        text: "meta.lastUpdated er eldre enn sist mottatt for samme identifier. Timen er ikke endret.")
}
