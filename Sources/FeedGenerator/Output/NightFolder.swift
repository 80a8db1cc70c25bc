// The folder of one night: what every source delivers, and what must come of it.

import Foundation

/// Writes `nights/NN`, one citizen after another.
final class NightFolder {
    let folder: URL
    private let installations: [Installation]
    private let clock: OsloClock
    private let night: PortalNight
    /// Nil for a source that sends nothing tonight.
    private let batches: [(any Batch)?]
    private let citizensFile: TextFile
    private let expectedFile: TextFile
    private var summary: NightSummary
    private var contacts: [ContactRecord] = []

    /// Makes the folder and begins its files; throws `WriteError`.
    init(_ folder: URL, installations: [Installation], clock: OsloClock, night: PortalNight, nameDigits: Int) throws {
        self.folder = folder
        self.installations = installations
        self.clock = clock
        self.night = night
        summary = NightSummary(night: night, installations: installations)
        batches = try installations.map { installation in
            guard installation.nights.contains(night.number) else { return nil }
            let place = installation.folder.map { folder.appending(path: $0) } ?? folder
            return try Self.batch(in: place, installation.form, night, nameDigits)
        }
        try makeFolder(folder)
        citizensFile = try TextFile(folder.appending(path: "citizens.json"))
        expectedFile = try TextFile(folder.appending(path: "expected.json"))
        try citizensFile.write("[")
        try expectedFile.write(#"{"version":1,"now":"\#(clock.utc(night.now))","appointments":["#)
    }

    private static func batch(
        in folder: URL, _ form: WrittenForm, _ night: PortalNight, _ nameDigits: Int
    ) throws -> any Batch {
        // The export began at 00:35; batches are taken in the order of their names.
        let place = folder.appending(path: "inbox/\(night.today.compact)T0035")
        switch form.transport {
        case .directory: return try FolderBatch(place, encoding: form.encoding, nameDigits: nameDigits)
        case .bundle: return try BundleBatch(place.appendingPathExtension("xml"), encoding: form.encoding)
        case .outbox:
            return try OutboxBatch(folder.appending(path: "outbox"), night: night.number, encoding: form.encoding)
        }
    }

    /// Lays one message in the batch of a source; throws `WriteError`.
    func add(_ message: Message, of source: Int) throws {
        guard let batch = batches[source] else { return }
        summary.sources[source].messages[message.kind, default: 0] += 1
        try batch.add(message)
    }

    /// Lays a broken copy beside a source's good messages; throws `WriteError`.
    func addBroken(_ message: Message, of source: Int, damage: Damage, id: String) throws {
        guard let batch = batches[source] else { return }
        summary.sources[source].broken.append(try batch.addBroken(message, damage: damage, id: id))
    }

    /// Adds a person for the portal to know; throws `WriteError`.
    func add(_ citizen: Citizen) throws {
        let activity = citizen.activity.activity(night: night.number)
        let element = activity.json(patient: citizen.person.number.digits)
        try citizensFile.write((summary.citizens == 0 ? "\n" : ",\n") + element)
        summary.citizens += 1
        summary.active += activity.isActive ? 1 : 0
    }

    /// Adds what is true of a citizen of a source after the night; throws `WriteError`.
    func add(_ citizen: Citizen, of source: Int, operations done: [Operation]) throws {
        let patient = citizen.person.number.digits
        let system = installations[source].municipality.identifierSystem
        for entry in citizen.calendar {
            let element = entry.json(system: system, patient: patient, clock: clock)
            try expectedFile.write((summary.appointments == 0 ? "\n" : ",\n") + element)
            summary.appointments += 1
        }
        for membership in citizen.memberships {
            guard let contact = membership.shown else { continue }
            let service = membership.service
            contacts.append(
                ContactRecord(
                    source: system, service: service.id, herId: service.unit.herId, patient: patient, contact: contact))
        }
        for operation in done { summary.sources[source].operations[operation, default: 0] += 1 }
    }

    /// Ends all files; throws `WriteError`.
    func finish() throws {
        for batch in batches { try batch?.finish() }
        try citizensFile.write("\n]\n")
        try citizensFile.close()
        try expectedFile.write("\n],\"healthContacts\":[")
        contacts.sort(by: ContactRecord.precedes)
        for (place, contact) in contacts.enumerated() {
            try expectedFile.write((place == 0 ? "\n" : ",\n") + contact.json)
        }
        try expectedFile.write("\n]}\n")
        try expectedFile.close()
        let now = night.now.iso + clock.offsetText(night.now) + "\n"
        try writeFile(now.utf8, to: folder.appending(path: "now"))
        summary.healthContacts = contacts.count
        try writeFile(summary.json.utf8, to: folder.appending(path: "summary.json"))
    }
}
