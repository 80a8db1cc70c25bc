// What a citizen must see after a night on which everything could be said, worked out from what the portal had before it
// and what the EPJs stated. The rules are told here a second time, visit by visit.

import SyncCore

struct Expectation {
    let source: SourceSetup
    /// A9: the portal goes on showing what is past.
    let showsPast: Bool
    let now: Int64
    /// When the night's first run began: what lay ahead then may have been told by it.
    let began: Int64
    /// The latest time any run ever went by: what was old by it is no longer kept.
    let latestRun: Int64
    let person: Understanding.Person
    let isDead: Bool
    let isMinor: Bool
    /// Since when the daemon has known him to be active: the earliest and the latest it can be.
    let activeSince: ClosedRange<Int64>
    /// When a death or a limit that silenced him was last lifted.
    let silentUntil: Int64

    /// Days and units of performed notices whose visit was never shown: identity rule 7 joins each to another visit of that
    /// day, if there is one that fits.
    let strays: Set<String>

    /// What the portal ever refused, by value.
    let refused: Set<String>

    /// When the first of the runs was cut off that none has finished since for this citizen: what it began by a list that was
    /// fresh then, the next whole run finishes (R16), however old that list is by now.
    let cutSince: Int64?

    static func day(_ unit: String, _ seconds: Int64) -> String { "\(unit) \(Wall.day(at: seconds))" }

    private static let horizonDays = 14
    private static let staleSeconds: Int64 = 48 * 3_600

    enum Verdict: Equatable {
        case matches
        /// Rule and what is wrong, without a value.
        case broken(String)
    }

    /// - Parameters:
    ///   - before: what the portal had.
    ///   - isDoubtful: the daemon cannot know what the portal had, so only what is stated now counts.
    func verdict(
        _ value: String, before: SimulatedPortal.Entry?, after: SimulatedPortal.Entry?, isDoubtful: Bool
    ) -> Verdict {
        let wasShown = before.map { $0.status != "entered-in-error" } ?? false
        if let before, let verdict = longPast(value, before, after, isDoubtful) { return verdict }
        if isDead || person.isWithheld {
            guard let after, after.start >= now else { return .matches }
            let isTakenBack = after.status == "entered-in-error" || after.status == "fulfilled"
            return isTakenBack ? .matches : .broken("R10, R11: a citizen who is dead or withheld sees a coming visit")
        }
        if let after, after.status == "fulfilled", let stated = person.visits[value],
            stated.mention.state != .performed,
            strays.contains(Self.day(before?.unit ?? stated.unit, before?.start ?? stated.mention.start.seconds))
        {
            return .matches
        }
        // Refused when it was told, and too old to be told again: such a notice is no longer kept.
        if let mention = person.visits[value]?.mention, mention.state == .performed, refused.contains(value),
            mention.start.seconds + 47 * 3_600 < now
        {
            return .matches
        }
        guard let standing = person.visits[value] else {
            return unchanged(before, after, isDoubtful, "a visit nobody stated changed")
        }
        let mention = standing.mention
        guard source.isOpened(mention.service, standing.unit) else {
            return after.map(\.isUpcoming) ?? false ? .broken("R1: a closed service is shown") : .matches
        }
        if isMinor { return after.map(\.isUpcoming) ?? false ? .broken("R10: a minor's visit is shown") : .matches }
        // Moved into the past while nobody could be told, and shown at its old time.
        let isShownAhead = before.map { $0.start > max(now, person.newestSnapshot[standing.unit] ?? 0) } ?? false
        let isOver = standing.isOver && (standing.mention.state.rank < 2 || before?.status != "cancelled")
        if standing.isGone || isOver && isShownAhead { return gone(standing, before, after, isDoubtful) }
        switch mention.state {
        case .planned, .assigned: return upcoming(standing, before, after, isDoubtful, wasShown)
        case .cancelled(let reason): return cancelled(standing, reason, before, after, isDoubtful)
        case .performed: return performed(standing.unit, mention, before, after, isDoubtful, wasShown)
        case .gone: return .matches
        }
    }

