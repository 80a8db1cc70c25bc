// What changed since yesterday: each difference with what it was and what it is.

struct ChangeList: Sendable {
    let calendar: CitizenCalendar
    let links: VisitLinks

    var content: Markup {
        let changes = calendar.changes
        let yesterday = Norwegian.day(calendar.today.advanced(by: -1))
        return .tag(
            "section", ["class": "stack", "aria-labelledby": "endret"],
            [
                .tag("h2", ["id": "endret"], "Endret siden i går"),
                .tag("p", ["class": "quiet"], "Sammenlignet med det som ble vist da \(yesterday) var over."),
                changes.isEmpty
                    ? .tag("p", [:], "Ingenting er endret.") : .tag("ul", ["class": "stack"], changes.markup(item)),
            ])
    }

    private func item(_ change: ShownChange) -> Markup {
        let name = Markup("\(change.kind.word): \(change.shown.service)")
        return .tag(
            "li", ["class": "panel"],
            [
                .tag(
                    "h3", [:],
                    // What was taken away has no page for the citizen.
                    change.after == nil ? name : .tag("a", ["href": links.page(change.number)], name)),
                .tag("dl", ["class": "before-after"], [side("Før", change.before), side("Nå", change.after)]),
            ])
    }

    private func side(_ name: String, _ shown: ShownAppointment?) -> Markup {
        .tag("div", [:], [.tag("dt", [:], Markup(name)), .tag("dd", ["class": "lines"], shown?.lines ?? "Ikke vist")])
    }
}
