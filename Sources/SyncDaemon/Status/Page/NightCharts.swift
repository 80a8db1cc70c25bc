// The last nights as drawings: how each ended, what was told, what stayed open, how long it took, and how old the oldest
// message in quarantine was. Bars are stretched to the width there is; every word stands beside them, in HTML.

import SyncCore

struct NightCharts {
    let nights: [NightFigures]

    /// One part of a stacked bar.
    struct Part {
        /// Its class in the style.
        let name: String
        let label: String
        let kinds: [String]
    }

    static let told = [
        Part(name: "new", label: "new visits", kinds: ["create"]),
        Part(name: "changed", label: "changed", kinds: ["update"]),
        Part(name: "performed", label: "performed", kinds: ["perform"]),
        Part(name: "back", label: "cancelled, withdrawn", kinds: ["cancel", "withdraw"]),
        Part(name: "contacts", label: "contacts", kinds: ["memberIn", "memberOut"]),
    ]

    /// How a night ended, as a class of the style and a word.
    static func end(_ night: NightFigures) -> (name: String, word: String) {
        guard night.run != nil else { return ("absent", "no cycle") }
        guard let code = night.exitCode else { return ("left", "not ended") }
        switch ExitCode(rawValue: code) {
        case .done: return ("done", "complete")
        case .leftOver: return ("left", "something left")
        case .held: return ("held", "held")
        case .windowClosed: return ("left", "cut short")
        default: return ("failed", "exit code \(code)")
        }
    }

    var html: HTML {
        .element(
            "div", ["class": "charts"], ends, stacked, stayedOpen,
            plain(
                "How long it took", "bar", values: nights.map { $0.ended == nil ? nil : $0.seconds },
                words: { "\($0) s" }, unit: { $0 <= 120 ? 1 : 60 }, scale: Self.duration),
            plain(
                "Oldest in quarantine", "age", values: nights.map(\.quarantineHours),
                words: { $0.hoursInWords }, unit: { _ in 24 }, scale: Self.days))
    }

    /// Days with one decimal.
    static func days(_ hours: Int) -> String {
        let tenths = hours % 24 * 10 / 24
        return "\(hours / 24)" + (tenths == 0 ? "" : ".\(tenths)") + "\u{00A0}d"
    }

    /// Seconds, or minutes where there are many.
    static func duration(_ seconds: Int) -> String {
        seconds <= 120 ? "\(seconds)\u{00A0}s" : "\(seconds / 60)\u{00A0}min"
    }

    // MARK: Drawing

    /// Units of the drawing for each night, of which the bar takes all but a gap.
    private static let step = 10
    private static let height = 100

    private func svg(_ label: String, height: Int = height, _ content: HTML) -> HTML {
        .element(
            "svg",
            [
                "role": "img", "aria-label": label, "viewBox": "0 0 \(nights.count * Self.step) \(height)",
                "preserveAspectRatio": "none",
            ], content)
    }

    private func rectangle(_ index: Int, _ name: String, y: Double, height: Double, title: HTML = .none) -> HTML {
        guard height > 0 else { return .none }
        return .element(
            "rect",
            [
                "class": name, "x": "\(index * Self.step + 1)", "y": Self.number(y), "width": "\(Self.step - 2)",
                "height": Self.number(height),
            ], title)
    }

    private static func number(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        return "\(hundredths / 100)." + (hundredths % 100 < 10 ? "0" : "") + "\(hundredths % 100)"
    }

    private func title(_ night: NightFigures, _ text: String) -> HTML {
        .element("title", [:], HTML("\(night.date.iso8601): \(text)"))
    }

    /// The smallest of 1, 2, 5 times a power of ten that is not below.
    static func ceiling(_ value: Int) -> Int {
        var unit = 1
        while true {
            for factor in [1, 2, 5] where factor * unit >= value { return factor * unit }
            unit *= 10
        }
    }

    private func frame(
        _ heading: String, key: HTML = .none, top: String, middle: String, isWide: Bool = false, _ drawing: HTML
    ) -> HTML {
        .element(
            "figure", ["class": isWide ? "wide" : nil],
            .element("figcaption", [:], .element("h3", [:], HTML(heading)), key),
            .element(
                "div", ["class": "plot"],
                .element(
                    "div", ["class": "scale", "aria-hidden": "true"], .element("span", [:], HTML(top)),
                    .element("span", [:], HTML(middle)), .element("span", [:], "0")), drawing, days))
    }

