// What follows from everything an EPJ delivered, worked out by itself: the statements about each citizen are told over
// again in the order of their GenDate, and what stands at the end is what holds. Neither the daemon's statements nor its
// plan are looked at.

struct Understanding: Sendable {
    /// What is in force of one visit.
    struct Standing: Sendable {
        var mention: Mention
        var unit: String
        var kind: Said.Kind
        var generated: Int64
        /// The newest snapshot of its unit no longer names it, and would.
        var isGone = false
        /// It does not name it; as stated the visit was over by then.
        var isOver = false
    }

    struct Person: Sendable {
        var visits: [String: Standing] = [:]
        var newestSnapshot: [String: Int64] = [:]
        var services: Set<String>?
        /// Of each unit that told of its own.
        var unitServices: [String: Set<String>] = [:]
        var isWithheld = false
        /// An EPJ spoke of him.
        var isKnown = false
    }

    private struct Statement: Sendable {
        var said: Said
        var arrival: Int
    }

    private var statements: [String: [Statement]] = [:]
    private var deaths: [String: [String: (at: Int64, isCancelled: Bool)]] = [:]
    private var services: [String: (at: Int64, pairs: Set<String>)] = [:]
    private var unitServices: [String: [String: (at: Int64, pairs: Set<String>)]] = [:]
    private var privacy: [String: (version: Int, at: Int64, isWithheld: Bool)] = [:]
    private var newest: [String: Int64] = [:]
    private(set) var known: Set<String> = []
    private var taken = 0
    private var seen: Set<String> = []

    /// Takes in what was delivered since the last time.
    mutating func take(_ delivered: [Parcel]) {
        for parcel in delivered[taken...] {
            taken += 1
            guard parcel.isReadable else { continue }
            guard seen.insert(parcel.id).inserted else { continue }
            if !parcel.citizen.isEmpty { known.insert(parcel.citizen) }
            if let said = parcel.said { take(said) }
            if let condition = parcel.condition { take(condition, of: parcel) }
        }
    }

    private mutating func take(_ said: Said) {
        if said.kind == .snapshot {
            let unit = said.citizen + " " + said.unit
            // R14: a newer one of the unit is in force.
            if let newest = newest[unit], newest > said.generated { return }
            newest[unit] = said.generated
        }
        statements[said.citizen, default: []].append(Statement(said: said, arrival: taken))
    }

    private mutating func take(_ condition: Parcel.Condition, of parcel: Parcel) {
        let (citizen, at) = (parcel.citizen, parcel.generated)
        switch condition {
        case .services(let pairs):
            if services[citizen].map({ $0.at <= at }) ?? true { services[citizen] = (at, pairs) }
        case .unitServices(let unit, let pairs):
            if unitServices[citizen]?[unit].map({ $0.at <= at }) ?? true {
                unitServices[citizen, default: [:]][unit] = (at, pairs)
            }
        case .death(let id):
            if deaths[citizen]?[id] == nil { deaths[citizen, default: [:]][id] = (at, false) }
        case .deathCancelled(let id): deaths[citizen, default: [:]][id] = (at, true)
        case .withheld(let isWithheld, let version):
            if privacy[citizen].map({ $0.version < version }) ?? true { privacy[citizen] = (version, at, isWithheld) }
        }
    }

    /// Whether any push ever spoke of it.
    func wasPushed(_ value: String, of number: String) -> Bool {
        statements[number]?.contains { statement in
            statement.said.kind != .snapshot && statement.said.mentions.contains { $0.value == value }
        } ?? false
    }

    func person(_ number: String) -> Person {
        var person = Person()
        person.isKnown = known.contains(number)
        let order = (statements[number] ?? []).sorted {
            ($0.said.generated, $0.arrival) < ($1.said.generated, $1.arrival)
        }
        for statement in order { person.hear(statement.said) }
        person.services = services[number]?.pairs
        person.unitServices = (unitServices[number] ?? [:]).mapValues(\.pairs)
        person.isWithheld = privacy[number]?.isWithheld ?? false
        return person
    }

    /// When whatever silenced him was last lifted.
    func silentUntil(_ number: String) -> Int64 {
        let alive = (deaths[number] ?? [:]).values.filter(\.isCancelled).map(\.at)
        let lifted = privacy[number].flatMap { $0.isWithheld ? nil : $0.at }
        return (alive + [lifted].compactMap { $0 }).max() ?? .min
    }

    /// R11: of whichever source.
    func tellsOfDeath(of number: String) -> Bool { deaths[number]?.values.contains { !$0.isCancelled } ?? false }
}

extension Understanding.Person {
    fileprivate mutating func hear(_ said: Said) {
        for mention in said.mentions {
            let before = visits[mention.value]
            // R6: performed is final, but for a later cancellation.
            if before?.mention.state == .performed, mention.state.rank < 2 { continue }
            visits[mention.value] = Understanding.Standing(
                mention: mention, unit: said.unit, kind: said.kind, generated: said.generated)
        }
        guard said.kind == .snapshot else { return }
        newestSnapshot[said.unit] = said.generated
        let named = Set(said.mentions.map(\.value))
        for (value, standing) in visits where standing.unit == said.unit && !named.contains(value) {
            // R12: within what the snapshot covers; endings stay.
            // A cancellation that only an earlier snapshot named, and that could not be told, is no longer known.
            let isForgotten = standing.mention.state.rank == 2 && standing.kind == .snapshot
            guard standing.mention.state.rank < 2 || isForgotten else { continue }
            if isForgotten {
                visits[value]?.isOver = true
                continue
            }
            let isAhead = standing.mention.start.seconds > said.generated
            if isAhead { visits[value]?.isGone = true } else { visits[value]?.isOver = true }
        }
    }
}
