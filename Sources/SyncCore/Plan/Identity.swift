// Which entry does a claim speak of? One entry keeps one identifier for its whole life, however often the visit is
// moved or goes from planned to assigned to performed, although the EPJs change `uid`s, move series and split them.
//
// The rules, in the order in which they are tried:
//   1  the uid (with its occurrence) already leads to an entry
//   2  its related-to, followed through the remembered uids, leads to one
//   6  a series that changed its time of day keeps each date's entry; an assigned visit inherits the occurrence that an
//      EXDATE of the same statement made room for
//   7  a performed visit joins the only candidate of its unit and day, of what was said before it
//   3  else a new value   4  two events that give one value are told apart by their service
//   5  a value another citizen holds gets this citizen's mark
// Here are 1, 3, 4 and 5, which ask what a value leads to; 2, 6 and 7 are joins of their own.

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

struct IdentityResolver {
    let situation: CitizenSituation
    let claims: Claims
    let terms: PlanTerms
    let relations: Relations
    /// Indices of the claims that state something.
    private(set) var stated: [Int]
    /// Claims that one uid and occurrence, or one value of rule 3, does not tell apart.
    private let sharingUID: SharedNames
    let sharingValue: SharedNames

    private(set) var targets: [EntryTarget]
    private var byKey: TargetKeys
    var targetOfClaim: [Int?]
    /// Single visits that led to the entry of an occurrence which is stated again beside them.
    private(set) var displaced = Set<Int>()
    private(set) var newAliases: [Digest128: Digest128] = [:]
    var notes: [PlanningNote: Int] = [:]

    init(_ situation: CitizenSituation, claims: Claims, terms: PlanTerms) {
        self.situation = situation
        self.claims = claims
        self.terms = terms
        let relations = Relations(claims.statements)
        self.relations = relations
        stated = claims.all.indices.filter { claims.all[$0].role == .stated }
        sharingUID = SharedNames(claims, \.uid)
        // Where nothing goes back to anything, a visit's value begins with its own uid.
        sharingValue = relations.isEmpty ? sharingUID : SharedNames(claims) { $0.origin(relations) }
        targets = situation.told.indices.map {
            EntryTarget(
                key: situation.told[$0].key, value: nil, service: situation.told[$0].pair.service, told: $0)
        }
        byKey = TargetKeys(targets)
        targetOfClaim = Array(repeating: nil, count: claims.all.count)
    }

    mutating func resolve() throws(NeedsContent) {
        joinKnown()
        leaveOccurrencesStatedAgain()
        try joinRelatives()
        try dropCancellationsTakenBack()
        try keepDatesOfMovedSeries()
        try inheritExcludedOccurrences()
        takePlacesInNewSeries()
        for index in unresolved where claims.all[index].state != .performed { try resolve(index) }
        for index in unresolved { try find(index) }
        try pairPerformed()
        for index in unresolved { try resolve(index) }
        try dropCancellationsTakenBack()
        keepAliasesThatStand()
    }

    private mutating func resolve(_ index: Int) throws(NeedsContent) {
        try find(index)
        if targetOfClaim[index] == nil { targetOfClaim[index] = newTarget(for: index) }
    }

    /// What one statement's claim has just led to, or become, another statement's may name.
    private mutating func find(_ index: Int) throws(NeedsContent) {
        targetOfClaim[index] = known(index)
        if targetOfClaim[index] == nil { join(index, try relative(of: index)) }
    }

    var unresolved: [Int] { stated.filter { targetOfClaim[$0] == nil } }

    /// R14: an entry told by a later GenDate that its visit is to come needs no statement that still says so. The older
    /// cancellation states nothing any more.
    private mutating func dropCancellationsTakenBack() throws(NeedsContent) {
        for index in stated where claims.all[index].state == .cancelled {
            guard let target = targetOfClaim[index], let entry = targets[target].told.map({ situation.told[$0] }),
                entry.told != .no, entry.status.isUpcoming
            else { continue }
            // R8: nothing comes of it.
            let start = max(entry.latestStart, terms.zone.instant(of: claims.all[index].start))
            guard start >= terms.now else { continue }
            guard let content = entry.content else { throw NeedsContent() }
            if claims.statements[claims.all[index].statement].generated < content.stated {
                targetOfClaim[index] = nil
                stated.removeAll { $0 == index }
            }
        }
    }