    private var days: HTML {
        let marks = [0, nights.count / 2, nights.count - 1].map { nights[$0].date }
        return .element(
            "div", ["class": "days", "aria-hidden": "true"],
            .each(marks) { .element("span", [:], HTML(StatusTimes.day($0))) })
    }

    private func legend(_ parts: [(String, String)]) -> HTML {
        .element(
            "ul", ["class": "key"],
            .each(parts) { name, label in .element("li", ["class": name], .element("span", [:], HTML(label))) })
    }

    // MARK: Charts

    private var ends: HTML {
        let drawing = HTML.each(nights.enumerated()) { index, night in
            let end = Self.end(night)
            return rectangle(index, end.name, y: 0, height: 20, title: title(night, end.word))
        }
        return .element(
            "figure", ["class": "wide"],
            .element(
                "figcaption", [:], .element("h3", [:], "How each night ended"),
                legend([
                    ("done", "complete"), ("left", "something left"), ("held", "held"), ("failed", "failed"),
                    ("absent", "no cycle"),
                ])),
            .element(
                "div", ["class": "plot strip"], .element("div", ["class": "scale"]),
                svg(
                    "How each of the last \(nights.count) nights ended; the table below has the same", height: 20,
                    drawing),
                days))
    }

    private var stacked: HTML {
        let sums = nights.map { night in
            Self.told.map { part in
                part.kinds.reduce(0) { $0 + night.figures.sum(\.operations, $1) }
            }
        }
        let top = Self.ceiling(sums.map { $0.reduce(0, +) }.max() ?? 0)
        let drawing = HTML.each(zip(nights, sums).enumerated()) { index, pair in
            let (night, counts) = pair
            let words = zip(Self.told, counts).filter { $0.1 > 0 }.map { "\($0.1) \($0.0.label)" }
            var y = Double(Self.height)
            return .element(
                "g", [:], title(night, words.isEmpty ? "nothing" : words.joined(separator: ", ")),
                .each(zip(Self.told, counts)) { part, count in
                    let height = Double(count * Self.height) / Double(top)
                    y -= height
                    return rectangle(index, part.name, y: y, height: height)
                })
        }
        return frame(
            "Planned for the portal", key: legend(Self.told.map { ($0.name, $0.label) }), top: StatusTimes.count(top),
            middle: StatusTimes.half(top), isWide: true,
            svg("Operations planned in each night by kind; the table below has the same", drawing))
    }

    private var stayedOpen: HTML {
        let open = nights.map { $0.figures.sum(\.outcomes, "refused", "unknown", "left") }
        let held = nights.map { $0.figures.isHeld }
        let top = Self.ceiling(open.max() ?? 0)
        let drawing = HTML.each(zip(nights, zip(open, held)).enumerated()) { index, pair in
            let (night, (count, isHeld)) = pair
            let words = title(night, "\(count) refused, in doubt or left" + (isHeld ? "; a source was held" : ""))
            return .element(
                "g", [:], words,
                isHeld ? rectangle(index, "held", y: 0, height: 8) : .none,
                rectangle(
                    index, "open", y: Double(Self.height) - Double(count * 88) / Double(top),
                    height: Double(count * 88) / Double(top)))
        }
        return frame(
            "Refused, in doubt or left", key: legend([("open", "operations"), ("held", "a source was held")]),
            top: StatusTimes.count(top), middle: StatusTimes.half(top),
            svg("What stayed open in each night, and in which a source was held; the table below has the same", drawing)
        )
    }

    private func plain(
        _ heading: String, _ name: String, values: [Int?], words: (Int) -> String, unit: (Int) -> Int,
        scale: (Int) -> String
    ) -> HTML {
        let most = values.compactMap { $0 }.max() ?? 0
        let step = unit(most)
        let top = Self.ceiling((most + step - 1) / step) * step
        let drawing = HTML.each(zip(nights, values).enumerated()) { index, pair in
            let (night, value) = pair
            guard let value, value > 0 else { return .none }
            let height = max(1.5, Double(value * Self.height) / Double(top))
            return rectangle(
                index, name, y: Double(Self.height) - height, height: height, title: title(night, words(value)))
        }
        return frame(
            heading, top: scale(top), middle: (top / step).isMultiple(of: 2) ? scale(top / 2) : "",
            svg("\(heading) in each night; the table below has the same", drawing))
    }
}
