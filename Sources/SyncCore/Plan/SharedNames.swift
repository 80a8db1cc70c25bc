// Identity rule 4's question: which claims would give one value although their message means several visits by it? Two
// events of one message that differ in their service do, and then whatever other messages say under that name and one
// of these services goes with them. An event that names no service is not told apart by it.

/// The claims that share a name, and the services among which they are told apart.
struct SharedNames {
    private struct Name: Hashable {
        let uid: String
        let occurrence: WallClock?
        var statement: Int?
        var service: String?
    }

    private struct Group {
        var services: Set<String> = []
        var hasRelatives = false
    }

    private var groupOfClaim: [Int: Group] = [:]

    /// - Parameter uid: the part of the name that is not the occurrence.
    init(_ claims: Claims, _ uid: (Claim) -> String) {
        guard Self.mayShare(claims, uid) else { return }
        var groups: [Name: Group] = [:]
        for claim in claims.all {
            guard let service = claim.service else { continue }
            let name = Name(uid: uid(claim), occurrence: claim.occurrence, statement: claim.statement)
            groups[name, default: Group()].services.insert(service)
            if claim.relatedTo != nil { groups[name]?.hasRelatives = true }
        }
        var byService: [Name: Group] = [:]
        for (name, group) in groups.sorted(by: { ($0.key.statement ?? 0) < ($1.key.statement ?? 0) })
        where group.services.count > 1 {
            for service in group.services {
                byService[Name(uid: name.uid, occurrence: name.occurrence, service: service)] = group
            }
        }
        for (index, claim) in claims.all.enumerated() where claim.service != nil {
            groupOfClaim[index] =
                byService[Name(uid: uid(claim), occurrence: claim.occurrence, service: claim.service)]
        }
    }

    /// Nearly always no: no message says one name twice. Asked of the events, which are few, before their occurrences.
    private static func mayShare(_ claims: Claims, _ uid: (Claim) -> String) -> Bool {
        var seen = Set<String>()
        var last: (statement: Int, event: Int) = (-1, -1)
        for claim in claims.all where (claim.statement, claim.event) != last {
            if claim.statement != last.statement { seen.removeAll(keepingCapacity: true) }
            last = (claim.statement, claim.event)
            if !seen.insert(uid(claim)).inserted { return true }
        }
        return false
    }

    /// The services among which the claim's name is shared, or `nil` when it is its own.
    func services(of claim: Int) -> Set<String>? { groupOfClaim[claim]?.services }

    /// One of those that share the name goes back to another visit.
    func hasRelatives(_ claim: Int) -> Bool { groupOfClaim[claim]?.hasRelatives ?? false }
}

extension Claim {
    /// The first part of rule 3's value.
    func origin(_ relations: Relations) -> String { relations.origin(of: uid, relatedTo: relatedTo) }
}
