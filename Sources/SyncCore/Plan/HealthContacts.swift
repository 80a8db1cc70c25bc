// R15: a citizen's health contacts follow the services he is said to have, by TjenesteOversikt and by each unit's PLO
// "Orientering om tjenestetilbud". TjenesteOversikt speaks of all his services, a unit's list of its own only; nothing
// said means nothing known, and ends nothing.

struct HealthContacts {
    private let situation: CitizenSituation
    private let terms: PlanTerms
    private let isMinor: Bool

    /// From the first day to the last. Without a first day: since always, as far as anybody said.
    private struct Period {
        var from: CivilDate?
        var through: CivilDate
        /// What begins on no stated day begins no later than the list that names it.
        var heard: CivilDate
    }

    init(_ situation: CitizenSituation, terms: PlanTerms) {
        self.situation = situation
        self.terms = terms
        isMinor = situation.isMinor(on: terms.today)
    }

    func operations() -> [MembershipOperation] {
        if situation.services == nil, situation.unitServices.isEmpty { return [] }
        let (open, order) = openContacts()
        var operations: [MembershipOperation] = []
        for pair in order {
            guard let period = open[pair] else { continue }
            let old = situation.memberships.first { $0.pair == pair }
            let since = period.from ?? lastingSince(old) ?? period.heard
            let until = period.through == .never ? nil : period.through
            let isTold = old?.told == .yes && old?.since == since && old?.until == until
            if isTold, !terms.resends { continue }
            operations.append(MembershipOperation(kind: .memberIn, pair: pair, since: since, until: until))
        }
        let ended = situation.memberships.filter { open[$0.pair] == nil && isSpokenOf($0.pair) }
        return operations + Self.endings(of: ended, on: terms.today, resends: terms.resends)
    }

    /// Ends today what has not ended before, and nothing before it began; an end that was told is not told again.
    static func endings(
        of memberships: [ToldMembership], on today: CivilDate, resends: Bool = false
    ) -> [MembershipOperation] {
        memberships.compactMap { old in
            let until = max(old.since, min(old.until ?? today, today))
            guard old.told != .no, old.told != .yes || old.until != until || resends else { return nil }
            return MembershipOperation(kind: .memberOut, pair: old.pair, since: old.since, until: until)
        }
    }

    private func openContacts() -> (open: [ServiceUnit: Period], order: [ServiceUnit]) {
        var open: [ServiceUnit: Period] = [:]
        var order: [ServiceUnit] = []
        /// One service named twice, by several codes or by both kinds of list, is one contact.
        func add(_ pair: ServiceUnit, _ opened: OpenedService, _ period: Period) {
            if isMinor && opened.minors == nil { return }
            guard let known = open[pair] else {
                order.append(pair)
                open[pair] = period
                return
            }
            open[pair] = Period(
                from: [known.from, period.from].compactMap { $0 }.min(), through: max(known.through, period.through),
                heard: min(known.heard, period.heard))
        }
        for service in situation.services?.services ?? [] where service.isOpen(on: terms.today) {
            let pair = ServiceUnit(service: service.id, unit: service.unit)
            guard let opened = terms.rules.opened(pair) else { continue }
            add(pair, opened, Period(from: service.from, through: service.through ?? .never, heard: service.from))
        }
        for list in situation.unitServices {
            let heard = terms.zone.wallClock(at: list.generated).date
            for service in list.services where service.isOpen(on: terms.today) {
                for opened in terms.rules.services
                where opened.iplosCodes.contains(service.code) && opened.isDelivered(by: list.unit) {
                    add(
                        ServiceUnit(service: opened.id, unit: list.unit), opened,
                        Period(from: service.from, through: service.through ?? .never, heard: heard))
                }
            }
        }
        return (open, order)
    }

    /// A contact that still lasts keeps the first day it was told with.
    private func lastingSince(_ old: ToldMembership?) -> CivilDate? {
        old.flatMap { ($0.until ?? .never) >= terms.today ? $0.since : nil }
    }

    /// Whether a pair that nothing names is thereby said to have ended. A unit's list has no word for an opened service
    /// without IPLOS codes, so it cannot end it; and an entry without a code may be any service, so such a list ends none.
    private func isSpokenOf(_ pair: ServiceUnit) -> Bool {
        if situation.services != nil { return true }
        let lists = situation.unitServices.filter { $0.unit == pair.unit }
        let named = lists.flatMap(\.services).filter { $0.isOpen(on: terms.today) }
        guard !lists.isEmpty, !named.contains(where: \.code.isEmpty) else { return false }
        return terms.rules.opened(pair).map { !$0.iplosCodes.isEmpty } ?? true
    }
}
