// How long a push counts (A11). Most of them change nothing any more two days after their visits. But a push is kept beside
// older statements of the same visits: forgotten before those, it would let them count again, and a visit that was moved to
// an earlier day, or cancelled there, would be shown where it was to be before (R14).

import Foundation
import GRDB
import SyncCore

extension InboxWriter {
    /// - Returns: `nil` for a push that is kept as long as anything.
    func end(of push: VisitStatement, _ place: StatedPlace) throws -> Instant? {
        guard let over = push.over else { return nil }
        // What was performed is final (R6), and these are most of all pushes.
        guard push.events.contains(where: { $0.state != .performed }) else { return over }
        let kept = try kept(place)
        guard kept.contains(where: { $0.generated < push.generated }) else { return over }
        let overruling = try overruling(push, kept, place)
        return kept.compactMap { overruling.lastEnd(in: $0).map(VisitStatement.over(after:)) }.reduce(over, max)
    }

    /// The same where the older statement comes later.
    func prolongPushes(after visits: VisitStatement, _ place: StatedPlace) throws {
        guard visits.events.contains(where: { $0.state == .planned || $0.state == .assigned }) else { return }
        let later = try pushes(after: visits, place)
        guard !later.isEmpty else { return }
        let kept = try kept(place)
        for push in later {
            guard let end = try overruling(push.visits, kept, place).lastEnd(in: visits) else { continue }
            try prolong(push, to: VisitStatement.over(after: end))
        }
    }

    private func prolong(_ push: KeptVisits, to end: Instant) throws {
        let end = min(end, push.visits.generated.adding(days: statedDaysMax))
        try db.cachedStatement(
            sql: """
                UPDATE stated SET expires = max(expires, ?)
                WHERE source = ? AND citizen = ? AND kind = ? AND unit = ? AND message = ? AND part = ?
                """
        ).execute(arguments: [
            end.seconds, push.place.source, push.place.citizen, push.place.kind.rawValue, push.place.unit,
            push.place.message, push.place.part,
        ])
    }
}

extension VisitStatement {
    /// R20's 48 hours after a visit, with the wall clock read as UTC, which is later than Norway means.
    fileprivate static func over(after end: WallClock) -> Instant { Instant(seconds: end.seconds).adding(hours: 48) }

    /// When its visits are so long over that they change nothing any more. `nil` when there is no telling: of a series, and
    /// of a cancellation, whose visit may have been told for another day, or be stated for one by a message that is late.
    fileprivate var over: Instant? {
        guard !events.isEmpty, events.allSatisfy({ $0.recurrence == nil && !isCancellation($0) }) else { return nil }
        return events.map { Self.over(after: max($0.start, $0.end ?? $0.start)) }.max()
    }

    /// Other than of a visit that had begun when nobody was at home (R7).
    private func isCancellation(_ event: VisitEvent) -> Bool {
        let isNotAtHome = event.reason == .notAtHome || kind == .notMet
        return event.state == .cancelled && !(isNotAtHome && event.start.seconds <= generated.seconds)
    }
}
