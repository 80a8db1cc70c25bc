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
    let service: String?
    /// Index into `CitizenSituation.told`.
    let told: Int?
}

private struct ClaimName: Hashable {
    let uid: String
    let occurrence: WallClock?
    var statement: Int?
    var service: String?
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
    private let stated: [Int]
    private let relations: Relations
    /// Claims that share (statement, uid, occurrence) with one of another service.
    private var sharingUID: [Int: [Int]] = [:]
    /// Claims that share (statement, value of rule 3) with one of another service.
    private var sharingValue: [Int: [Int]] = [:]

    init(_ situation: CitizenSituation, claims: Claims, rules: SourceRules, zone: TimeZoneTable, digests: Digests) {
        self.situation = situation
        self.claims = claims
        self.rules = rules
        self.zone = zone
        self.digests = digests
        targets = situation.told.enumerated().map { index, entry in
            EntryTarget(key: entry.key, value: nil, service: entry.pair.service, told: index)
        }
        byKey = Dictionary(uniqueKeysWithValues: situation.told.indices.map { (situation.told[$0].key, $0) })
        targetOfClaim = Array(repeating: nil, count: claims.all.count)
        stated = claims.all.indices.filter { claims.all[$0].role == .stated }
        relations = Relations(claims.statements)
    }

    mutating func resolve() throws(NeedsContent) {
        sharingUID = sharing { event($0).uid }
        sharingValue = sharing(origin)
        joinKnown()
        joinRelatives()
        pairPerformed()
        try keepDatesOfMovedSeries()
        try inheritExcludedOccurrences()
        // What one statement's claim has just led to, or become, another statement's may name.
        for index in unresolved {
            targetOfClaim[index] = known(index)
            if targetOfClaim[index] == nil { join(index, relative(of: index)) }
            if targetOfClaim[index] == nil { targetOfClaim[index] = newTarget(for: index) }
        }
    }

    // MARK: Claims by index

    private var unresolved: [Int] { stated.filter { targetOfClaim[$0] == nil } }
    private func event(_ index: Int) -> VisitEvent { claims.event(of: claims.all[index]) }
    private func unit(_ index: Int) -> String { claims.statement(of: claims.all[index]).unit }

    /// R1's service of an event that joins no entry.
    private func service(_ index: Int) -> String? { event(index).serviceID ?? rules.onlyService(of: unit(index)) }

    // MARK: Rules 1, 4 and 5: a value that is known

    private mutating func joinKnown() {
        for index in unresolved { targetOfClaim[index] = known(index) }
    }

    /// The claims that give the same name as another one of their statement with another service, and what other
    /// statements say under that name and one of these services. An event that names no service is not told apart by it.
    private func sharing(_ uid: (Int) -> String) -> [Int: [Int]] {
        let names = claims.all.indices.map { ClaimName(uid: uid($0), occurrence: claims.all[$0].occurrence) }
        var groups: [ClaimName: [Int]] = [:]
        for index in names.indices where service(index) != nil {
            var name = names[index]
            name.statement = claims.all[index].statement
            groups[name, default: []].append(index)
        }
        groups = groups.filter { Set($0.value.map(service)).count > 1 }
        guard !groups.isEmpty else { return [:] }
        var byService: [ClaimName: [Int]] = [:]
        for group in groups.values.sorted(by: { $0[0] < $1[0] }) {
            for index in group { byService[name(names[index], service(index))] = group }
        }
        var shared: [Int: [Int]] = [:]
        for index in names.indices { shared[index] = byService[name(names[index], service(index))] }
        return shared
    }

    private func name(_ name: ClaimName, _ service: String?) -> ClaimName {
        ClaimName(uid: name.uid, occurrence: name.occurrence, service: service)
    }

    private func find(_ value: String) -> Int? {
        if let found = byKey[digests.entryKey(value)] { return found }
        // Rule 5's marked form is derived, so it needs no remembering.
        return targets.isEmpty ? nil : byKey[digests.entryKey(marked(value))]
    }