    // MARK: Rules 1, 4 and 5: a value that is known

    mutating func joinKnown() {
        for index in unresolved { targetOfClaim[index] = known(index) }
    }

    /// A single visit took an occurrence's entry over (rule 6) and is somewhere else by now, while the series has its occurrence
    /// again: two visits that one message states are two entries. The occurrence keeps the one that has its name.
    private mutating func leaveOccurrencesStatedAgain() {
        guard !situation.aliases.isEmpty else { return }
        var occurrences: [Int: Int] = [:]
        for index in stated where claims.all[index].isUnrolled {
            if let target = targetOfClaim[index] { occurrences[target] = index }
        }
        for index in stated where claims.all[index].occurrence == nil {
            guard let target = targetOfClaim[index], let occurrence = occurrences[target] else { continue }
            let (claim, other) = (claims.all[index], claims.all[occurrence])
            let names = [nil, other.service].map { value(other.uid, other.occurrence, service: $0) }
            guard claim.statement == other.statement,
                names.contains(where: { terms.digests.entryKey($0) == targets[target].key })
            else { continue }
            displaced.insert(index)
            targetOfClaim[index] = nil
        }
    }

    func known(_ index: Int) -> Int? {
        if displaced.contains(index) { return nil }
        let claim = claims.all[index]
        if let services = sharingUID.services(of: index) ?? sharingValue.services(of: index) {
            if let service = claim.service, let own = lookUp(value(claim.uid, claim.occurrence, service: service)) {
                return own
            }
            let found = lookUp(value(claim.uid, claim.occurrence))
            return found.flatMap { keeper(among: services, entry: $0) == claim.service ? $0 : nil }
        }
        if let found = oneOfSeveral(claim) { return found }
        if let found = known(claim.uid, claim.occurrence, service: claim.namedService) { return found }
        // A message about one occurrence may name the series and the occurrence's start instead of a recurrence-id.
        guard claim.occurrence == nil, !targets.isEmpty else { return nil }
        return known(claim.uid, claim.start, service: claim.namedService)
    }

    /// A push that names no service, about a uid that rule 4 gave to several entries, means the one that is where it says, or
    /// while the visit was performed; `nil` where its time tells none of them.
    private func oneOfSeveral(_ claim: Claim) -> Int? {
        guard claim.namedService == nil, claims.statements[claim.statement].kind == .push, !situation.told.isEmpty
        else { return nil }
        let services = Set(situation.told.map(\.pair.service))
        guard services.count > 1 else { return nil }
        let values =
            [value(claim.uid, claim.occurrence)] + services.map { value(claim.uid, claim.occurrence, service: $0) }
        let found = Set(values.compactMap(lookUp)).filter { targets[$0].told != nil }
        guard found.count > 1 else { return nil }
        let start = terms.zone.instant(of: claim.start)
        let end = claim.end.map(terms.zone.instant(of:)) ?? start
        let there = found.filter { situation.told[$0].start == start }
        if there.count == 1 { return there.first }
        guard claim.state == .performed else { return nil }
        let meanwhile = found.filter { situation.told[$0].start <= end && start <= situation.told[$0].end }
        return meanwhile.count == 1 ? meanwhile.first : nil
    }

    func known(_ uid: String, _ occurrence: WallClock?, service: String?) -> Int? {
        let found = lookUp(value(uid, occurrence))
        guard let service, !targets.isEmpty else { return found }
        if let found, targets[found].service == service { return found }
        return lookUp(value(uid, occurrence, service: service)) ?? found
    }

    func lookUp(_ value: String) -> Int? {
        let key = terms.digests.entryKey(value)
        if let found = byKey[key] { return found }
        if !newAliases.isEmpty || !situation.aliases.isEmpty,
            let alias = newAliases[key] ?? situation.aliases[key], let found = byKey[alias]
        {
            return found
        }
        // Rule 5's marked form is derived, so it needs no remembering.
        return targets.isEmpty ? nil : byKey[terms.digests.entryKey(marked(value))]
    }

