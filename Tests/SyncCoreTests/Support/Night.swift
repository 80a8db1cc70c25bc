// One citizen through several nights: what was stated, what was told, and a plan that is carried out by remembering it.
// The memory behaves as the ledger does: a unit's newer snapshot replaces its older one, pushes lie side by side, and
// the contents of told entries stay closed until a plan asks for them.

import SyncCore
import TestSupport
import Testing

struct Night {
    var now: Instant
    var rules = SourceRules.home
    var citizen: CitizenSituation
    private var arrivals: Int64 = 0
    /// Where the entries were before they were told as they are.
    private var replaced: [Digest128: Instant] = [:]

    /// - Parameter now: wall clock in Norway.
    init(_ now: String, rules: SourceRules = .home) {
        self.now = oslo(now)
        self.rules = rules
        citizen = CitizenSituation(
            citizenKey: TestDigests().entryKey("citizen"), activation: .active, activeSince: oslo("2026-01-01 00:00"))
    }

    // MARK: What is stated

    /// A complete list from a unit (R12).
    mutating func snapshot(
        at generated: String? = nil, unit: String = "95316", _ events: VisitEvent...
    ) {
        receive(statement(.snapshot, generated, unit, events))
    }

    mutating func push(
        at generated: String? = nil, unit: String = "95316", kind: VisitStatement.Kind = .push, _ events: VisitEvent...
    ) {
        receive(statement(kind, generated, unit, events))
    }

    /// As the ledger takes it in, whatever the order of arrival: what is overruled is dropped.
    mutating func receive(_ statement: VisitStatement) {
        let kept = citizen.visits
        let phases = citizen.phases
        func remainder(of push: VisitStatement, after later: VisitStatement) -> VisitStatement {
            Overruling(later, beside: kept + [statement]) { phases[TestDigests().entryKey($0)] }.remainder(of: push)
        }
        let left = kept.reduce(statement) { remainder(of: $0, after: $1) }
        citizen.visits = kept.map { remainder(of: $0, after: statement) }.filter {
            $0.kind == .snapshot || !$0.events.isEmpty
        }
        if statement.kind == .snapshot {
            func isUnits(_ other: VisitStatement) -> Bool { other.kind == .snapshot && other.unit == statement.unit }
            if citizen.visits.contains(where: { isUnits($0) && $0.generated > statement.generated }) { return }
            citizen.visits.removeAll(where: isUnits)
        } else if left.events.isEmpty {
            return
        }
        citizen.visits.append(left)
    }

    mutating func services(_ services: CareService...) {
        citizen.services = ServiceStatement(generated: now, services: services)
    }

    /// The unit's list in force (PLO); another list of the same unit takes its place.
    mutating func unitServices(unit: String = "95316", _ services: IPLOSService...) {
        citizen.unitServices.removeAll { $0.unit == unit }
        citizen.unitServices.append(
            UnitServicesStatement(unit: unit, generated: now, conversation: "dialogue", services: services))
    }

    private mutating func statement(
        _ kind: VisitStatement.Kind, _ generated: String?, _ unit: String, _ events: [VisitEvent]
    ) -> VisitStatement {
        arrivals += 1
        return VisitStatement(
            unit: unit, kind: kind, generated: generated.map(oslo) ?? now.adding(seconds: -3_600), arrival: arrivals,
            events: events)
    }

    // MARK: The plan

    var planner: Planner<TestDigests> {
        Planner(rules: rules, zone: TimeZoneTable.europeOslo, now: now, limits: Limits(), digests: TestDigests())
    }

    /// The plan with every content open. With all of them closed it is the same, or asks for them.
    func plan() throws -> CitizenPlan {
        let plan = try planner.plan(citizen)
        if let closed = try? planClosed() { #expect(closed == plan) }
        return plan
    }

    /// The plan with every content closed, as the night first tries it; what it takes over is taken over.
    func planClosed() throws -> CitizenPlan {
        var closed = citizen
        for index in closed.told.indices { closed.told[index].content = nil }
        var plan = try planner.plan(closed)
        for index in plan.appointments.indices where plan.appointments[index].awaitsContent {
            let told = citizen.told.first { $0.key == plan.appointments[index].key }
            plan.appointments[index].takeOver(try #require(told?.content))
        }
        return plan
    }

    /// Plans, and remembers the plan as sent and answered.
    @discardableResult
    mutating func run() throws -> CitizenPlan {
        let plan = try plan()
        apply(plan)
        return plan
    }

    mutating func apply(_ plan: CitizenPlan) {
        for operation in plan.appointments {
            let shown = operation.content.shown
            let entry = ToldEntry(
                key: operation.key, told: .yes, fingerprint: operation.fingerprint, status: shown.status,
                start: shown.start, end: shown.end, pair: shown.pair, content: operation.content)
            if let index = citizen.told.firstIndex(where: { $0.key == operation.key }) {
                replaced[operation.key] = citizen.told[index].latestStart
                citizen.told[index] = entry
            } else {
                citizen.told.append(entry)
            }
        }
        citizen.aliases.merge(plan.aliases) { $1 }
        citizen.phases.merge(plan.phases) { $1 }
        for operation in plan.memberships {
            citizen.memberships.removeAll { $0.pair == operation.pair }
            citizen.memberships.append(
                ToldMembership(pair: operation.pair, told: .yes, since: operation.since, until: operation.until))
        }
        citizen.isNewlyActive = false
    }

    /// The answer to what was sent of this entry never came.
    mutating func losesOutcome(of value: String) {
        guard let index = index(of: value) else { return }
        citizen.told[index].told = .possibly
        citizen.told[index].fingerprint = nil
        citizen.told[index].latestStart = max(
            citizen.told[index].start, replaced[citizen.told[index].key] ?? citizen.told[index].start)
    }

    /// As the ledger keeps it of a citizen who is not active (R3).
    mutating func goesAway() {
        citizen.activation = .inactive
        citizen.isNewlyActive = false
        for index in citizen.told.indices {
            citizen.told[index].fingerprint = nil
            if let shown = citizen.told[index].content?.shown { citizen.told[index].content?.shown = shown.reduced }
        }
        for index in citizen.memberships.indices where citizen.memberships[index].told == .yes {
            citizen.memberships[index].told = .possibly
        }
    }

    mutating func returns() {
        citizen.activation = .active
        citizen.activeSince = now
        citizen.isNewlyActive = true
    }

    func index(of value: String) -> Int? { citizen.told.firstIndex { $0.content?.value == value } }
    func entry(_ value: String) -> ToldEntry? { index(of: value).map { citizen.told[$0] } }
    func shown(_ value: String) -> ShownAppointment? { entry(value)?.content?.shown }

    mutating func becomes(_ now: String) { self.now = oslo(now) }
}

extension SourceRules {
    /// Home nursing 9 and practical help 2 and 12 of one unit, 9 of another.
    static let home = SourceRules(
        identifierSystem: "urn:test", organisationNumber: "999944454", herID: "87688",
        services: [
            OpenedService(id: "9", name: "Hjemmesykepleie", units: .listed(["95316", "95317"])),
            OpenedService(id: "2", name: "Praktisk bistand", units: .listed(["95316"])),
            OpenedService(id: "12", name: "Renhold", units: .listed(["95316"])),
        ],
        cancellationCodes: [.byService: "S", .byRecipient: "R"], cancellationDefault: "D")

    /// The same with one thing about service 9 changed.
    static func home(_ change: (inout OpenedService) -> Void) -> SourceRules {
        var rules = SourceRules.home
        change(&rules.services[0])
        return rules
    }
}
