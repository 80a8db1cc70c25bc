// The folder of one night: the batch to deliver, and what must come of it.

import Foundation

/// Writes `nights/NN`, one citizen after another.
final class NightFolder {
    private let municipality: Municipality
    private let clock: OsloClock
    private let night: PortalNight
    private let folder: URL
    private let batch: any Batch
    private let citizensFile: TextFile
    private let expectedFile: TextFile
    private var citizens = 0
    private var active = 0
    private var appointments = 0
    private var contacts: [ContactRecord] = []
    private var messages: [MessageKind: Int] = [:]
    private var operations: [Operation: Int] = [:]
    private var broken: [String] = []

    /// Makes the folder and begins its files; throws `WriteError`.
    init(
        _ folder: URL, municipality: Municipality, clock: OsloClock, night: PortalNight, form: WrittenForm,
        nameDigits: Int
    ) throws {
        self.folder = folder
        self.municipality = municipality
        self.clock = clock
        self.night = night
        // The export began at 00:35; batches are taken in the order of their names.
        let place = folder.appending(path: "inbox/\(night.today.compact)T0035")
        batch =
            switch form.transport {
            case .directory: try FolderBatch(place, encoding: form.encoding, nameDigits: nameDigits)
            case .bundle: try BundleBatch(place.appendingPathExtension("xml"), encoding: form.encoding)
            case .outbox:
                try OutboxBatch(folder.appending(path: "outbox"), night: night.number, encoding: form.encoding)
            }
        citizensFile = try TextFile(folder.appending(path: "citizens.json"))
        expectedFile = try TextFile(folder.appending(path: "expected.json"))
        try citizensFile.write("[")
        try expectedFile.write(#"{"version":1,"now":"\#(clock.utc(night.now))","appointments":["#)
    }

    /// Lays one message in the batch; throws `WriteError`.
    func add(_ message: Message) throws {
        messages[message.kind, default: 0] += 1
        try batch.add(message)
    }

    /// Lays a broken copy beside the good messages; throws `WriteError`.
    func addBroken(_ message: Message, damage: Damage, id: String) throws {
        broken.append(try batch.addBroken(message, damage: damage, id: id))
    }

    /// Adds what is true of a citizen after the night; throws `WriteError`.
    func add(_ citizen: Citizen, operations done: [Operation]) throws {
        let patient = citizen.person.number.digits
        let activity = citizen.activity.activity(night: night.number)
        try citizensFile.write((citizens == 0 ? "\n" : ",\n") + activity.json(patient: patient))
        citizens += 1
        active += activity.isActive ? 1 : 0
        for entry in citizen.calendar {
            let element = entry.json(system: municipality.identifierSystem, patient: patient, clock: clock)
            try expectedFile.write((appointments == 0 ? "\n" : ",\n") + element)
            appointments += 1
        }
        for membership in citizen.memberships {
            guard let contact = membership.shown else { continue }
            let service = membership.service
            contacts.append(
                ContactRecord(service: service.id, herId: service.unit.herId, patient: patient, contact: contact))
        }
        for operation in done { operations[operation, default: 0] += 1 }
    }

    /// Ends all files; throws `WriteError`.
    func finish() throws {
        try batch.finish()
        try citizensFile.write("\n]\n")
        try citizensFile.close()
        try expectedFile.write("\n],\"healthContacts\":[")
        contacts.sort(by: ContactRecord.precedes)
        for (place, contact) in contacts.enumerated() {
            try expectedFile.write((place == 0 ? "\n" : ",\n") + contact.json(source: municipality.identifierSystem))
        }
        try expectedFile.write("\n]}\n")
        try expectedFile.close()
        let now = night.now.iso + clock.offsetText(night.now) + "\n"
        try writeFile(now.utf8, to: folder.appending(path: "now"))
        try writeFile(summary.utf8, to: folder.appending(path: "summary.json"))
    }

    private var summary: String {
        let kinds = municipality.adapter.kinds.map { "\($0.rawValue.json):\(messages[$0] ?? 0)" }
        let sent = Operation.allCases.map { "\($0.rawValue.json):\(operations[$0] ?? 0)" }
        return """
            {"version":1,"night":\(night.number),"date":"\(night.today.iso)","citizens":\(citizens),"active":\(active),
            "messages":{\(kinds.joined(separator: ","))},
            "operations":{\(sent.joined(separator: ","))},
            "appointments":\(appointments),"healthContacts":\(contacts.count),
            "broken":[\(broken.map(\.json).joined(separator: ","))]}

            """
    }
}
