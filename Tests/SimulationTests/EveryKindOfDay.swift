// What is told by day, by two EPJs, each by its own transport: a visit that was performed; one that was performed under a name
// of its own and joins the planned one (identity rule 7); a visit of today that is cancelled, one that is moved and one that
// is new; and beside them what is left to the night: a visit of tomorrow, and services, whose receipt goes out by day.

import SyncCore
import TestSupport

struct EveryKindOfDay {
    let sources = [
        SourceSetup(index: 0, adapter: "gerica", transport: .directory),
        SourceSetup(index: 1, adapter: "cosdoc", transport: .outbox),
    ]
    private let day = CivilDate(iso8601: "2027-01-14").map { Int($0.dayNumber) } ?? 0
    private var couriers: [Courier]
    private var anna = Resident(number: SyntheticPerson.number(0), isMinor: false, isActive: true)
    private var ids = 0

    init() { couriers = sources.map { Courier($0, seed: 1) } }

    /// - Parameter later: so many days later.
    func night(_ later: Int) -> Instant { Instant(seconds: Wall(day: day + later, minute: 75).seconds) }
    var hour: Instant { Instant(seconds: Wall(day: day, minute: 690).seconds) }

    /// At whole hours of a day.
    private func visit(
        _ uid: String, of source: SourceSetup, _ hour: Int, _ state: Visit.State, dayLater: Int = 0
    ) -> Visit {
        Visit(
            uid: "\(uid)-\(source.index)", unit: source.units[0], service: "12", namesService: true,
            start: Wall(day: day + dayLater, minute: hour * 60), minutes: 60, state: state,
            isWindow: state == .planned)
    }

    // MARK: The night before it

    mutating func prepare(_ installation: Installation) async {
        installation.set(night(0))
        installation.network.portal.withLock {
            $0.set(anna.number, isActive: true, viaOthers: false, isAnnounced: false, now: 0)
        }
        for (index, source) in sources.enumerated() {
            anna.visits = [
                visit("done", of: source, 8, .assigned), visit("planned", of: source, 9, .planned),
                visit("off", of: source, 16, .assigned), visit("moved", of: source, 15, .assigned),
                visit("stays", of: source, 18, .planned),
            ]
            let resident = anna
            say(index, at: Wall(day: day, minute: -120), installation) { speech, moment in
                [speech.snapshot(of: resident, unit: source.units[0], at: moment())]
            }
        }
        _ = await installation.run()
    }

    // MARK: The day

    mutating func begin(_ installation: Installation) {
        installation.set(hour)
        for (index, source) in sources.enumerated() {
            var done = visit("done", of: source, 8, .performed)
            done.start = done.start.adding(minutes: 7)
            var came = visit("came", of: source, 9, .performed)
            came.start = came.start.adding(minutes: 12)
            let pushes = [
                done, came, visit("off", of: source, 16, .cancelled(reason: 0)),
                visit("moved", of: source, 17, .assigned),
                visit("new", of: source, 19, .assigned), visit("tomorrow", of: source, 10, .assigned, dayLater: 1),
            ]
            anna.services = ["12@" + source.units[0]: day]
            let resident = anna
            say(index, at: Wall(day: day, minute: 660), installation) { speech, moment in
                var parcels = pushes.map {
                    speech.push($0, of: resident, at: moment(), isChange: $0.uid.hasPrefix("moved"))
                }
                if source.adapter == "cosdoc" {
                    parcels += [speech.unitServices(of: resident, unit: source.units[0], at: moment())].compactMap {
                        $0
                    }
                } else {
                    parcels.append(speech.services(of: resident, at: moment()))
                }
                return parcels
            }
        }
    }

    private mutating func say(
        _ index: Int, at time: Wall, _ installation: Installation, _ body: (Speech, () -> Int64) -> [Parcel]
    ) {
        var (moment, id) = (time.seconds, ids)
        let speech = Speech(source: sources[index]) {
            id += 1
            return GericaMessage.id(id)
        }
        let parcels = body(speech) {
            moment += 1
            return moment
        }
        ids = id
        couriers[index].send(parcels, faults: [], files: installation.files, network: installation.network)
    }
}