    private func marked(_ value: String) -> String { value + "/" + situation.citizenKey.shortHexadecimal }

    private func known(_ index: Int) -> Int? {
        let claim = claims.all[index]
        let event = event(index)
        if let group = sharingUID[index] ?? sharingValue[index] {
            if let service = service(index), let own = find(value(event.uid, claim.occurrence, service: service)) {
                return own
            }
            let plain = value(event.uid, claim.occurrence)
            guard let found = find(plain) else { return remembered(plain) }
            return keeper(of: group, entry: found) == service(index) ? found : nil
        }
        if let found = known(event.uid, claim.occurrence, service: event.serviceID) { return found }
        // A message about one occurrence may name the series and the occurrence's start instead of a recurrence-id.
        guard claim.occurrence == nil, !targets.isEmpty else { return nil }
        return known(event.uid, claim.start, service: event.serviceID)
    }

    private func known(_ uid: String, _ occurrence: WallClock?, service: String?) -> Int? {
        let plain = value(uid, occurrence)
        let found = find(plain)
        if let found, service == nil || targets[found].service == service { return found }
        if let service, !targets.isEmpty, let own = find(value(uid, occurrence, service: service)) { return own }
        return found ?? remembered(plain)
    }

    private func value(_ uid: String, _ occurrence: WallClock?, service: String? = nil) -> String {
        Claims.value(uid: uid, service: service, occurrence: occurrence)
    }

    private func remembered(_ value: String) -> Int? {
        guard !situation.aliases.isEmpty || !newAliases.isEmpty else { return nil }
        let key = digests.entryKey(value)
        return (situation.aliases[key] ?? newAliases[key]).flatMap { byKey[$0] }
    }

