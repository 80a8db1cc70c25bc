// Which entry does a claim speak of? One entry keeps one identifier for its whole life, however often the visit is moved
// or goes from planned to assigned to performed, although the EPJs change `uid`s, move series and split them.
//
// The rules, in the order in which they are tried:
//   1  the uid (with its occurrence) already leads to an entry
//   2  its related-to, followed through the remembered uids, leads to one
//   7  a performed visit joins the only candidate of its unit and day
//   6  a series that changed its time of day keeps each date's entry; an assigned visit inherits the occurrence that an
//      EXDATE of the same statement made room for
//   3  else a new value   4  two events that give one value are told apart by their service
//   5  a value another citizen holds gets this citizen's mark

/// Thrown when the plan needs the sealed content of a told entry that was left closed.
public struct NeedsContent: Error, Equatable, Sendable {}

/// An entry that claims speak of: a told one, or a new one.
struct EntryTarget {
    let key: Digest128
    /// Known for a new entry; a told entry's lies in its content.
    let value: String?
    /// Index into `CitizenSituation.told`.
    let told: Int?
}

private struct ClaimName: Hashable {
    let statement: Int
    let uid: String
    let occurrence: WallClock?
}

struct IdentityResolver<Digests: KeyedDigests> {
    private let situation: CitizenSituation
    private let claims: Claims
    private let rules: SourceRules
    private let zone: TimeZoneTable
    private let digests: Digests

    private(set) var targets: [EntryTarget]
    private(set) var targetOfClaim: [Int?]
    private(set) var newAliases: [Digest128: Digest128] = [:]
    private(set) var notes: [PlanningNote: Int] = [:]
    private var byKey: [Digest128: Int]
    /// Claims that share (statement, uid, occurrence) with one of another service.
    private var sharing: [Int: [Int]] = [:]

    init(_ situation: CitizenSituation, claims: Claims, rules: SourceRules, zone: TimeZoneTable, digests: Digests) {
        self.situation = situation
        self.claims = claims
        self.rules = rules
        self.zone = zone
        self.digests = digests
        targets = situation.told.indices.map { EntryTarget(key: situation.told[$0].key, value: nil, told: $0) }
        byKey = Dictionary(uniqueKeysWithValues: situation.told.indices.map { (situation.told[$0].key, $0) })
        targetOfClaim = Array(repeating: nil, count: claims.all.count)
    }

    mutating func resolve() throws(NeedsContent) {
        findSharedValues()
        for index in stated { targetOfClaim[index] = known(index) }
        for index in unresolved where event(index).relatedTo != nil { join(index, followingRelation(of: index)) }
        for index in unresolved where event(index).state == .performed { join(index, performedPartner(of: index)) }
        try keepDatesOfMovedSeries()
        try inheritExcludedOccurrences()
        for index in unresolved { targetOfClaim[index] = newTarget(for: index) }
    }

    // MARK: Claims by index

    private var stated: [Int] { claims.all.indices.filter { claims.all[$0].role == .stated } }
    private var unresolved: [Int] { stated.filter { targetOfClaim[$0] == nil } }
    private func event(_ index: Int) -> VisitEvent { claims.event(of: claims.all[index]) }
    private func unit(_ index: Int) -> String { claims.statement(of: claims.all[index]).unit }

    /// R1's service of an event that joins no entry.
    private func service(_ index: Int) -> String? { event(index).serviceID ?? rules.onlyService(of: unit(index)) }

    // MARK: Rules 1, 4 and 5: a value that is known

    private mutating func findSharedValues() {
        var groups: [ClaimName: [Int]] = [:]
        for index in stated {
            let claim = claims.all[index]
            let name = ClaimName(statement: claim.statement, uid: event(index).uid, occurrence: claim.occurrence)
            groups[name, default: []].append(index)
        }
        for group in groups.values where group.count > 1 {
            let services = Set(group.map { event($0).serviceID ?? "" })
            guard services.count > 1 else { continue }
            for index in group { sharing[index] = group }
        }
    }

    private func find(_ value: String) -> Int? {
        if let found = byKey[digests.entryKey(value)] { return found }
        // Rule 5's marked form is derived, so it needs no remembering.
        return situation.told.isEmpty ? nil : byKey[digests.entryKey(marked(value))]
    }

    private func marked(_ value: String) -> String { value + "/" + situation.citizenKey.shortHexadecimal }

