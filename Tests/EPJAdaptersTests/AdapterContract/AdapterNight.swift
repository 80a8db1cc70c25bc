// One citizen through the nights that an adapter's fixtures tell: statements are remembered as the ledger does, the plan
// is made by the core, and carried out by remembering it.

import SyncCore

@testable import EPJAdapters

struct AdapterNight {
    /// Services 9 and 12 of the unit, found by their own ids or by the IPLOS codes 15 and 1.
    static let rules = SourceRules(
        identifierSystem: "urn:test", organisationNumber: "999944454", herID: "90001",
        services: [
            OpenedService(id: "9", name: "Hjemmesykepleie", units: .listed(["90010"]), iplosCodes: ["15"]),
            OpenedService(id: "12", name: "Praktisk bistand", units: .listed(["90010"]), iplosCodes: ["1"]),
        ],
        cancellationCodes: [:], cancellationDefault: "D")

    let adapter: AdapterKind
    var rules = Self.rules
    private var citizen = CitizenSituation(
        citizenKey: Digests().entryKey("citizen"), activation: .active,
        activeSince: Instant(iso8601UTC: "2026-01-01T00:00:00Z"))
    private var arrivals: Int64 = 0

    init(_ adapter: AdapterKind) { self.adapter = adapter }

    /// A unit's newer snapshot or list takes the place of its older one, an older one changes nothing, and pushes lie side
    /// by side.
    mutating func receive(_ fixtures: AdapterFixture...) throws {
        for statement in try fixtures.flatMap({ try $0.statements(of: adapter) }) {
            arrivals += 1
            switch statement.content {
            case .visits(var visits):
                visits.arrival = arrivals
                let sameList = { (other: VisitStatement) in
                    other.kind == .snapshot && visits.kind == .snapshot && other.unit == visits.unit
                }
                citizen.visits.removeAll { sameList($0) && $0.generated <= visits.generated }
                if !citizen.visits.contains(where: sameList) { citizen.visits.append(visits) }
            case .services(let services): citizen.services = services
            case .unitServices(let services): citizen.unitServices = [services]
            case .death, .privacy: break
            }
        }
    }

    /// Plans and carries the plan out.
    ///
    /// - Parameter now: UTC.
    mutating func run(_ now: String) throws -> CitizenPlan {
        let plan = try Planner(
            rules: rules, zone: oslo, now: Instant(iso8601UTC: now), limits: Limits(), digests: Digests()
        ).plan(citizen)
        for operation in plan.appointments {
            let shown = operation.content.shown
            citizen.told.removeAll { $0.key == operation.key }
            citizen.told.append(
                ToldEntry(
                    key: operation.key, told: .yes, fingerprint: operation.fingerprint, status: shown.status,
                    start: shown.start, end: shown.end, pair: shown.pair, content: operation.content))
        }
        citizen.aliases.merge(plan.aliases) { $1 }
        citizen.phases.merge(plan.phases) { $1 }
        for operation in plan.memberships {
            citizen.memberships.removeAll { $0.pair == operation.pair }
            citizen.memberships.append(
                ToldMembership(pair: operation.pair, told: .yes, since: operation.since, until: operation.until))
        }
        return plan
    }

    /// The identifier of what is shown at a time; `nil` when nothing is.
    func identifier(at clock: String) -> String? {
        citizen.told.first { entry in
            entry.status != .enteredInError && oslo.wallClock(at: entry.start).iso8601 == clock
        }?.content?.value
    }

    /// FNV-1a, which only has to tell values apart.
    private struct Digests: KeyedDigests {
        func entryKey(_ value: String) -> Digest128 { digest(Array(value.utf8)) }
        func fingerprint(_ canonicalBytes: [UInt8]) -> Digest128 { digest(canonicalBytes) }

        private func digest(_ bytes: [UInt8]) -> Digest128 {
            func fnv(_ start: UInt64) -> UInt64 { bytes.reduce(start) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 } }
            return Digest128(high: fnv(0xcbf2_9ce4_8422_2325), low: fnv(0x6c62_272e_07bb_0142))
        }
    }
}

extension Instant {
    fileprivate init(iso8601UTC text: String) {
        guard let clock = WallClock(iso8601: String(text.dropLast())) else { preconditionFailure("no time: \(text)") }
        self = TimeZoneTable(initialOffsetSeconds: 0, transitions: []).instant(of: clock)
    }
}

extension CitizenPlan {
    /// `create booked 01-12 09:00`, whatever the identifier.
    var said: [String] {
        appointments.map { operation in
            let start = oslo.wallClock(at: operation.content.shown.start).iso8601
            return [
                operation.kind.name, operation.content.shown.status.code, String(start.dropFirst(5).prefix(5)),
                String(start.dropFirst(11).prefix(5)),
            ].joined(separator: " ")
        }.sorted()
    }
}
