// Visits that repeat.
//
// A series is kept as a rule. An occurrence becomes a `Visit` of its own only when something is known of it beyond
// the rule: it was shown, assigned, called off or left out.

/// A planned series of one citizen.
struct Series: Sendable {
    let uid: String
    /// Set for the second of two series that share a `uid`: its occurrences are told apart by the service.
    let sharedUIDTag: String?
    let subject: VisitSubject
    let rule: RecurrenceRule
    let firstDay: CivilDay
    /// The last occurrence's day, when the rule carries a count; nil goes on.
    let lastDay: CivilDay?
    /// Minutes since midnight.
    var startMinute: Int
    let minutes: Int
    let isWindow: Bool
    /// The record system no longer lists the series.
    var isEnded = false
    /// What is known of single occurrences, by their day.
    var visits: [CivilDay: Visit] = [:]

    /// The series has an occurrence on `day`, whatever became of it.
    func occurs(on day: CivilDay) -> Bool {
        day >= firstDay && day <= (lastDay ?? day) && rule.occurs(on: day)
    }

    /// The time of the occurrence on `day` as planned now.
    func frame(on day: CivilDay) -> TimeFrame {
        TimeFrame(start: CivilTime(day, minute: startMinute), minutes: minutes, isWindow: isWindow)
    }

    /// How the occurrence of `day` is identified when it is shown for the first time.
    func value(on day: CivilDay) -> String {
        uid + (sharedUIDTag ?? "") + "/" + frame(on: day).start.compact
    }

    /// The occurrence of `day`, as known or as the rule has it.
    func visit(on day: CivilDay) -> Visit {
        visits[day]
            ?? Visit(subject: subject, isOccurrence: true, frame: frame(on: day), uid: uid)
    }

    /// Nothing more will come of it: ended, or its last day is over.
    func isOver(on today: CivilDay) -> Bool {
        isEnded || (lastDay ?? today) < today
    }

    /// One of two series that share a `uid` keeps its plan, so that the pair is always stated together.
    var mayChange: Bool { !sharesUID }
    let sharesUID: Bool
}
