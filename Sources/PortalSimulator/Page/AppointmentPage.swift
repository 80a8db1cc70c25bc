// One appointment: what the citizen reads of it, and, for whoever tests, how it has been shown before.

struct AppointmentPage: Sendable {
    let calendar: CitizenCalendar
    let entry: CalendarEntry
    let id: String

    private var shown: ShownAppointment { entry.shown }

    var page: Page {
        let citizen = "/citizens/\(id)"
        return Page(
            title: "Time",
            way: [
                .init(name: "Innbyggere", path: "/"),
                .init(name: "Kalender", path: "\(citizen)?week=\(Week(of: OsloTime(shown.begins).day).text)"),
            ],
            content: [
                .tag(
                    "div", [:],
                    [
                        .tag("h1", [:], Markup(shown.service)),
                        .tag("p", ["class": "lead"], [Markup(shown.dayText.capitalisedFirst)]),
                    ]),
                calendar.isInSight(shown) ? [] : .tag("p", ["class": "note"], Markup(outOfSight)),
                .tag("div", ["class": "panel"], facts), history,
            ])
    }

    private var outOfSight: String {
        shown.isShown
            ? "Timen er forbi og vises ikke lenger for innbyggeren."
            : "Timen er trukket tilbake og vises ikke for innbyggeren."
    }

    private var facts: Markup {
        var facts: [(String, Markup)] = [
            ("Type", shown.kind.label(saying: shown.kindWord)),
            (shown.isWindow ? "Tidsvindu" : "Tid", shown.time),
            ("Tjeneste", Markup(shown.service)),
        ]
        if let employee = shown.employee {
            facts.append((shown.kind == .performed ? "Utført av" : "Ansatt", Markup(employee)))
        }
        if let reason = shown.cancellationReason { facts.append(("Årsak til avlysning", Markup(Self.reason(reason)))) }
        if let description = shown.description { facts.append(("Beskrivelse", Markup(description))) }
        if let actions { facts.append(("Innbyggeren kan", Markup(actions))) }
        return .tag(
            "dl", ["class": "facts"],
            facts.markup { name, value in [.tag("dt", [:], Markup(name)), .tag("dd", [:], value)] })
    }

    /// What 7621's codes stand for is not published.
    private static func reason(_ reason: String) -> String {
        reason.utf8.count <= 4 && !reason.contains(" ") ? "kode \(reason) i Volven 7621" : reason
    }

    private var actions: String? {
        let known = [
            "cancel": "avbestille", "cancelWithComment": "avbestille med en kommentar",
            "canChangeAppointment": "endre timen", "canCancelServiceRequest": "si fra seg tilbudet",
        ]
        let actions = shown.flags.compactMap { known[$0] }
        return actions.isEmpty ? nil : actions.joined(separator: ", ")
    }

    private var history: Markup {
        .tag(
            "section", ["class": "panel", "aria-labelledby": "vist"],
            [
                .tag("h2", ["id": "vist"], "Slik har timen vært vist"),
                .tag(
                    "p", ["class": "quiet small"],
                    "For den som tester. Helsenorge viser bare timen slik den er nå."),
                .tag(
                    "div", ["class": "scroll", "tabindex": "0", "role": "region", "aria-labelledby": "vist"],
                    .tag(
                        "table", [:],
                        [
                            .tag("caption", [:], Markup(caption)),
                            .tag(
                                "thead", [:],
                                .tag(
                                    "tr", [:],
                                    [.tag("th", ["scope": "col"], "Fra"), .tag("th", ["scope": "col"], "Vist som")])),
                            .tag("tbody", [:], entry.versions.reversed().markup(row)),
                        ])),
            ])
    }

    private var caption: String {
        entry.versions.count == 1 ? "Én versjon" : "\(entry.versions.count) versjoner, den siste øverst"
    }

    private func row(_ version: ShownVersion) -> Markup {
        let shown = version.shown
        let since = OsloTime(version.since)
        return .tag(
            "tr", [:],
            [
                .tag(
                    "th", ["scope": "row"],
                    "\(since.day.day). \(Norwegian.months[since.day.month - 1]) \(Norwegian.clock(since))"),
                .tag("td", ["class": "lines"], shown.isShown ? shown.lines : "Trukket tilbake"),
            ])
    }
}
