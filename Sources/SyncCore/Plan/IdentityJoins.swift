// The joins: how a claim under a uid nobody knows still finds the entry it speaks of (identity rules 2 and 6).

// MARK: Rule 2: related-to

extension IdentityResolver {
    mutating func joinRelatives() throws(NeedsContent) {
        // Those that rule 4 tells apart go first: what another statement says of the same uid then follows them.
        for index in unresolved where sharingValue.hasRelatives(index) {
            join(index, try relative(of: index))
            if targetOfClaim[index] == nil { targetOfClaim[index] = newTarget(for: index) }
        }
        if !newAliases.isEmpty { joinKnown() }
        for index in unresolved { join(index, try relative(of: index)) }
        if !newAliases.isEmpty { joinKnown() }
    }

    func relative(of index: Int) throws(NeedsContent) -> Int? {
        guard let target = try followingRelation(of: index) else { return nil }
        if displaced.contains(index), isHeld(target, beside: claims.all[index]) { return nil }
        guard let services = sharingValue.services(of: index),
            keeper(among: services, entry: target) != claims.all[index].service
        else { return target }
        return lookUp(ownValue(index, service: claims.all[index].service))
    }

    private func followingRelation(of index: Int) throws(NeedsContent) -> Int? {
        let claim = claims.all[index]
        guard claim.relatedTo != nil else { return nil }
        var uid = claim.relatedTo
        var seen = Set<String>()
        while let current = uid, seen.insert(current).inserted {
            if let occurrence = claim.occurrence,
                let found = known(current, occurrence, service: claim.namedService), !isHeld(found, beside: claim)
            {
                return found
            }
            // All the visits of a series cannot be the one that it goes back to.
            if !claim.isUnrolled, let found = known(current, nil, service: claim.namedService) { return found }
            if let occurrence = occurrence(ofSeries: current, for: index),
                let found = targetOfClaim[occurrence] ?? known(occurrence)
            {
                return found
            }
            if let found = try formerOccurrence(of: current, for: claim) { return found }
            uid = relations.parent(of: current)
        }
        return nil
    }

    /// The same where nobody states the series any more: the identifiers remember it.
    private func formerOccurrence(of series: String, for claim: Claim) throws(NeedsContent) -> Int? {
        guard claim.occurrence == nil, !relations.isSeries(series) else { return nil }
        var hits: [Int] = []
        func lies(_ visit: Claim, within entry: ToldEntry) -> Bool {
            (entry.start...max(entry.start, entry.end)).contains(terms.zone.instant(of: visit.start))
        }
        for target in situation.told.indices {
            let entry = situation.told[target]
            guard entry.status.isUpcoming, lies(claim, within: entry) else { continue }
            guard let content = entry.content else { throw NeedsContent() }
            if content.value.hasPrefix(series + "/") { hits.append(target) }
        }
        guard hits.count == 1, !isHeld(hits[0], beside: claim) else { return nil }
        let rivals = claims.all.filter {
            $0.statement == claim.statement && $0.relatedTo == series && $0.uid != claim.uid
                && lies($0, within: situation.told[hits[0]])
        }
        return rivals.isEmpty ? hits[0] : nil
    }

    /// A series that goes back to another has that one's visits, except where the same message still states them.
    private func isHeld(_ target: Int, beside claim: Claim) -> Bool {
        stated.contains { targetOfClaim[$0] == target && claims.all[$0].statement == claim.statement }
    }

    /// The first night a series is seen, so that its visits have the identifiers they would have had a night later.
    mutating func takePlacesInNewSeries() {
        for index in unresolved {
            guard let occurrence = occurrence(ofSeries: claims.all[index].relatedTo, for: index) else { continue }
            join(index, targetOfClaim[occurrence] ?? known(occurrence) ?? newTarget(for: occurrence))
        }
    }

