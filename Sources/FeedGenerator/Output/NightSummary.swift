// A night in numbers, as `summary.json` has it; with several sources in all, and source by source.

/// What a night holds and asks for.
struct NightSummary {
    /// What one source adds.
    struct Source {
        var messages: [MessageKind: Int] = [:]
        var operations: [Operation: Int] = [:]
        var broken: [String] = []
    }

    let night: PortalNight
    let installations: [Installation]
    var sources: [Source]
    var citizens = 0
    var active = 0
    var appointments = 0
    var healthContacts = 0

    init(night: PortalNight, installations: [Installation]) {
        self.night = night
        self.installations = installations
        sources = installations.map { _ in Source() }
    }

    var json: String {
        let all = sources.reduce(into: Source()) { all, source in
            all.messages.merge(source.messages, uniquingKeysWith: +)
            all.operations.merge(source.operations, uniquingKeysWith: +)
            all.broken += source.broken
        }
        let kinds = installations.flatMap(\.municipality.adapter.kinds).reduce(into: [MessageKind]()) { kinds, kind in
            if !kinds.contains(kind) { kinds.append(kind) }
        }
        return """
            {"version":1,"night":\(night.number),"date":"\(night.today.iso)","citizens":\(citizens),"active":\(active),
            \(Self.json(all, kinds: kinds)),
            "appointments":\(appointments),"healthContacts":\(healthContacts),
            "broken":[\(all.broken.map(\.json).joined(separator: ","))]\(installations.count > 1 ? bySource : "")}

            """
    }

    private var bySource: String {
        let elements = zip(installations, sources).map { installation, source in
            #"{"id":\#(installation.municipality.sourceId.json),"#
                + Self.json(source, kinds: installation.municipality.adapter.kinds).replacing("\n", with: "") + "}"
        }
        return ",\n\"sources\":[\n\(elements.joined(separator: ",\n"))\n]"
    }

    private static func json(_ source: Source, kinds: [MessageKind]) -> String {
        let messages = kinds.map { "\($0.rawValue.json):\(source.messages[$0] ?? 0)" }
        let operations = Operation.allCases.map { "\($0.rawValue.json):\(source.operations[$0] ?? 0)" }
        return """
            "messages":{\(messages.joined(separator: ","))},
            "operations":{\(operations.joined(separator: ","))}
            """
    }
}
