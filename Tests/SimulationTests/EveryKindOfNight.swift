// A night that touches every kind of operation: entries created, moved, cancelled, withdrawn and performed; contacts begun
// and ended; citizens who became active and inactive; a question, receipts of both kinds, duplicates, what cannot be read,
// a bundle that was cut off. Three EPJs, each by its own transport.

import SyncCore
import TestSupport

@testable import SyncDaemon

struct EveryKindOfNight {
    static let sources = [
        SourceSetup(index: 0, adapter: "gerica", transport: .directory),
        SourceSetup(index: 1, adapter: "profil", transport: .bundle),
        SourceSetup(index: 2, adapter: "cosdoc", transport: .outbox),
    ]

    let sources: [SourceSetup]
    /// Of the night itself; what is there before it was told three nights earlier.
    let day: Int
    private var couriers: [Courier]
    private var residents: [Resident]

    init(_ sources: [SourceSetup] = EveryKindOfNight.sources) {
        self.sources = sources
        day = CivilDate(iso8601: "2027-01-14").map { Int($0.dayNumber) } ?? 0
        couriers = sources.map { Courier($0, seed: 1) }
        residents = (0..<5).map { Resident(number: SyntheticPerson.number($0), isMinor: false, isActive: $0 != 2) }
    }

    func time(_ day: Int) -> Instant { Instant(seconds: Wall(day: day, minute: 75).seconds) }

    private func visit(_ uid: String, _ day: Int, unit: String, _ state: Visit.State = .assigned) -> Visit {
        Visit(
            uid: uid, unit: unit, service: "12", namesService: true, start: Wall(day: day, minute: 600), minutes: 30,
            state: state, isWindow: false)
    }

    // MARK: What was before

    mutating func prepare(_ installation: Installation) async throws {
        deliverBefore(installation)
        _ = await installation.run()
    }

    /// What the EPJs sent three nights earlier.
    mutating func deliverBefore(_ installation: Installation) {
        let before = day - 3
        installation.set(time(before))
        for resident in residents {
            installation.network.portal.withLock {
                $0.set(resident.number, isActive: resident.isActive, viaOthers: false, isAnnounced: false, now: 0)
            }
        }
        for (index, source) in sources.enumerated() {
            let unit = source.units[0]
            residents[0].visits = [
                visit("moved-\(index)", day + 2, unit: unit), visit("off-\(index)", day + 3, unit: unit),
                visit("gone-\(index)", day + 4, unit: unit), visit("done-\(index)", day - 1, unit: unit),
            ]
            residents[0].services = ["9@" + unit: before - 9, "12@" + source.units[1]: before - 9]
            residents[1].visits = [visit("stays-\(index)", day + 2, unit: unit)]
            residents[2].visits = [visit("new-\(index)", day + 2, unit: unit)]
            let parcels = say(source, at: before) { speech, moment in
                var parcels = self.residents.prefix(3).map { speech.snapshot(of: $0, unit: unit, at: moment()) }
                parcels += self.services(of: self.residents[0], source, speech, moment)
                var unreadable = speech.services(of: self.residents[3], at: moment())
                unreadable.xml = unreadable.xml.replacing(
                    self.residents[3].number, with: String(self.residents[3].number.dropLast()) + "0")
                return parcels + [unreadable]
            }
            couriers[index].send(parcels, faults: [], files: installation.files, network: installation.network)
        }
    }

    /// Who is active, as the simulator's `PUT /citizens` takes it.
    func citizens(isNight: Bool) -> String {
        let list = residents.enumerated().map { index, resident in
            let isActive = isNight ? index != 1 : resident.isActive
            let viaOthers = isNight && index == 2
            return "{\"fnr\":\"\(resident.number)\",\"active\":\(isActive && !viaOthers),\"viaOthers\":\(viaOthers),"
                + "\"assignedProxy\":false}"
        }
        return "[" + list.joined(separator: ",") + "]"
    }

    private func services(
        of resident: Resident, _ source: SourceSetup, _ speech: Speech, _ moment: () -> Int64
    ) -> [Parcel] {
        guard source.adapter == "cosdoc" else { return [speech.services(of: resident, at: moment())] }
        return source.units.compactMap { speech.unitServices(of: resident, unit: $0, at: moment()) }
    }

    private func say(
        _ source: SourceSetup, at day: Int, _ body: (Speech, () -> Int64) -> [Parcel]
    ) -> [Parcel] {
        var moment = Wall(day: day, minute: 0).seconds - 7_200
        var ids = day * 10_000 + source.index * 1_000
        let speech = Speech(source: source) {
            ids += 1
            return GericaMessage.id(ids)
        }
        return body(speech) {
            moment += 1
            return moment
        }
    }

    // MARK: The night

    mutating func begin(_ installation: Installation) {
        installation.set(time(day))
        let changed = time(day - 1).seconds
        installation.network.portal.withLock { portal in
            portal.set(residents[1].number, isActive: false, viaOthers: false, isAnnounced: true, now: changed)
            portal.set(residents[2].number, isActive: true, viaOthers: true, isAnnounced: true, now: changed)
        }
        for (index, source) in sources.enumerated() {
            let unit = source.units[0]
            var anna = residents[0]
            var done = visit("done-\(index)", day - 1, unit: unit, .performed)
            done.start = done.start.adding(minutes: 7)
            anna.visits = [
                visit("moved-\(index)", day + 5, unit: unit),
                visit("off-\(index)", day + 3, unit: unit, .cancelled(reason: 0)),
                visit("made-\(index)", day + 6, unit: unit),
            ]
            anna.services = ["12@" + unit: day, "12@" + source.units[1]: day - 12]
            let others = residents
            let parcels = say(source, at: day) { speech, moment in
                var parcels = [
                    speech.push(done, of: anna, at: moment(), isChange: false),
                    speech.snapshot(of: anna, unit: unit, at: moment()),
                    speech.question(about: [others[2].number, others[4].number], at: moment()),
                ]
                parcels += services(of: anna, source, speech, moment)
                parcels.append(parcels[0])
                parcels.append(speech.snapshot(of: others[4], unit: unit, at: moment()))
                return parcels
            }
            couriers[index].send(parcels, faults: [], files: installation.files, network: installation.network)
            if source.transport == .bundle {
                couriers[index].send(
                    parcels, faults: [.halfBatch], files: installation.files, network: installation.network)
            }
        }
    }
}
