// Who has not been heard for too long. Absence proves nothing and withdraws nothing; a person should ask.

import SyncCore
import SyncState

struct SourceSilence: Sendable, Equatable {
    /// One delivery was missed: a night is promised within a day, and mornings are late.
    static let sourceHoursMax = 26
    /// Three were.
    static let pairHoursMax = 74

    struct Source: Sendable, Equatable {
        let id: String
        /// `nil`: never.
        let last: Instant?
        let hours: Int?
    }

    struct Pair: Sendable, Equatable {
        let source: String
        let pair: ServiceUnit
        let last: Instant?
    }

    private(set) var sources: [Source] = []
    private(set) var pairs: [Pair] = []

    init(_ configured: [SourceConfiguration], _ hearings: [String: SourceHearing], at now: Instant) {
        for source in configured {
            guard let hearing = hearings[source.id] else {
                sources.append(Source(id: source.id, last: nil, hours: nil))
                continue
            }
            let hours = now.hours(since: hearing.last)
            if hours >= Self.sourceHoursMax {
                sources.append(Source(id: source.id, last: hearing.last, hours: hours))
            }
            // What nobody ever spoke of is missed once the source itself has spoken for that long.
            let isEstablished = now.hours(since: hearing.first) >= Self.pairHoursMax
            for pair in Self.opened(source.rules, hearing) {
                let last = Self.last(pair, hearing, source.rules)
                if let last, now.hours(since: last) < Self.pairHoursMax { continue }
                if last != nil || isEstablished {
                    pairs.append(Pair(source: source.id, pair: pair, last: last))
                }
            }
        }
    }

    /// Pairs the configuration names, and those that were heard where it opens every unit.
    private static func opened(_ rules: SourceRules, _ hearing: SourceHearing) -> [ServiceUnit] {
        var pairs = Set(hearing.pairs.keys.filter { rules.opened($0) != nil })
        for service in rules.services {
            guard case .listed(let units) = service.units else { continue }
            for unit in units { pairs.insert(ServiceUnit(service: service.id, unit: unit)) }
        }
        return pairs.sorted { $0.offerValue < $1.offerValue }
    }

    /// R1: what names no service is its unit's only one.
    private static func last(_ pair: ServiceUnit, _ hearing: SourceHearing, _ rules: SourceRules) -> Instant? {
        let named = hearing.pairs[pair]
        guard rules.onlyService(of: pair.unit) == pair.service else { return named }
        let unnamed = hearing.pairs[ServiceUnit(service: "", unit: pair.unit)]
        return [named, unnamed].compactMap { $0 }.max()
    }

    // MARK: Words

    static func sentence(_ source: Source) -> String {
        guard let last = source.last, let hours = source.hours else {
            return "Silent: nothing has ever come of source \(source.id)."
        }
        return
            "Silent: nothing has come of source \(source.id) for \(hours) hours (last \(last.iso8601UTC)); nothing is "
            + "withdrawn for it. Ask whether its export runs."
    }

    /// One line a source and a line end between them, the pairs of a source together.
    var lines: [String] {
        sources.map(Self.sentence)
            + Dictionary(grouping: pairs, by: \.source).sorted { $0.key < $1.key }.map { source, pairs in
                let names = pairs.map { pair in
                    pair.pair.offerValue + (pair.last.map { " (last \($0.iso8601UTC))" } ?? " (never)")
                }
                return
                    "Silent: of source \(source) nothing has come for three nights of \(names.joined(separator: ", "))."
            }
    }
}
