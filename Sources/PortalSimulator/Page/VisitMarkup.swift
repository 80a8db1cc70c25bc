// How a visit is said and drawn, wherever it stands.

extension ShownAppointment {
    var kind: VisitKind { VisitKind(self) }

    /// The kind's word, or what it is instead.
    var kindWord: String { status == "noshow" ? "Ikke til stede" : kind.word }

    /// `kl. 08.00–08.30`, or `mellom kl. 08.00 og 10.00`.
    var timeText: String {
        let begin = OsloTime(begins)
        let from = Norwegian.clock(begin)
        guard let ends, ends != begins else { return from }
        let end = OsloTime(ends)
        let isOneDay = end.day == begin.day
        let to = isOneDay ? Norwegian.time(end) : "\(Norwegian.day(end.day)) \(Norwegian.clock(end))"
        return isWindow ? "mellom \(from) og \(to)" : from + (isOneDay ? "–" : " – ") + to
    }

    var time: Markup { .tag("time", ["datetime": begins.text], Markup(timeText.capitalisedFirst)) }

    /// All that is seen of it at a glance, a line each.
    var lines: Markup {
        [
            kind.label(saying: kindWord), .tag("span", [:], Markup(dayText.capitalisedFirst)),
            .tag("span", [:], Markup(timeText.capitalisedFirst)),
            employee.map { .tag("span", ["class": "quiet"], Markup($0)) } ?? [],
        ]
    }

    /// `mandag 22. mars 2027`
    var dayText: String { Norwegian.dayWithYear(OsloTime(begins).day) }
}

/// Draws a citizen's visits with links to their pages.
struct VisitLinks: Sendable {
    /// Of the citizen's page.
    let path: String

    func page(_ number: Int64) -> String { "\(path)/appointments/\(number)" }

    func visit(_ entry: CalendarEntry) -> Markup {
        let shown = entry.shown
        return .tag(
            "li", [:],
            .tag(
                "a", ["class": "visit visit-\(shown.kind.rawValue)", "href": page(entry.number)],
                [
                    .tag("span", ["class": "time"], shown.time),
                    .tag("span", ["class": "service"], Markup(Norwegian.hyphenated(shown.service))),
                    shown.employee.map { .tag("span", ["class": "quiet small"], Markup($0)) } ?? [],
                    shown.kind.label(saying: shown.kindWord),
                ]))
    }

    func visits(_ entries: [CalendarEntry]) -> Markup {
        .tag("ul", ["class": "visits"], entries.markup(visit))
    }

    static var legend: Markup {
        .tag(
            "section", ["class": "legend small", "aria-labelledby": "tegn"],
            [
                .tag("h2", ["id": "tegn"], "Tegnene"),
                .tag(
                    "ul", [:],
                    VisitKind.allCases.markup { kind in
                        .tag(
                            "li", [:],
                            [kind.label(), .tag("span", ["class": "quiet"], ": \(kind.explanation)")])
                    }),
            ])
    }
}
