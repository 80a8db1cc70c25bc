// The front page: whom the portal knows, and how much it holds.

/// A page of citizens.
struct CitizenListPage: Sendable {
    /// On one page.
    static let citizensMax = 50

    let calendars: [CitizenCalendar]
    /// From 1.
    let side: Int
    let sides: Int
    let count: Int
    /// Also those without any appointment.
    let showsEverybody: Bool
    let overview: Overview
    let id: @Sendable (String) -> String

    var page: Page {
        Page(
            title: "Innbyggere",
            content: [
                .tag(
                    "div", [:],
                    [
                        .tag("h1", [:], "Innbyggere"),
                        .tag(
                            "p", ["class": "lead"],
                            "Velg en innbygger for å se kalenderen slik hun eller han ser den på Helsenorge."),
                    ]),
                choice, .tag("div", ["class": "panel"], calendars.isEmpty ? nobody : [table, paging]), numbers,
            ])
    }

    private var choice: Markup {
        func link(_ name: String, _ path: String, isCurrent: Bool) -> Markup {
            .tag("li", [:], .tag("a", ["href": path, "aria-current": isCurrent ? "page" : nil], Markup(name)))
        }
        return .tag(
            "nav", ["class": "tabs", "aria-label": "Hvilke innbyggere"],
            .tag(
                "ul", [:],
                [
                    link("Med timer", "/", isCurrent: !showsEverybody),
                    link("Alle", "/?vis=alle", isCurrent: showsEverybody),
                ]))
    }

    private var nobody: Markup {
        .tag(
            "p", [:],
            showsEverybody
                ? "Portalen kjenner ingen ennå. De settes med PUT /citizens." : "Ingen har timer ennå.")
    }

    private var table: Markup {
        .tag(
            "div", ["class": "scroll"],
            .tag(
                "table", [:],
                [
                    .tag("caption", [:], Markup(caption)),
                    .tag(
                        "thead", [:],
                        .tag(
                            "tr", [:],
                            [
                                .tag("th", ["scope": "col"], "Innbygger"),
                                .tag("th", ["scope": "col", "class": "number"], "Kommende"),
                                .tag("th", ["scope": "col", "class": "number"], "Endret"),
                            ])),
                    .tag("tbody", [:], calendars.markup(row)),
                ]))
    }

    private var caption: String {
        let people = Norwegian.count(count, "innbygger", "innbyggere")
        let place = sides > 1 ? ", side \(side) av \(sides)" : ""
        return "\(people)\(showsEverybody ? "" : " med timer")\(place). Endret: timer som er endret siden i går."
    }

    private func row(_ calendar: CitizenCalendar) -> Markup {
        let citizen = calendar.citizen
        let id = id(citizen.fnr)
        return .tag(
            "tr", [:],
            [
                .tag(
                    "th", ["scope": "row"],
                    [
                        .tag("a", ["href": "/citizens/\(id)"], Markup(CitizenName.text(citizen.fnr, id: id))),
                        .tag("br"),
                        .tag("span", ["class": "quiet small"], Markup(CitizenName.activity(citizen).capitalisedFirst)),
                    ]),
                .tag("td", ["class": "number"], "\(calendar.coming.count)"),
                .tag("td", ["class": "number"], "\(calendar.changes.count)"),
            ])
    }

    private var paging: Markup {
        guard sides > 1 else { return [] }
        func link(_ name: String, _ side: Int) -> Markup {
            let path = "/?side=\(side)" + (showsEverybody ? "&vis=alle" : "")
            return (1...sides).contains(side) ? .tag("li", [:], .tag("a", ["href": path], Markup(name))) : []
        }
        return .tag(
            "div", ["class": "bar"],
            .tag(
                "nav", ["aria-label": "Flere innbyggere"],
                .tag("ul", [:], [link("Forrige side", side - 1), link("Neste side", side + 1)])))
    }

    /// The portal's own numbers, in the words of its statuses.
    private var numbers: Markup {
        .tag(
            "section", ["class": "panel", "aria-labelledby": "tall"],
            [
                .tag("h2", ["id": "tall"], "Det portalen har"),
                .tag(
                    "ul", [:],
                    [
                        .tag(
                            "li", [:],
                            "Innbyggere: \(overview.citizens), hvorav \(overview.reachableCitizens) kan nås"),
                        .tag("li", [:], "Medlemskap i tilbud: \(overview.members)"),
                        .tag("li", [:], "Endringer vist for innbyggere: \(overview.changesShownToCitizen)"),
                    ]),
                .tag(
                    "table", [:],
                    [
                        .tag("caption", [:], "Timer etter status"),
                        .tag(
                            "thead", [:],
                            .tag(
                                "tr", [:],
                                [
                                    .tag("th", ["scope": "col"], "Status"),
                                    .tag("th", ["scope": "col", "class": "number"], "Timer"),
                                    .tag("th", ["scope": "col", "class": "number"], "Vises nå"),
                                ])),
                        .tag(
                            "tbody", [:],
                            overview.appointments.markup { count in
                                .tag(
                                    "tr", [:],
                                    [
                                        .tag("th", ["scope": "row"], Markup(count.status)),
                                        .tag("td", ["class": "number"], "\(count.count)"),
                                        .tag("td", ["class": "number"], "\(count.shown)"),
                                    ])
                            }),
                    ]),
                .tag("p", [:], ["Alt innhold, for programmer: ", .tag("a", ["href": "/state"], "/state")]),
            ])
    }
}

/// What a citizen is called on pages.
enum CitizenName {
    /// A synthetic number as people write one, six and five; of anybody else's number nothing is shown.
    static func text(_ number: String, id: String) -> String {
        let digits = number.compactMap(\.wholeNumberValue)
        guard digits.count == 11, digits[2] * 10 + digits[3] > 80 else { return "Innbygger \(id.prefix(6))" }
        return "\(number.prefix(6)) \(number.suffix(5))"
    }

    static func activity(_ citizen: Citizen) -> String {
        let way = citizen.active ? "digitalt aktiv" : citizen.viaOthers ? "aktiv via andre" : "ikke digitalt aktiv"
        return way + (citizen.assignedProxy ? ", tildelt fullmakt" : "")
    }
}