    private func known(_ index: Int) -> Int? {
        let claim = claims.all[index]
        let plain = claims.value(of: claim)
        let found = find(plain)
        let stated = event(index).serviceID
        if let group = sharing[index] {
            if let stated, let own = find(claims.value(of: claim, service: stated)) { return own }
            guard let found else { return remembered(plain) }
            return keeper(of: group, entry: found) == index ? found : nil
        }
        if let found {
            guard let stated, targetService(found) != stated,
                let own = find(claims.value(of: claim, service: stated))
            else { return found }
            return own
        }
        if let stated, !situation.told.isEmpty, let own = find(claims.value(of: claim, service: stated)) { return own }
        return remembered(plain)
    }

    private func remembered(_ value: String) -> Int? {
        guard !situation.aliases.isEmpty || !newAliases.isEmpty else { return nil }
        let key = digests.entryKey(value)
        return (situation.aliases[key] ?? newAliases[key]).flatMap { byKey[$0] }
    }

    private func targetService(_ target: Int) -> String? {
        targets[target].told.map { situation.told[$0].pair.service }
    }

    /// Rule 4: of the claims that give one value, the one whose service the entry has, else the lowest service by bytes.
    private func keeper(of group: [Int], entry: Int?) -> Int {
        if let service = entry.flatMap(targetService), let same = group.first(where: { event($0).serviceID == service }) {
            return same
        }
        return group.min {
            Array((event($0).serviceID ?? "").utf8).lexicographicallyPrecedes(Array((event($1).serviceID ?? "").utf8))
        } ?? group[0]
    }

    // MARK: Rule 2: related-to

    private mutating func join(_ index: Int, _ target: Int?) {
        guard let target else { return }
        targetOfClaim[index] = target
        remember(index, as: target)
    }

    private mutating func remember(_ index: Int, as target: Int) {
        let key = digests.entryKey(claims.value(of: claims.all[index]))
        guard key != targets[target].key, situation.aliases[key] != targets[target].key else { return }
        newAliases[key] = targets[target].key
    }

    private func followingRelation(of index: Int) -> Int? {
        var uid = event(index).relatedTo
        var seen = Set<String>()
        while let current = uid, seen.insert(current).inserted {
            if let found = find(current) ?? remembered(current) { return found }
            if let occurrence = occurrence(ofSeries: current, for: index) { return occurrence }
            uid = claims.statements.lazy.flatMap(\.events).first { $0.uid == current }?.relatedTo
        }
        return nil
    }

    /// A related-to that names a series means the one occurrence in whose window the visit lies.
    private func occurrence(ofSeries uid: String, for index: Int) -> Int? {
        let claim = claims.all[index]
        let hits = claims.all.indices.filter {
            let other = claims.all[$0]
            return other.occurrence != nil && event($0).uid == uid && event($0).recurrenceID == nil
                && other.start <= claim.start && claim.start <= (other.end ?? other.start)
        }
        return hits.count == 1 ? known(hits[0]) : nil
    }

    // MARK: Rule 7: a performed visit and its plan

    private mutating func performedPartner(of index: Int) -> Int? {
        let claim = claims.all[index]
        let taken = Set(stated.filter { event($0).state == .performed }.compactMap { targetOfClaim[$0] })
        let candidates = targets.indices.filter {
            guard let told = targets[$0].told.map({ situation.told[$0] }), !taken.contains($0) else { return false }
            return told.status.isUpcoming && told.pair.unit == unit(index)
                && (event(index).serviceID == nil || event(index).serviceID == told.pair.service)
                && zone.wallClock(at: told.start).date == claim.start.date
        }
        let start = zone.instant(of: claim.start)
        let end = claim.end.map(zone.instant(of:)) ?? start
        let overlapping = candidates.filter {
            guard let told = targets[$0].told.map({ situation.told[$0] }) else { return false }
            return told.start <= end && start <= told.end
        }
        if overlapping.count == 1 { return overlapping[0] }
        if overlapping.isEmpty, candidates.count == 1 { return candidates[0] }
        notes[.unpaired, default: 0] += 1
        return nil
    }

    // MARK: Rule 6: moved series, and visits that replace an occurrence