    private func marked(_ value: String) -> String { situation.citizenKey.marking(value) }

    func value(_ uid: String, _ occurrence: WallClock?, service: String? = nil) -> String {
        Claims.value(uid: uid, service: service, occurrence: occurrence)
    }

    /// Rule 4: of the services whose claims give one value, the entry's, else the lowest by bytes.
    func keeper(among services: Set<String>, entry: Int?) -> String? {
        if let held = entry.flatMap({ targets[$0].service }), services.contains(held) { return held }
        return services.min { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    // MARK: What led to an entry

    mutating func join(_ index: Int, _ target: Int?) {
        guard let target else { return }
        targetOfClaim[index] = target
        remember(index, as: target)
        rememberRelation(of: index, as: target)
    }

    /// What the visit goes back to led to the entry as well, where it led nowhere before and is not stated itself: CosDoc
    /// has a new uid every time and always names the first one.
    private mutating func rememberRelation(of index: Int, as target: Int) {
        let claim = claims.all[index]
        guard let relative = claim.relatedTo, claim.occurrence == nil, !relations.isSeries(relative),
            sharingValue.services(of: index) == nil, known(relative, nil, service: claim.namedService) == nil,
            !goesBackToStated(index)
        else { return }
        // A series has more visits than this one.
        if let told = targets[target].told, situation.told[told].content?.value.hasPrefix(relative + "/") == true {
            return
        }
        newAliases[terms.digests.entryKey(relative)] = targets[target].key
    }

    private mutating func remember(_ index: Int, as target: Int) {
        let key = aliasKey(of: index)
        guard key != targets[target].key, situation.aliases[key] != targets[target].key else { return }
        newAliases[key] = targets[target].key
    }

    private func aliasKey(of index: Int) -> Digest128 {
        let claim = claims.all[index]
        let isShared = sharingUID.services(of: index) != nil
        return terms.digests.entryKey(
            value(claim.uid, occurrence(of: claim), service: isShared ? claim.service : nil))
    }

    /// Where events of two units have one uid and led to two entries, it goes on leading to the one it led to.
    private mutating func keepAliasesThatStand() {
        let moved = newAliases.filter { key, target in situation.aliases[key].map { $0 != target } ?? false }
        guard !moved.isEmpty else { return }
        for index in stated {
            guard let target = targetOfClaim[index] else { continue }
            let key = aliasKey(of: index)
            if moved[key] != nil, situation.aliases[key] == targets[target].key { newAliases[key] = nil }
        }
    }

    // MARK: Rules 3, 4 and 5: a new value

    func ownValue(_ index: Int, service: String? = nil) -> String {
        let claim = claims.all[index]
        let origin = claim.origin(relations)
        return value(origin, origin == claim.uid ? occurrence(of: claim) : claim.occurrence, service: service)
    }

    /// Rule 3's occurrence: an event that names a series and no occurrence means the one that starts when it does.
    private func occurrence(of claim: Claim) -> WallClock? {
        claim.occurrence ?? (relations.isSeries(claim.uid) ? claim.start : nil)
    }

    mutating func newTarget(for index: Int) -> Int {
        let service = claims.all[index].service
        var value = ownValue(index)
        if let services = sharingValue.services(of: index), keeper(among: services, entry: lookUp(value)) != service {
            value = ownValue(index, service: service)
        }
        var key = terms.digests.entryKey(value)
        if situation.heldByOthers.contains(key) {
            value = marked(value)
            key = terms.digests.entryKey(value)
            notes[.identifierShared, default: 0] += 1
        }
        let target = byKey[key] ?? targets.count
        if target == targets.count {
            targets.append(EntryTarget(key: key, value: value, service: service, told: nil))
            byKey.add(key, target: target)
        }
        if claims.all[index].relatedTo != nil { remember(index, as: target) }
        return target
    }
}