    /// R8, A9: taken back two days after its start, unless somebody said by then that it was performed, or is to come.
    ///
    /// - Returns: `nil` where another rule has the word.
    private func longPast(
        _ value: String, _ before: SimulatedPortal.Entry, _ after: SimulatedPortal.Entry?, _ isDoubtful: Bool
    ) -> Verdict? {
        guard showsPast, !isDoubtful, before.start + 48 * 3_600 < now, before.end <= now else { return nil }
        let mention = person.visits[value]?.mention
        let isPerformed = mention?.state == .performed
        if before.status == "entered-in-error" {
            // R20: it was shown, so the notice is told however late it comes.
            guard isPerformed, after?.status == "fulfilled" else { return nil }
            return after?.start == mention?.start.seconds ? .matches : .broken("R6: performed at another time")
        }
        if before.status == "fulfilled" || after?.status == "fulfilled" { return nil }
        let isAhead = mention.map { $0.start.seconds >= began } ?? false
        guard !isPerformed || isDead || person.isWithheld, !isAhead else { return nil }
        return after?.status == "entered-in-error" ? .matches : .broken("R8, A9: the past is still shown")
    }

    private func isStale(_ unit: String) -> Bool {
        person.newestSnapshot[unit].map { $0 + Self.staleSeconds < now } ?? true
    }

    /// Whether a run that was cut off may have gone by the list of that time.
    private func wasBegun(_ generated: Int64?) -> Bool {
        guard let generated, let cutSince else { return false }
        return generated + Self.staleSeconds >= cutSince
    }

    private func isPast(_ mention: Mention, _ before: SimulatedPortal.Entry?) -> Bool {
        mention.start.seconds < now && (before.map { $0.status == "entered-in-error" || $0.start < now } ?? true)
    }

    private func upcoming(
        _ standing: Understanding.Standing, _ before: SimulatedPortal.Entry?, _ after: SimulatedPortal.Entry?,
        _ isDoubtful: Bool, _ wasShown: Bool
    ) -> Verdict {
        let mention = standing.mention
        if isPast(mention, before) {
            return mention.start.seconds >= began
                ? .matches : unchanged(before, after, isDoubtful, "R8: a past visit changed")
        }
        if before?.status == "fulfilled" { return unchanged(before, after, isDoubtful, "R6: performed is final") }
        let day = mention.start.day
        let isWithin = day <= Wall.day(at: now) + Self.horizonDays && mention.start.seconds >= now
        if !wasShown {
            if isDoubtful, !isWithin { return .matches }
            if !isWithin { return unchanged(before, after, isDoubtful, "a visit beyond the horizon is shown") }
            let isStale = standing.kind == .snapshot && standing.generated + Self.staleSeconds < now
            if isStale, !wasBegun(standing.generated) || after == before {
                return isDoubtful
                    ? .matches : unchanged(before, after, isDoubtful, "R13: a stale statement shows a visit")
            }
        }
        // A series is unrolled as far as something told of it lies.
        if mention.isRecurring, !isWithin { return .matches }
        guard let after else { return .broken("a stated visit is not shown") }
        let status = mention.state == .planned && mention.isWindow ? "proposed" : "booked"
        guard after.status == status else { return .broken("a stated visit is \(after.status), not \(status)") }
        guard after.start == mention.start.seconds, after.end == mention.end.seconds else {
            return .broken("a stated visit is shown at another time")
        }
        guard after.isRecurring == mention.isRecurring else { return .broken("R4: recurring is wrong") }
        guard after.service == SourceSetup.name(of: mention.service), after.unit == standing.unit else {
            return .broken("R9: a visit is shown under another service")
        }
        let named = mention.hasEmployee && mention.service == "9" && mention.state == .assigned
        return (after.employee != nil) == named ? .matches : .broken("R9: an employee's name is wrong")
    }