    /// Rule 4: of the services whose claims give one value, the entry's, else the lowest by bytes.
    private func keeper(of group: [Int], entry: Int?) -> String? {
        let services = group.compactMap(service)
        if let held = entry.flatMap({ targets[$0].service }), services.contains(held) { return held }
        return services.min { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    // MARK: Rule 2: related-to

    private mutating func joinRelatives() {
        // Those that rule 4 tells apart go first: what another statement says of the same uid then follows them.
        for index in unresolved {
            guard let group = sharingValue[index], group.contains(where: { event($0).relatedTo != nil }) else { continue }
            join(index, relative(of: index))
            if targetOfClaim[index] == nil { targetOfClaim[index] = newTarget(for: index) }
        }
        if !newAliases.isEmpty { joinKnown() }
        for index in unresolved { join(index, relative(of: index)) }
        if !newAliases.isEmpty { joinKnown() }
    }

    private mutating func join(_ index: Int, _ target: Int?) {
        guard let target else { return }
        targetOfClaim[index] = target
        remember(index, as: target)
    }

    private mutating func remember(_ index: Int, as target: Int) {
        let key = digests.entryKey(value(event(index).uid, occurrence(of: index)))
        guard key != targets[target].key, situation.aliases[key] != targets[target].key else { return }
        newAliases[key] = targets[target].key
    }

    private func relative(of index: Int) -> Int? {
        guard event(index).relatedTo != nil, let target = followingRelation(of: index) else { return nil }
        guard let group = sharingValue[index], keeper(of: group, entry: target) != service(index) else {
            return target
        }
        return find(ownValue(index, service: service(index)))
    }

    private func followingRelation(of index: Int) -> Int? {
        var uid = event(index).relatedTo
        var seen = Set<String>()
        while let current = uid, seen.insert(current).inserted {
            if let found = known(current, nil, service: event(index).serviceID) { return found }
            if let occurrence = occurrence(ofSeries: current, for: index) { return occurrence }
            uid = relations.parent(of: current)
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

    /// Until nothing more is found: each visit that is paired leaves fewer candidates to the others, and tomorrow's plan
    /// shall find nothing that tonight's did not.
    private mutating func pairPerformed() {
        var left = unresolved.filter { event($0).state == .performed }
        var before = 0
        while left.count != before {
            before = left.count
            for index in left { join(index, performedPartner(of: index)) }
            if left.contains(where: { targetOfClaim[$0] != nil }) { joinKnown() }
            left.removeAll { targetOfClaim[$0] != nil }
        }
        if !left.isEmpty { notes[.unpaired] = left.count }
    }

    private func performedPartner(of index: Int) -> Int? {
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
        return overlapping.isEmpty && candidates.count == 1 ? candidates[0] : nil
    }

    // MARK: Rule 6: moved series, and visits that replace an occurrence

    private mutating func keepDatesOfMovedSeries() throws(NeedsContent) {
        // An event that names an occurrence by its new time of day means the same date's entry.
        let moved = unresolved.filter { claims.all[$0].occurrence != nil }
        guard !moved.isEmpty, !situation.told.isEmpty else { return }
        for index in moved {
            let same = moved.filter {
                event($0).uid == event(index).uid && claims.all[$0].occurrence?.date == claims.all[index].occurrence?.date
                    && event($0).serviceID == event(index).serviceID
            }
            guard same.count == 1, let target = try sameDate(as: index) else { continue }
            join(index, target)
        }
    }

    /// The only unclaimed entry of the claim's series on the claim's date. What lies before today is not asked: R8 leaves
    /// it alone, and its content may stay closed.
    private func sameDate(as index: Int) throws(NeedsContent) -> Int? {
        guard let date = claims.all[index].occurrence?.date else { return nil }
        let claimed = Set(targetOfClaim.compactMap { $0 })
        var hits: [Int] = []
        for target in targets.indices where !claimed.contains(target) {
            guard let told = targets[target].told.map({ situation.told[$0] }) else { continue }
            // An entry may have been moved off its date; the value remembers where it began.
            let day = zone.wallClock(at: told.start).date
            guard day >= claims.days.lowerBound, abs(day.dayNumber - date.dayNumber) <= 31 else { continue }
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
        let named = Set(stated.map(nameWithService))
        var gaps: [(Int, Int?)] = []
        for index in claims.all.indices where claims.all[index].role == .excluded {
            if named.contains(nameWithService(index)) { continue }
            var target = known(index)
            if target == nil, !situation.told.isEmpty { target = try sameDate(as: index) }
            if let target, claimed.contains(target) { continue }
            gaps.append((index, target))
        }
        return gaps
    }

    private func nameWithService(_ index: Int) -> String {
        value(event(index).uid, claims.all[index].occurrence) + "\u{0}" + (service(index) ?? "")
    }

    // MARK: Rules 3, 4 and 5: a new value

    private func origin(_ index: Int) -> String {
        claims.all[index].occurrence == nil ? relations.origin(of: event(index)) : event(index).uid
    }

    private func ownValue(_ index: Int, service: String? = nil) -> String {
        let origin = origin(index)
        return value(origin, origin == event(index).uid ? occurrence(of: index) : nil, service: service)
    }

    /// Rule 3's occurrence: an event that names a series and no occurrence means the one that starts when it does.
    private func occurrence(of index: Int) -> WallClock? {
        let claim = claims.all[index]
        return claim.occurrence ?? (relations.isSeries(event(index).uid) ? claim.start : nil)
    }

    private mutating func newTarget(for index: Int) -> Int {
        var value = ownValue(index)
        if let group = sharingValue[index], keeper(of: group, entry: find(value) ?? remembered(value)) != service(index) {
            value = ownValue(index, service: service(index) ?? "")
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
            targets.append(EntryTarget(key: key, value: value, service: service(index), told: nil))
            target = targets.count - 1
            byKey[key] = target
        }
        if event(index).relatedTo != nil { remember(index, as: target) }
        return target
    }
}
