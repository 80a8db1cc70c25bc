// An operation as a line for people: what will happen to which entry and when, without whose it is. The entry is named by
// the first digits of its keyed digest, which lead back to it in the ledger and nowhere else.

extension AppointmentOperation {
    /// `create    3fa94b01c2d3e4f5  proposed          2027-01-12 08:00–10:00  9@95316`
    public func line(zone: TimeZoneTable) -> String {
        let shown = content.shown
        return [
            filled(kind.name, 9), key.shortHexadecimal, filled(shown.status.code, 16),
            zone.period(from: shown.start, to: shown.end), shown.pair.offerValue,
        ].joined(separator: "  ")
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

extension MembershipOperation {
    /// `memberIn   since 2027-01-12                                9@95316`
    public func line() -> String {
        let period = "since " + since.iso8601 + (until.map { " until " + $0.iso8601 } ?? "")
        return [filled(kind.name, 9), filled(period, 34), pair.offerValue].joined(separator: "  ")
    }
}

extension CitizenPlan {
    /// One line for each operation, memberships first, as they will be sent.
    public func lines(zone: TimeZoneTable) -> [String] {
        memberships.map { $0.line() } + appointments.map { $0.line(zone: zone) }
    }
}

private func filled(_ text: String, _ width: Int) -> String {
    text.count >= width ? text : text + String(repeating: " ", count: width - text.count)
}
