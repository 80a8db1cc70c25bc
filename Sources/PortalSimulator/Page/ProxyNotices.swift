// What someone with a given proxy (tildelt fullmakt) is told: performed visits, and nothing else (KS: relatives who have
// asked for it). Neither the words nor the way of the notice are published; the page says so.

struct ProxyNotices: Sendable {
    let calendar: CitizenCalendar
    let links: VisitLinks

    var content: Markup {
        .tag(
            "section", ["class": "stack", "aria-labelledby": "fullmakt"],
            [
                .tag("h2", ["id": "fullmakt"], "Varsler til den som har fullmakt"),
                .tag(
                    "p", ["class": "quiet"],
                    """
                    Pårørende med tildelt fullmakt får vite om utførte besøk. Planlagte, tildelte og avlyste timer varsles \
                    ikke. Hvordan Helsenorge ordlegger varselet, er ikke offentlig; her står det varselet sier.
                    """), list,
            ])
    }

    private var list: Markup {
        guard calendar.citizen.assignedProxy else {
            return .tag("p", [:], "Innbyggeren har ikke tildelt fullmakt. Ingen andre varsles.")
        }
        let notices = calendar.notices
        guard !notices.isEmpty else { return .tag("p", [:], "Ingen utførte besøk å varsle om ennå.") }
        return .tag("ul", ["class": "stack"], notices.markup(notice))
    }

    private func notice(_ notice: ProxyNotice) -> Markup {
        let visit = notice.visit
        return .tag(
            "li", ["class": "panel"],
            [
                .tag("h3", [:], .tag("a", ["href": links.page(notice.number)], "\(visit.service): besøket er utført")),
                .tag(
                    "p", [:],
                    [
                        visit.kind.label(), " ", Markup(visit.dayText), ", ",
                        .tag("time", ["datetime": visit.begins.text], Markup(visit.timeText)),
                    ]),
                .tag(
                    "p", ["class": "quiet small"],
                    [
                        "Varslet ",
                        .tag("time", ["datetime": notice.told.text], Markup(Norwegian.moment(notice.told))),
                    ]),
            ])
    }
}
