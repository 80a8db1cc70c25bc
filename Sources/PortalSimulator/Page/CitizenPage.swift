// One citizen's pages: the week, the list, what changed since yesterday, and what a relative is told.

struct CitizenPage: Sendable {
    enum View: Equatable, Sendable {
        case week(Week)
        case list
        case changes
        case proxy
    }

    let calendar: CitizenCalendar
    let id: String
    let view: View

    var path: String { "/citizens/\(id)" }
    var links: VisitLinks { VisitLinks(path: path) }

    var page: Page {
        Page(
            title: title, way: [.init(name: "Innbyggere", path: "/")],
            content: [head, isReachableNote, tabs, content])
    }

    private var title: String {
        switch view {
        case .week(let week): "Kalender, uke \(week.number), \(week.year)"
        case .list: "Timeavtaler"
        case .changes: "Endret siden i går"
        case .proxy: "Varsler til den som har fullmakt"
        }
    }

    private var head: Markup {
        .tag(
            "div", [:],
            [
                .tag("h1", [:], "Timeavtaler"),
                .tag(
                    "p", ["class": "lead"],
                    "\(CitizenName.text(calendar.citizen.fnr, id: id)) · \(CitizenName.activity(calendar.citizen))"
                ),
                calendar.contacts.isEmpty
                    ? []
                    : .tag("p", ["class": "quiet"], "Helsekontakter: \(calendar.contacts.joined(separator: ", "))"),
            ])
    }

    private var isReachableNote: Markup {
        guard !calendar.citizen.isReachable else { return [] }
        return .tag(
            "p", ["class": "note"],
            "Innbyggeren er ikke digitalt aktiv. Helsenorge tar ikke imot mer, og det som står her, er det portalen hadde."
        )
    }

    private var tabs: Markup {
        let weekPath = path
        func tab(_ name: String, _ path: String, isCurrent: Bool) -> Markup {
            .tag("li", [:], .tag("a", ["href": path, "aria-current": isCurrent ? "page" : nil], Markup(name)))
        }
        var isWeek = false
        if case .week = view { isWeek = true }
        return .tag(
            "nav", ["class": "tabs", "aria-label": "Visning"],
            .tag(
                "ul", [:],
                [
                    tab("Uke", weekPath, isCurrent: isWeek),
                    tab("Liste", path + "?view=list", isCurrent: view == .list),
                    tab("Siden i går", path + "?view=changes", isCurrent: view == .changes),
                    tab("Fullmakt", path + "?view=proxy", isCurrent: view == .proxy),
                ]))
    }

    private var content: Markup {
        switch view {
        case .week(let week): [weekBar(week), self.week(week), VisitLinks.legend]
        case .list: [list, VisitLinks.legend]
        case .changes: ChangeList(calendar: calendar, links: links).content
        case .proxy: ProxyNotices(calendar: calendar, links: links).content
        }
    }

    // MARK: The week

    private func weekBar(_ week: Week) -> Markup {
        func link(_ name: String, _ week: Week) -> Markup {
            .tag("li", [:], .tag("a", ["href": "\(path)?week=\(week.text)"], Markup(name)))
        }
        return .tag(
            "div", ["class": "bar"],
            [
                .tag("h2", ["id": "uke"], "Uke \(week.number), \(Norwegian.span(week))"),
                .tag(
                    "nav", ["aria-label": "Andre uker"],
                    .tag(
                        "ul", [:],
                        [
                            link("← Uke \(week.advanced(by: -1).number)", week.advanced(by: -1)),
                            week == Week(of: calendar.today) ? [] : link("Denne uken", Week(of: calendar.today)),
                            link("Uke \(week.advanced(by: 1).number) →", week.advanced(by: 1)),
                        ])),
            ])
    }

    private func week(_ week: Week) -> Markup {
        .tag("ol", ["class": "week", "aria-labelledby": "uke"], week.days.markup(weekDay))
    }

    private func weekDay(_ day: Day) -> Markup {
        let entries = calendar.on(day)
        let isToday = day == calendar.today
        return .tag(
            "li", ["class": isToday ? "day today" : "day", "aria-current": isToday ? "date" : nil],
            [
                dayHead(day, isToday: isToday),
                entries.isEmpty ? .tag("p", ["class": "quiet small"], "Ingen timer") : links.visits(entries),
            ])
    }

    private func dayHead(_ day: Day, year: String = "", isToday: Bool) -> Markup {
        .tag(
            "div", ["class": "day-head"],
            [
                .tag(
                    "h3", [:],
                    [
                        .tag("span", [:], Markup(Norwegian.weekdays[day.weekday].capitalisedFirst)), " ",
                        .tag("span", [:], "\(day.day). \(Norwegian.months[day.month - 1])\(year)"),
                    ]),
                isToday ? .tag("span", ["class": "badge"], "I dag") : [],
            ])
    }

    // MARK: The list

    private var list: Markup {
        [
            section("Kommende timer", id: "kommende", calendar.coming, none: "Ingen kommende timer."),
            section("Tidligere timer", id: "tidligere", calendar.past, none: "Ingen tidligere timer."),
        ]
    }

    private func section(_ name: String, id: String, _ entries: [CalendarEntry], none: String) -> Markup {
        .tag(
            "section", ["class": "stack days", "aria-labelledby": id],
            [
                .tag("h2", ["id": id], Markup(name)),
                entries.isEmpty ? .tag("p", ["class": "quiet"], Markup(none)) : [],
                Self.byDay(entries).markup(listDay),
            ])
    }

    private func listDay(_ day: Day, _ entries: [CalendarEntry]) -> Markup {
        let isToday = day == calendar.today
        return .tag(
            "div", ["class": isToday ? "day today" : "day"],
            [
                dayHead(day, year: " \(day.year)", isToday: isToday), links.visits(entries),
            ])
    }

    /// In the order given, which is by time.
    private static func byDay(_ entries: [CalendarEntry]) -> [(Day, [CalendarEntry])] {
        var days: [(day: Day, entries: [CalendarEntry])] = []
        for entry in entries {
            let day = OsloTime(entry.start).day
            if days.last?.day == day {
                days[days.count - 1].entries.append(entry)
            } else {
                days.append((day, [entry]))
            }
        }
        return days.map { ($0.day, $0.entries) }
    }
}
