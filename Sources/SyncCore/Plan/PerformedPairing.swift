// A performed visit and its plan (identity rule 7): the EPJs report a visit under a uid of its own, and still it is the end
// of one that was planned. What counts is what was said before the notice: whatever is planned later, tonight or another
// night, is another visit, and tomorrow's plan finds nothing that tonight's did not.

extension IdentityResolver {
    /// The older notice first, and whoever overlaps its visit before whoever is only of its day; until nothing more is found,
    /// because each visit that is paired leaves fewer candidates to the others.
    mutating func pairPerformed() throws(NeedsContent) {
        var left = unresolved.filter { claims.all[$0].state == .performed }.sorted(by: isOlder)
        var naming = claimsByTarget()
        var isFound = !left.isEmpty
        while isFound {
            isFound = false
            for isOverlapping in [true, false] where !isFound {
                for index in left {
                    let partner = try performedPartner(of: index, naming, isOverlapping: isOverlapping)
                    guard let partner else { continue }
                    join(index, partner)
                    naming[partner, default: []].append(index)
                    isFound = true
                }
            }
            if isFound {
                joinKnown()
                naming = claimsByTarget()
            }
            left.removeAll { targetOfClaim[$0] != nil }
        }
        if !left.isEmpty { notes[.unpaired] = left.count }
    }

    private func isOlder(_ a: Int, _ b: Int) -> Bool {
        let (one, other) = (claims.all[a], claims.all[b])
        return (generated(one), one.start, one.uid, a) < (generated(other), other.start, other.uid, b)
    }

    private func claimsByTarget() -> [Int: [Int]] {
        Dictionary(grouping: stated.filter { targetOfClaim[$0] != nil }) { targetOfClaim[$0] ?? 0 }
    }

    private func performedPartner(
        of index: Int, _ naming: [Int: [Int]], isOverlapping: Bool
    ) throws(NeedsContent) -> Int? {
        let claim = claims.all[index]
        let start = terms.zone.instant(of: claim.start)
        let end = claim.end.map(terms.zone.instant(of:)) ?? start
        var overlapping: [Int] = []
        var sameDay: [Int] = []
        for target in targets.indices {
            let naming = naming[target, default: []]
            guard !naming.contains(where: { claims.all[$0].state == .performed }),
                let place = place(of: target, naming, before: claim), fits(place, claim),
                try wasTold(target, before: claim)
            else { continue }
            if place.start <= end && start <= place.end { overlapping.append(target) }
            if !isKeptOff(target) { sameDay.append(target) }
        }
        if isOverlapping { return overlapping.count == 1 ? overlapping[0] : nil }
        return overlapping.isEmpty && sameDay.count == 1 ? sameDay[0] : nil
    }

    private typealias Place = (start: Instant, end: Instant, service: String?, unit: String)

    private func fits(_ place: Place, _ notice: Claim) -> Bool {
        place.unit == claims.statements[notice.statement].unit
            && (notice.namedService == nil || notice.namedService == place.service)
            && days(of: place).contains(notice.start.date)
    }

    /// Where the visit that a target stands for is, by what was said before the notice; `nil` when it is none to come.
    private func place(of target: Int, _ naming: [Int], before notice: Claim) -> Place? {
        let told = targets[target].told.map { situation.told[$0] }
        let earlier = naming.filter { generated(claims.all[$0]) < generated(notice) }
        if let index = claims.inForce(earlier), claims.all[index].state < .cancelled, told?.status != .fulfilled {
            let claim = claims.all[index]
            let start = terms.zone.instant(of: claim.start)
            // R8: what lies in the past stays where it was told.
            if max(start, told?.latestStart ?? start) >= terms.now || told == nil {
                return (
                    start, claim.end.map(terms.zone.instant(of:)) ?? start,
                    claim.namedService ?? told?.pair.service ?? claim.service,
                    claims.statements[claim.statement].unit
                )
            }
        }
        guard let told,
            told.status.isUpcoming || isKeptOff(target) || terms.wasTakenBackAsPast(told)
        else { return nil }
        return (told.start, told.end, told.pair.service, told.pair.unit)
    }

    /// What was told since, of a later statement, the notice cannot mean.
    private func wasTold(_ target: Int, before notice: Claim) throws(NeedsContent) -> Bool {
        guard let told = targets[target].told.map({ situation.told[$0] }), !isKeptOff(target) else { return true }
        guard let content = told.content else { throw NeedsContent() }
        return content.stated < generated(notice)
    }

    private func generated(_ claim: Claim) -> Instant { claims.statements[claim.statement].generated }

    /// The notice of a visit that was ordered off the portal is no news of another one: it joins, to be kept off with it.
    private func isKeptOff(_ target: Int) -> Bool { situation.keptOff.contains(targets[target].key) }

    /// A window over midnight, of a night patrol, lies in two days.
    private func days(of place: Place) -> ClosedRange<CivilDate> {
        let first = terms.zone.wallClock(at: place.start).date
        return first...max(first, terms.zone.wallClock(at: place.end).date)
    }
}