    /// A related-to that names a series means the one occurrence in whose window the visit lies, if no other visit of
    /// the message means it too.
    func occurrence(ofSeries uid: String?, for index: Int) -> Int? {
        guard let uid, relations.isSeries(uid), claims.all[index].occurrence == nil else { return nil }
        let claim = claims.all[index]
        func lies(_ visit: Claim, within other: Claim) -> Bool {
            other.start <= visit.start && visit.start <= (other.end ?? other.start)
        }
        let hits = claims.all.indices.filter {
            claims.all[$0].isUnrolled && claims.all[$0].uid == uid && lies(claim, within: claims.all[$0])
        }
        guard hits.count == 1 else { return nil }
        let rivals = claims.all.filter {
            $0.statement == claim.statement && $0.relatedTo == uid && $0.occurrence == nil && $0.uid != claim.uid
                && lies($0, within: claims.all[hits[0]])
        }
        return rivals.isEmpty ? hits[0] : nil
    }
}

// MARK: Rule 6: moved series, and visits that replace an occurrence

extension IdentityResolver {
    mutating func keepDatesOfMovedSeries() throws(NeedsContent) {
        let moved = unresolved.filter { claims.all[$0].occurrence != nil }
        guard !moved.isEmpty, !situation.told.isEmpty else { return }
        let unrolled = moved.filter { claims.all[$0].isUnrolled }
        for index in unrolled where !shares(claims.all[index], withAnyOf: unrolled) {
            join(index, try sameDate(as: claims.all[index]) ?? overridden(index))
        }
        // A series that took another's place, and another time of day with it.
        for index in unrolled where targetOfClaim[index] == nil && !shares(claims.all[index], withAnyOf: unrolled) {
            guard let former = claims.all[index].relatedTo else { continue }
            join(index, try sameDate(as: claims.all[index], of: former))
        }
        // An event that names the occurrence by its new time of day means the date's entry, if nothing else that is
        // stated of the series can mean it: what else is stated does not change with what is told.
        for index in moved where !claims.all[index].isUnrolled && !shares(claims.all[index], withAnyOf: stated) {
            join(index, try sameDate(as: claims.all[index]))
        }
    }

    /// The date's entry, where an event of the same message speaks of it by the time of day that the series had before:
    /// that event stands for the date's visit (RFC 5545 §3.8.4.4).
    private func overridden(_ index: Int) -> Int? {
        let claim = claims.all[index]
        let overriding = stated.filter {
            let other = claims.all[$0]
            return other.statement == claim.statement && !other.isUnrolled && other.uid == claim.uid
                && other.service == claim.service && other.occurrence?.date == claim.occurrence?.date
        }
        guard overriding.count == 1, let target = targetOfClaim[overriding[0]], target < situation.told.count
        else { return nil }
        // The time of day that is named is one the series still has: two visits of one day.
        let named = claims.all[overriding[0]].occurrence
        let isOccurrence = claims.all.contains {
            $0.isUnrolled && $0.statement == claim.statement && $0.uid == claim.uid && $0.occurrence == named
        }
        return isOccurrence ? nil : target
    }

    /// Whether another occurrence of the claim's series and service lies on its date.
    private func shares(_ claim: Claim, withAnyOf others: [Int]) -> Bool {
        others.contains {
            let other = claims.all[$0]
            return other.occurrence?.date == claim.occurrence?.date && other.occurrence != claim.occurrence
                && other.uid == claim.uid && other.service == claim.service && !isOverruled(other, by: claim)
        }
    }

    /// The only unclaimed entry of the claim's series and service on the claim's date. What lies before today is not
    /// asked: R8 leaves it alone, and its content may stay closed.
    ///
    /// - Parameter former: a series whose place the claim's has taken.
    private func sameDate(as claim: Claim, of former: String? = nil) throws(NeedsContent) -> Int? {
        guard let date = claim.occurrence?.date else { return nil }
        let claimed = Set(
            targetOfClaim.indices.compactMap { isOverruled(claims.all[$0], by: claim) ? nil : targetOfClaim[$0] })
        var hits: [Int] = []
        for target in situation.told.indices where !claimed.contains(target) {
            let told = situation.told[target]
            if let service = claim.service, told.pair.service != service { continue }
            // An entry may have been moved off its date; the value remembers where it began.
            let day = terms.zone.wallClock(at: told.start).date
            guard day >= terms.today, abs(day.dayNumber - date.dayNumber) <= 31 else { continue }
            guard let content = told.content else { throw NeedsContent() }
            if belongs(content.value, to: former ?? claim.uid, of: claim, on: date) { hits.append(target) }
        }
        return hits.count == 1 ? hits[0] : nil
    }

