// What recorded messages speak of: senders, units, services, people and times. From it a rehearsal opens what a municipality
// would have opened by configuration.

import EPJAdapters
import SyncCore

struct FoundInMessages {
    struct Sender {
        var organisationNumber: String?
        /// Services named in visits and lists of services.
        var pairs: Set<ServiceUnit> = []
        /// Units that spoke of visits, some of which may name no service.
        var units: Set<String> = []
        /// IPLOS codes of a unit's PLO lists.
        var iplos: [String: Set<String>] = [:]
        var citizens: Set<NationalIdentityNumber> = []
    }

    /// By their level-1 HER-id.
    private(set) var senders: [String: Sender] = [:]
    /// Names of services, by TjenesteId, as lists of services give them.
    private(set) var names: [String: String] = [:]
    /// The first moment any of it is about.
    private(set) var earliest: Instant?
    /// Messages about somebody who is not of the synthetic population.
    private(set) var ofRealPersons = 0

    var citizens: Set<NationalIdentityNumber> { senders.values.reduce(into: []) { $0.formUnion($1.citizens) } }

    mutating func add(_ message: ReadMessage, names: [String: String], zone: TimeZoneTable) {
        guard let envelope = message.envelope else { return }
        self.names.merge(names) { known, _ in known }
        var sender = senders[envelope.sourceHerID] ?? Sender()
        sender.organisationNumber = sender.organisationNumber ?? envelope.sender.organisation.organisationNumber
        note(envelope.generated)
        var persons: Set<NationalIdentityNumber> = []
        switch message.outcome {
        case .statements(let statements):
            for statement in statements {
                persons.insert(statement.citizen)
                if let former = statement.formerNumber { persons.insert(former) }
                add(statement.content, to: &sender, zone: zone)
            }
        case .question(let question): persons.formUnion(question.persons)
        default: break
        }
        sender.citizens.formUnion(persons)
        if persons.contains(where: { !$0.isSynthetic }) { ofRealPersons += 1 }
        senders[envelope.sourceHerID] = sender
    }

    private mutating func add(_ content: Statement.Content, to sender: inout Sender, zone: TimeZoneTable) {
        switch content {
        case .visits(let visits):
            sender.units.insert(visits.unit)
            for event in visits.events {
                if let service = event.serviceID {
                    sender.pairs.insert(ServiceUnit(service: service, unit: visits.unit))
                }
                note(zone.instant(of: event.start))
            }
        case .services(let list):
            for service in list.services {
                sender.pairs.insert(ServiceUnit(service: service.id, unit: service.unit))
            }
        case .unitServices(let list):
            sender.iplos[list.unit, default: []].formUnion(list.services.map(\.code).filter { !$0.isEmpty })
        case .death, .privacy: break
        }
    }

    private mutating func note(_ time: Instant) { earliest = min(earliest ?? time, time) }
}