    private mutating func keepDatesOfMovedSeries() throws(NeedsContent) {
        let moved = unresolved.filter { claims.all[$0].occurrence != nil && event($0).recurrenceID == nil }
        guard !moved.isEmpty, !situation.told.isEmpty else { return }
        for index in moved {
            let same = moved.filter {
                event($0).uid == event(index).uid && claims.all[$0].start.date == claims.all[index].start.date
                    && event($0).serviceID == event(index).serviceID
            }
            guard same.count == 1, let target = try sameDate(as: index) else { continue }
            join(index, target)
        }
    }

    /// The only unclaimed entry of the claim's series on the claim's date.
    private func sameDate(as index: Int) throws(NeedsContent) -> Int? {
        let claim = claims.all[index]
        let date = claim.start.date
        let claimed = Set(targetOfClaim.compactMap { $0 })
        var hits: [Int] = []
        for target in targets.indices where !claimed.contains(target) {
            guard let told = targets[target].told.map({ situation.told[$0] }) else { continue }
            // An entry may have been moved off its date; the value remembers where it began.
            let apart = abs(Int(zone.wallClock(at: told.start).date.dayNumber) - Int(date.dayNumber))
            guard apart <= 31 else { continue }
            guard let content = told.content else { throw NeedsContent() }
            if belongs(content.value, toSeriesOf: index, on: date) { hits.append(target) }
        }
        return hits.count == 1 ? hits[0] : nil
    }

    private func belongs(_ value: String, toSeriesOf index: Int, on date: CivilDate) -> Bool {
        let day = WallClock(date: date, secondOfDay: 0).basic.prefix(9)  // yyyyMMddT
        var prefixes = [event(index).uid + "/" + day]
        if let service = event(index).serviceID { prefixes.append(event(index).uid + "/" + service + "/" + day) }
        return prefixes.contains { value.hasPrefix($0) }
    }

    private mutating func inheritExcludedOccurrences() throws(NeedsContent) {
        let visits = unresolved.filter {
            event($0).state == .assigned && claims.all[$0].occurrence == nil && event($0).relatedTo == nil
        }
        guard !visits.isEmpty else { return }
        let gaps = try openGaps()
        func fits(_ visit: Int, _ gap: Int) -> Bool {
            let a = claims.all[visit]
            let b = claims.all[gap]
            return a.statement == b.statement && service(visit) == service(gap) && b.start <= a.start
                && a.start <= (b.end ?? b.start)
        }
        for visit in visits {
            let rooms = gaps.filter { fits(visit, $0.claim) }
            guard rooms.count == 1, visits.filter({ fits($0, rooms[0].claim) }).count == 1 else { continue }
            join(visit, rooms[0].target ?? newTarget(for: rooms[0].claim))
        }
    }

    /// Excluded occurrences that no claim speaks of, with the entry they lead to if it exists.
    private func openGaps() throws(NeedsContent) -> [(claim: Int, target: Int?)] {
        let claimed = Set(targetOfClaim.compactMap { $0 })
        let named = Set(stated.map { claims.value(of: claims.all[$0]) })
        var gaps: [(Int, Int?)] = []
        for index in claims.all.indices where claims.all[index].role == .excluded {
            if named.contains(claims.value(of: claims.all[index])) { continue }
            var target = known(index)
            if target == nil, !situation.told.isEmpty { target = try sameDate(as: index) }
            if let target, claimed.contains(target) { continue }
            gaps.append((index, target))
        }
        return gaps
    }

    // MARK: Rules 3, 4 and 5: a new value

    private mutating func newTarget(for index: Int) -> Int {
        let claim = claims.all[index]
        var value = claims.value(of: claim)
        if let origin = event(index).relatedTo, claim.occurrence == nil, !isSeries(origin) { value = origin }
        if let group = sharing[index], keeper(of: group, entry: find(value)) != index {
            value = claims.value(of: claim, service: event(index).serviceID ?? "")
        }
        if situation.heldByOthers.contains(digests.entryKey(value)) {
            value = marked(value)
            notes[.identifierShared, default: 0] += 1
        }
        let key = digests.entryKey(value)
        let target: Int
        if let existing = byKey[key] {
            target = existing
        } else {
            targets.append(EntryTarget(key: key, value: value, told: nil))
            target = targets.count - 1
            byKey[key] = target
        }
        if event(index).relatedTo != nil { remember(index, as: target) }
        return target
    }

    private func isSeries(_ uid: String) -> Bool {
        claims.statements.contains { $0.events.contains { $0.uid == uid && $0.recurrence != nil } }
    }
}
