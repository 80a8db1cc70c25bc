// An operation as a line for people: what will happen to which entry and when, without whose it is. The entry is named by
// the first digits of its keyed digest, which lead back to it in the ledger and nowhere else.

public enum OperationLine: Equatable, Sendable {
    case appointment(
        OperationKind, key: Digest128, status: AppointmentStatus, start: Instant, end: Instant, pair: ServiceUnit)
    case membership(OperationKind, since: CivilDate, until: CivilDate?, pair: ServiceUnit)

    public var kind: OperationKind {
        switch self {
        case .appointment(let kind, _, _, _, _, _), .membership(let kind, _, _, _): kind
        }
    }

    /// ```
    /// create     3fa94b01c2d3e4f5  proposed          2027-01-12 08:00–10:00  9@95316
    /// memberIn   since 2027-01-12                                9@95316
    /// ```
    public func text(zone: TimeZoneTable) -> String {
        switch self {
        case .appointment(let kind, let key, let status, let start, let end, let pair):
            return [
                filled(kind.name, 9), key.shortHexadecimal, filled(status.code, 16), zone.period(from: start, to: end),
                pair.offerValue,
            ].joined(separator: "  ")
        case .membership(let kind, let since, let until, let pair):
            let period = "since " + since.iso8601 + (until.map { " until " + $0.iso8601 } ?? "")
            return [filled(kind.name, 9), filled(period, 34), pair.offerValue].joined(separator: "  ")
        }
    }

}

extension TimeZoneTable {
    /// `2027-01-12 08:00–10:00`
    public func period(from start: Instant, to end: Instant) -> String {
        let (start, end) = (wallClock(at: start), wallClock(at: end))
        func time(_ clock: WallClock) -> String { String(clock.iso8601.dropFirst(11).prefix(5)) }
        let until = start.date == end.date ? time(end) : end.date.iso8601 + " " + time(end)
        return start.date.iso8601 + " " + time(start) + "–" + until
    }
}

extension CitizenPlan {
    /// One line for each operation, memberships first, as they will be sent.
    public var lines: [OperationLine] {
        memberships.map { .membership($0.kind, since: $0.since, until: $0.until, pair: $0.pair) }
            + appointments.map { operation in
                let shown = operation.content.shown
                return .appointment(
                    operation.kind, key: operation.key, status: shown.status, start: shown.start, end: shown.end,
                    pair: shown.pair)
            }
    }
}

private func filled(_ text: String, _ width: Int) -> String {
    text.count >= width ? text : text + String(repeating: " ", count: width - text.count)
}
