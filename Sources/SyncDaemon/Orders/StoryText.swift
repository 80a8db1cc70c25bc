// The story of an entry in words and as JSON. The id it was asked by is not repeated: it may be an EPJ's own words.

import SyncCore
import SyncState

struct StoryText {
    let story: AppointmentStory
    let zone: TimeZoneTable

    private var entry: FoundEntry { story.entry }

    private var portal: String {
        let shown =
            "\(entry.status.code), \(zone.period(from: entry.start, to: entry.end)), \(entry.pair.offerValue)"
        return switch entry.told {
        case .no: "never told; planned as \(shown)"
        case .possibly: "in doubt: the last request has no trusted outcome. \(shown)"
        case .yes: shown
        }
    }

    /// Whatever keeps something of the entry from being told.
    private var conditions: [(code: String, text: String)] {
        var found: [(String, String)] = []
        switch story.activation {
        case .active: break
        case .inactive: found.append(("not-active", "the citizen is not digitally active: nothing is sent (R3)"))
        case .unknown: found.append(("never-asked", "the portal was never asked about the citizen, or gave no answer"))
        }
        if story.isDead { found.append(("deceased", "the citizen is dead: nothing more is sent (R11)")) }
        if story.isWithheld { found.append(("withheld", "everything is withheld (R10, or an operator's order)")) }
        if story.withholdsNames { found.append(("names-withheld", "employee names are withheld by order")) }
        if story.isRetired { found.append(("retired", "the source is retired")) }
        if let order = entry.withdrawal {
            found.append(("kept-off", "kept off the portal since \(order.ordered.iso8601UTC): \(order.reason)"))
        }
        return found
    }

    var text: String {
        var lines = ["Entry \(entry.key.shortHexadecimal) of source \(entry.sourceName)", "  portal    \(portal)"]
        if let stated = story.stated { lines.append("  stated    GenDate \(stated.iso8601UTC)") }
        if let since = story.activeSince { lines.append("  citizen   digitally active since \(since.iso8601UTC)") }
        lines += conditions.map { "  note      \($0.text)" }
        guard !story.steps.isEmpty else {
            lines.append("  Nothing of it is in the runs that are kept.")
            return lines.joined(separator: "\n")
        }
        let head = ["run", "command", "what", "as", "time", "outcome", "answered", "stated by"]
        let rows = story.steps.map { step in
            [
                String(step.run), step.command, step.kind.name, step.status.code,
                zone.period(from: step.start, to: step.end),
                [step.state.name, step.answer].compactMap { $0 }.joined(separator: " "),
                (step.answered ?? step.sent)?.iso8601UTC ?? "-", step.message?.text ?? "-",
            ]
        }
        return (lines + Table.lines([head] + rows, right: [0])).joined(separator: "\n")
    }

    var json: String {
        var document = OrderedJSON()
        document.add("version", 1)
        document.add("entry", entry.key.shortHexadecimal)
        document.add("source", entry.sourceName)
        document.add("told", entry.told == .yes ? "yes" : entry.told == .no ? "no" : "possibly")
        document.add("status", entry.status.code)
        document.add("start", entry.start.iso8601UTC)
        document.add("end", entry.end.iso8601UTC)
        document.add("pair", entry.pair.offerValue)
        document.add("stated", story.stated?.iso8601UTC)
        document.add("activeSince", story.activeSince?.iso8601UTC)
        document.add(
            "notes",
            conditions.map { condition in
                var note = OrderedJSON()
                note.add("code", condition.code)
                note.add("text", condition.text)
                return note
            })
        document.add("steps", story.steps.map(json))
        return document.text
    }

    private func json(_ step: AppointmentStory.Step) -> OrderedJSON {
        var item = OrderedJSON()
        item.add("run", String(step.run))
        item.add("command", step.command)
        item.add("what", step.kind.name)
        item.add("status", step.status.code)
        item.add("start", step.start.iso8601UTC)
        item.add("end", step.end.iso8601UTC)
        item.add("outcome", step.state.name)
        item.add("answer", step.answer)
        item.add("sent", step.sent?.iso8601UTC)
        item.add("answered", step.answered?.iso8601UTC)
        if let message = step.message { item.add("message", message.json) } else { item.add("message", String?.none) }
        return item
    }
}

/// What is stated under an id that no entry goes by.
struct UnshownText {
    let statements: [UnshownStatement]

    private static let visit =
        "No entry goes by this id, so nothing of it was ever planned to be shown. It is stated as a visit's uid, where "
        + "the citizen, the service or the time keeps it from being shown:"
    private static let series =
        "This is the uid of a series, and each of its visits is an entry of its own: put a slash and the local start behind "
        + "it, as in …/20270302T080000. It is stated by:"

    var text: String {
        let rows = statements.map {
            [$0.source, $0.unit, $0.message.text, $0.isActive ? "active" : "citizen not digitally active"]
        }
        let isSeries = statements.contains(where: \.isSeries)
        return ([isSeries ? Self.series : Self.visit] + Table.lines(rows)).joined(separator: "\n")
    }

    var json: String {
        var document = OrderedJSON()
        document.add("version", 1)
        document.add("entry", String?.none)
        document.add(
            "stated",
            statements.map { statement in
                var item = OrderedJSON()
                item.add("source", statement.source)
                item.add("unit", statement.unit)
                item.add("message", statement.message.json)
                item.add("active", flag: statement.isActive)
                item.add("series", flag: statement.isSeries)
                return item
            })
        return document.text
    }
}

extension StoryMessage {
    fileprivate var text: String {
        "message \(number.value), batch \(batch.value), member \(member.shortHexadecimal)"
            + (generated.map { ", GenDate \($0.iso8601UTC)" } ?? "")
    }

    fileprivate var json: OrderedJSON {
        var item = OrderedJSON()
        item.add("number", String(number.value))
        item.add("batch", String(batch.value))
        item.add("member", member.shortHexadecimal)
        item.add("received", received.iso8601UTC)
        item.add("generated", generated?.iso8601UTC)
        return item
    }
}

extension AppointmentStory.Step.State {
    fileprivate var name: String {
        switch self {
        case .planned: "planned"
        case .intended: "intended"
        case .accepted: "accepted"
        case .refused: "refused"
        case .unknown: "unknown"
        case .superseded: "superseded"
        case .left: "left"
        }
    }
}