    /// R14: a cancellation does not hold its entry against a later statement that has the date again, at another time of
    /// day, unless that statement excludes just what was cancelled.
    private func isOverruled(_ cancelled: Claim, by claim: Claim) -> Bool {
        guard cancelled.state == .cancelled, claim.role == .stated, cancelled.uid == claim.uid else { return false }
        let later = claims.statements[claim.statement]
        guard claims.statements[cancelled.statement].generated < later.generated else { return false }
        let start = cancelled.occurrence ?? cancelled.start
        return !later.events.contains { $0.uid == claim.uid && $0.excluded.contains(start) }
    }

    private func belongs(_ value: String, to series: String, of claim: Claim, on date: CivilDate) -> Bool {
        let day = WallClock(date: date, secondOfDay: 0).basic.prefix(9)  // yyyyMMddT
        func isOf(_ uid: String) -> Bool {
            if value.hasPrefix(uid + "/" + day) { return true }
            return claim.service.map { value.hasPrefix(uid + "/" + $0 + "/" + day) } ?? false
        }
        if isOf(series) { return true }
        // Rule 3 named the series' visits by what it goes back to.
        let origin = claim.origin(relations)
        return origin != claim.uid && isOf(origin)
    }

    mutating func inheritExcludedOccurrences() throws(NeedsContent) {
        let visits = unresolved.filter {
            claims.all[$0].state == .assigned && claims.all[$0].occurrence == nil && !goesBackToStated($0)
        }
        guard !visits.isEmpty else { return }
        let gaps = try openGaps()
        // Candidates are all single visits, also those that have an entry of their own already.
        let singles = stated.filter { claims.all[$0].state == .assigned && claims.all[$0].occurrence == nil }
        func fits(_ visit: Int, _ gap: Int) -> Bool {
            let a = claims.all[visit]
            let b = claims.all[gap]
            return a.statement == b.statement && a.service == b.service && b.start <= a.start
                && a.start <= (b.end ?? b.start)
        }
        for visit in visits {
            let rooms = gaps.filter { fits(visit, $0.claim) }
            guard rooms.count == 1, singles.filter({ fits($0, rooms[0].claim) }).count == 1 else { continue }
            join(visit, rooms[0].target ?? newTarget(for: rooms[0].claim))
        }
    }

    /// What it goes back to is stated itself, though no entry yet: rule 3 gives both one value.
    func goesBackToStated(_ index: Int) -> Bool {
        guard let relative = claims.all[index].relatedTo else { return false }
        let origin = claims.all[index].origin(relations)
        return stated.contains {
            $0 != index && claims.all[$0].occurrence == nil
                && (claims.all[$0].uid == relative || claims.all[$0].uid == origin)
        }
    }

    /// Excluded occurrences that no claim speaks of, with the entry they lead to if it exists.
    private func openGaps() throws(NeedsContent) -> [(claim: Int, target: Int?)] {
        guard stated.count < claims.all.count else { return [] }
        let claimed = Set(targetOfClaim.compactMap { $0 })
        let named = Set(stated.map { nameWithService(claims.all[$0]) })
        var gaps: [(Int, Int?)] = []
        for index in claims.all.indices where claims.all[index].role == .excluded {
            let claim = claims.all[index]
            if named.contains(nameWithService(claim)) { continue }
            var target = known(index)
            if target == nil, !situation.told.isEmpty { target = try sameDate(as: claim) }
            if let target, claimed.contains(target) { continue }
            gaps.append((index, target))
        }
        return gaps
    }

    private func nameWithService(_ claim: Claim) -> String {
        value(claim.uid, claim.occurrence) + "\u{0}" + (claim.service ?? "")
    }
}
