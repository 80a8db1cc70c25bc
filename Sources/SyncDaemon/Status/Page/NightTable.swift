// The same nights in numbers, newest first, for whoever does not see the drawings or wants to know exactly.

import SyncCore

struct NightTable {
    let nights: [NightFigures]
    let times: StatusTimes

    private static let head = [
        "Night", "Ended", "Code", "Seconds", "Messages", "Set aside", "Planned", "Accepted", "Open",
        "Held",
        "Quarantine", "Oldest",
    ]

    var html: HTML {
        .element(
            "div", ["class": "scroll"],
            .element(
                "table", ["class": "nights"],
                .element("caption", [:], "The nights in numbers; all runs of a night together."),
                .element(
                    "thead", [:],
                    .element(
                        "tr", [:],
                        .each(Self.head.enumerated()) { index, name in
                            .element("th", ["scope": "col", "class": index > 1 ? "number" : nil], HTML(name))
                        })), .element("tbody", [:], .each(nights.reversed(), row))))
    }

    private func row(_ night: NightFigures) -> HTML {
        let figures = night.figures
        let setAside =
            figures.sum(\.messages, "quarantined", "refused") + figures.unattributed["quarantined", default: 0]
            + figures.unattributed["refused", default: 0]
        let messages = figures.sum(\.messages) + figures.unattributed.values.reduce(0, +)
        let held = figures.sources.values.flatMap(\.held.keys).sorted().joined(separator: ", ")
        let isThere = night.ended != nil
        let cells: [String] =
            [
                night.exitCode.map { String($0) } ?? "–", isThere ? StatusTimes.count(night.seconds) : "–",
            ]
            + [
                messages, setAside, figures.sum(\.operations) - figures.sum(\.operations, "activationTold"),
                figures.sum(\.outcomes, "accepted"), figures.sum(\.outcomes, "refused", "unknown", "left"),
            ].map { isThere ? StatusTimes.count($0) : "–" }
            + [
                held.isEmpty ? "–" : held, figures.quarantined.map(StatusTimes.count) ?? "–",
                night.quarantineHours.map { $0 == 0 ? "–" : NightCharts.days($0) } ?? "–",
            ]
        return .element(
            "tr", [:], .element("th", ["scope": "row"], HTML(StatusTimes.day(night.date))),
            .element("td", [:], HTML(NightCharts.end(night).word)),
            .each(cells) { .element("td", ["class": "number"], HTML($0)) })
    }
}