    private func gone(
        _ standing: Understanding.Standing, _ before: SimulatedPortal.Entry?, _ after: SimulatedPortal.Entry?,
        _ isDoubtful: Bool
    ) -> Verdict {
        let snapshot = person.newestSnapshot[standing.unit] ?? 0
        let isProof = !isStale(standing.unit)
        guard let before else {
            return after?.isUpcoming ?? false && isProof ? .broken("R12: shown and not stated") : .matches
        }
        guard before.isUpcoming, before.start > now, before.start > snapshot else {
            return unchanged(before, after, isDoubtful, "R8: what is past or ended changed by absence")
        }
        if !isProof, !wasBegun(person.newestSnapshot[standing.unit]) || after == before {
            return unchanged(before, after, isDoubtful, "R13: a stale snapshot withdrew")
        }
        // R16: a run that was cut off meant to move it to where it was stated last, which is past, and the next one does.
        if standing.isOver, let after, after.start == standing.mention.start.seconds { return .matches }
        return after?.status == "entered-in-error"
            ? .matches : .broken("R12: no longer stated, and \(after?.status ?? "-")")
    }

    private func cancelled(
        _ standing: Understanding.Standing, _ reason: Int, _ before: SimulatedPortal.Entry?,
        _ after: SimulatedPortal.Entry?, _ isDoubtful: Bool
    ) -> Verdict {
        let mention = standing.mention
        let isNotAtHome = reason == 1 || standing.kind == .notMet
        let isSeenLater = before.map { $0.status != "entered-in-error" && $0.start > standing.generated } ?? false
        if isNotAtHome, mention.start.seconds <= standing.generated, !isSeenLater {
            return unchanged(before, after, isDoubtful, "R7: a bomtur was told")
        }
        guard let before, before.status != "entered-in-error" else {
            if isDoubtful { return after?.isUpcoming ?? false ? .broken("R7: cancelled, and shown") : .matches }
            return after == before ? .matches : .broken("R7: cancelled without having been shown")
        }
        if isPast(mention, before), before.status != "fulfilled" {
            return unchanged(before, after, isDoubtful, "R8: a past visit was cancelled")
        }
        guard let after, after.status == "cancelled" else {
            return .broken("R7: not cancelled, but \(after?.status ?? "-")")
        }
        return after.employee == nil ? .matches : .broken("R7: cancelled with an employee's name")
    }

    private func performed(
        _ unit: String, _ mention: Mention, _ before: SimulatedPortal.Entry?, _ after: SimulatedPortal.Entry?,
        _ isDoubtful: Bool,
        _ wasShown: Bool
    ) -> Verdict {
        // Of whoever was away or silenced when it happened, and for two days after, the notice is no longer kept.
        let isNoLongerKept = mention.start.seconds + 47 * 3_600 < max(now, latestRun)
        if isNoLongerKept, max(activeSince.upperBound, silentUntil) > mention.start.seconds {
            return .matches
        }
        if !wasShown {
            if after == nil, strays.contains(Self.day(unit, mention.start.seconds)) { return .matches }
            let start = mention.start.seconds
            let isNews = start + 48 * 3_600 > now
            if isNews, activeSince.contains(start), activeSince.upperBound > start { return .matches }
            if !isNews || activeSince.lowerBound > start {
                return isDoubtful ? .matches : unchanged(before, after, isDoubtful, "R20: old news were told")
            }
        }
        guard let after, after.status == "fulfilled" else { return .broken("R6: performed, and not told") }
        return after.start == mention.start.seconds ? .matches : .broken("R6: performed at another time")
    }

    private func unchanged(
        _ before: SimulatedPortal.Entry?, _ after: SimulatedPortal.Entry?, _ isDoubtful: Bool, _ rule: String
    ) -> Verdict {
        before == after || isDoubtful ? .matches : .broken(rule)
    }
}
