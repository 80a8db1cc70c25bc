// What became of an entry between two times, in one word, and the values that say it.

/// A difference the citizen sees.
struct ShownChange: Equatable, Sendable {
    enum Kind: String, CaseIterable, Sendable {
        case new
        case moved
        case assigned
        case performed
        case cancelled
        case removed
        case changed

        var word: String {
            switch self {
            case .new: "Ny"
            case .moved: "Flyttet"
            case .assigned: "Tildelt"
            case .performed: "Utført"
            case .cancelled: "Avlyst"
            case .removed: "Fjernet"
            case .changed: "Endret"
            }
        }
    }

    var number: Int64
    var kind: Kind
    var before: ShownAppointment?
    var after: ShownAppointment?

    /// What it is, or was last.
    let shown: ShownAppointment

    /// - Parameters:
    ///   - before: `nil` when nothing was shown.
    ///   - after: `nil` when nothing is.
    /// - Returns: `nil` when the citizen sees no difference.
    init?(number: Int64, before: ShownAppointment?, after: ShownAppointment?) {
        guard let shown = after ?? before else { return nil }
        self.number = number
        self.before = before
        self.after = after
        self.shown = shown
        guard let after else {
            kind = .removed
            return
        }
        guard let before else {
            kind = .new
            return
        }
        guard after.changesWhatIsShown(since: before) || VisitKind(before) != VisitKind(after) else { return nil }
        kind = Self.kind(from: before, to: after)
    }

    private static func kind(from before: ShownAppointment, to after: ShownAppointment) -> Kind {
        let (was, becomes) = (VisitKind(before), VisitKind(after))
        if was != becomes {
            switch becomes {
            case .performed: return .performed
            case .cancelled: return .cancelled
            case .assigned: return .assigned
            case .planned: return .changed
            }
        }
        return before.begins != after.begins || before.ends != after.ends ? .moved : .changed
    }
}
