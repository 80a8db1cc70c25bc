// The status page: is it fresh, what waits for a person and what to type, who was heard, and the last nights. Nobody is in
// it: source ids, codes, counts and times.

import SyncCore
import SyncState

struct StatusPage {
    let configuration: DaemonConfiguration
    let facts: LedgerFacts
    let board: StatusBoard.Now
    let times: StatusTimes

    private var now: Instant { times.now }
    private var nights: [NightFigures] {
        NightFigures.nights(facts.nights, facts.figures, at: now, in: times.zone)
    }

    /// - Parameter nonce: of the one style that may apply.
    func html(nonce: String) -> HTML {
        Self.document(
            title: "epjsyncd: \(verdict.words)", nonce: nonce, head: head,
            content: verdictPanel + heldPanel + openPanel + sourcesPanel + nightsPanel)
    }

    static func document(title: String, nonce: String, head: HTML, content: HTML) -> HTML {
        .page(
            .element(
                "html", ["lang": "en"],
                .element(
                    "head", [:], .element("meta", ["charset": "utf-8"]),
                    .element("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
                    .element("meta", ["name": "referrer", "content": "no-referrer"]),
                    .element("link", ["rel": "icon", "href": "data:,"]), .element("title", [:], HTML(title)),
                    .element("style", ["nonce": nonce], .statusStyle)),
                .element(
                    "body", [:], .element("header", ["class": "top"], .element("div", ["class": "wrap"], head)),
                    .element("main", ["class": "wrap"], content),
                    .element(
                        "footer", ["class": "wrap"],
                        .element(
                            "p", [:], "Counts, codes and times only. For programs: ",
                            .element("a", ["href": "/metrics"], "/metrics"), ", ",
                            .element("a", ["href": "/health"], "/health"), ", ",
                            .element("a", ["href": "/ready"], "/ready"), ".")))))
    }

    private var head: HTML {
        let window = configuration.night.window
        let doing: String =
            switch board.phase {
            case .starting: "is starting"
            case .idle:
                "waits for the night, \(StatusTimes.clock(window.start)) to \(StatusTimes.clock(window.end))"
            case .night(let since): "runs the night’s cycle since \(times.moment(since))"
            case .day(let since): "reads what came, since \(times.moment(since))"
            }
        return .element("p", [:], .element("strong", [:], "epjsyncd"), HTML(" " + doing))
            + .element("p", ["class": "quiet small"], HTML("\(times.moment(now)) in Norway"))
    }

    // MARK: Verdict

    private var verdict: (name: String, words: String) {
        guard let last = facts.lastComplete else { return ("bad", "No cycle has been complete yet") }
        guard now.hours(since: last) < StatusCommand.completeCycleHoursMax else {
            return ("bad", "No complete cycle for \(times.age(last))")
        }
        if board.isConfigurationRefused { return ("bad", "A configuration was refused") }
        if !facts.open.holds.isEmpty { return ("warn", "A source is held") }
        return ("", "The last complete cycle ended \(times.age(last)) ago")
    }

    private var verdictPanel: HTML {
        let isTold = facts.lastComplete == facts.newest?.ended
        let last = facts.lastComplete.map { "The last complete cycle ended \(times.moment($0)), \(times.age($0)) ago." }
        let newest = facts.newest.map { run -> String in
            let end = run.ended.map { " \(times.moment($0))" } ?? ""
            return
                "\(isTold ? "It" : "The newest") ended\(end) with exit code \(run.exitCode ?? -1) (run \(run.number))."
        }
        let refused =
            board.isConfigurationRefused
            ? "The configuration that was last read is not valid; the one before is in force. epjsyncd check-config says why."
            : nil
        let lines = [isTold && verdict.name.isEmpty ? nil : last, newest, refused].compactMap { $0 }
        return .element(
            "section", ["class": "panel verdict \(verdict.name)"], .element("h1", [:], HTML(verdict.words)),
            lines.isEmpty ? .none : .element("p", ["class": "quiet"], HTML(lines.joined(separator: " "))))
    }

    // MARK: What waits

    private var heldPanel: HTML {
        guard !facts.open.holds.isEmpty else { return .none }
        return .element(
            "section", ["class": "panel"], .element("h2", [:], "Held, until a person has looked"),
            .element("ul", ["class": "list"], .each(facts.open.holds, held)))
    }

    private func held(_ hold: Hold) -> HTML {
        let sentence = HoldText(limits: configuration.guardLimits).sentence(hold.exceeded)
        let text =
            "Since \(times.moment(hold.since)): \(sentence). Nothing of plan \(hold.plan) was sent. Nobody has to decide "
            + "before 08:00."
        return .element(
            "li", [:], .element("h3", [:], HTML("\(hold.source): \(hold.exceeded.kind.rawValue) (\(hold.name))")),
            .element("p", [:], HTML(text)),
            .element(
                "div", ["class": "commands"], command("to look", "epjsyncd plan --show \(hold.plan)"),
                command("if it is right", "epjsyncd approve \(hold.name)")))
    }

    private func command(_ when: String, _ text: String) -> HTML {
        .element("p", [:], .element("span", [:], HTML(when)), " ", .element("code", [:], HTML(text)))
    }

    private var openPanel: HTML {
        let open = facts.open
        let numbers = [
            ("in quarantine", open.quarantined), ("in doubt", open.possiblyTold), ("refused", open.refused),
            ("left for the next run", open.left), ("waiting for EPJs", open.undelivered),
            ("to be taken off", open.withdrawals),
        ]
        let items = HTML.each(numbers) { (number: (String, Int)) -> HTML in
            .element(
                "div", ["class": number.1 == 0 ? "zero" : nil], .element("dt", [:], HTML(number.0)),
                .element("dd", [:], HTML(StatusTimes.count(number.1))))
        }
        return .element(
            "section", ["class": "panel"], .element("h2", [:], "What is open"),
            .element("dl", ["class": "facts"], items), quarantine)
    }

    private var quarantine: HTML {
        guard facts.open.quarantined > 0 else { return .none }
        let reasons = facts.oldestSetAside.sorted { $0.value < $1.value }.map { code, oldest in
            "\(code) × \(facts.open.quarantinedByCode[code, default: 0]), for \(times.age(oldest))"
        }
        return .element(
            "div", ["class": "commands"],
            .element("p", [:], HTML("In quarantine, oldest first: \(reasons.joined(separator: "; ")).")),
            command("to look", "epjsyncd quarantine list"))
    }

    // MARK: Sources

    private var sourcesPanel: HTML {
        let silence = SourceSilence(configuration.sources, facts.hearings, at: now)
        let head = HTML.each(["Source", "Record system", "Last batch", "Silent pairs"]) { (name: String) -> HTML in
            .element("th", ["scope": "col"], HTML(name))
        }
        let rows = HTML.each(configuration.sources) { row($0, silence) }
        return .element(
            "section", ["class": "panel"], .element("h2", [:], "Sources"),
            .element(
                "div", ["class": "scroll"],
                .element(
                    "table", [:], .element("thead", [:], .element("tr", [:], head)), .element("tbody", [:], rows))),
            .element(
                "p", [:],
                HTML(
                    "\(StatusTimes.count(facts.active)) of \(StatusTimes.count(facts.active + facts.inactive)) citizens are "
                        + "digitally active.")),
            .element(
                "p", ["class": "quiet small"],
                "Silent: no batch for 26 hours, or a pair of service and unit for three nights. Nothing is ever withdrawn for silence."
            ))
    }

    private func row(_ source: SourceConfiguration, _ silence: SourceSilence) -> HTML {
        let isSilent = silence.sources.contains { $0.id == source.id }
        let last = facts.hearings[source.id].map { "\(times.age($0.last)) ago" } ?? "never"
        let isHeld = facts.open.holds.contains { $0.source == source.id }
        return .element(
            "tr", [:],
            .element(
                "th", ["scope": "row"], HTML(source.id), isHeld ? .element("span", ["class": "mark"], "held") : .none),
            .element("td", [:], HTML("\(source.adapter.rawValue), \(source.feed.transport.rawValue)")),
            .element("td", ["class": isSilent ? "late" : nil], HTML(last + (isSilent ? ": silent" : ""))),
            .element("td", [:], silentPairs(silence.pairs.filter { $0.source == source.id })))
    }

    private func silentPairs(_ pairs: [SourceSilence.Pair]) -> HTML {
        guard !pairs.isEmpty else { return .element("span", ["class": "quiet"], "none") }
        let named = pairs.prefix(6).map { pair in
            pair.pair.offerValue + (pair.last.map { " (\(times.age($0)))" } ?? " (never)")
        }
        let more = pairs.count > named.count ? ", and \(pairs.count - named.count) more" : ""
        return HTML(named.joined(separator: ", ") + more)
    }

    // MARK: Nights

    private var nightsPanel: HTML {
        let nights = nights
        guard nights.contains(where: { $0.run != nil }) else {
            return .element(
                "section", ["class": "panel"], .element("h2", [:], "The last \(NightFigures.count) nights"),
                .element(
                    "p", [:],
                    "No cycle has been run yet. The first of all of a source waits for a person, who looks and lets it begin:"
                ),
                .element(
                    "div", ["class": "commands"], command("to look", "epjsyncd plan"),
                    command("to begin", "epjsyncd sync --first-run")))
        }
        return .element(
            "section", ["class": "panel"], .element("h2", [:], "The last \(NightFigures.count) nights"),
            NightCharts(nights: nights).html, NightTable(nights: nights, times: times).html)
    }
}
