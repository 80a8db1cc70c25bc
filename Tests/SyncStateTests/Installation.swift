// A small installation in a folder of its own: a ledger, one source, synthetic people, and a portal that answers what the
// test says. Nights are run with the real planner, so that what is stored is what the program stores.

import Foundation
import GRDB
import Testing

@testable import SyncCore
@testable import SyncState

/// A folder that is gone when the test is.
final class StateFolder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "epjsyncd-state-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var database: String { path + "/ledger.sqlite" }
    var key: String { path + "/master.key" }

    func open(rendering: (any OutgoingRendering)? = nil) throws -> Ledger {
        try Ledger(directory: path, keyFile: key, rendering: rendering)
    }

    /// Everything in the folder and below it, as bytes.
    func contents() throws -> [String: Data] {
        var contents: [String: Data] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: path) {
            contents[name] = FileManager.default.contents(atPath: path + "/" + name)
        }
        return contents
    }

    static func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
}

enum People {
    /// The n-th person of a synthetic population (month + 80), born 1940 or later.
    static func person(_ n: Int) -> NationalIdentityNumber {
        for individual in 100..<499 {
            if let number = number(day: n % 28 + 1, month: n / 28 % 12 + 81, year: 40 + n / 336, individual) {
                return number
            }
        }
        preconditionFailure("no synthetic number for \(n)")
    }

    private static func number(day: Int, month: Int, year: Int, _ individual: Int) -> NationalIdentityNumber? {
        var digits = [day / 10, day % 10, month / 10, month % 10, year / 10, year % 10]
        digits += [individual / 100, individual / 10 % 10, individual % 10]
        for weights in [[3, 7, 6, 1, 8, 9, 4, 5, 2], [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]] {
            let control = (11 - zip(weights, digits).map(*).reduce(0, +) % 11) % 11
            if control == 10 { return nil }
            digits.append(control)
        }
        return try? NationalIdentityNumber(digits.map(String.init).joined(), synthetic: .accept)
    }
}

final class Installation {
    /// 2027-01-03T21:33:20Z.
    static let now = Instant(seconds: 1_799_012_000)
    static let zone = TimeZoneTable(initialOffsetSeconds: 3_600, transitions: [])

    let folder: StateFolder
    let ledger: Ledger
    let source: SourceID
    private var members = 0

    init(folder: StateFolder? = nil, rendering: (any OutgoingRendering)? = nil) throws {
        self.folder = try folder ?? StateFolder()
        ledger = try self.folder.open(rendering: rendering)
        source = try ledger.sourceID("9901-gerica")
    }

    // MARK: Messages

    static func wall(hours: Int) -> WallClock { zone.wallClock(at: now.adding(hours: hours)) }

    static func event(
        _ uid: String, inHours hours: Int = 24, state: VisitState = .assigned, employees: [String] = [],
        details: String? = nil
    ) -> VisitEvent {
        VisitEvent(
            uid: uid, serviceID: "9", state: state, start: wall(hours: hours), end: wall(hours: hours + 1),
            employees: employees, details: details)
    }

    func arrival(
        _ content: SyncCore.Statement.Content, of person: Int = 0, id: String? = nil, text: String? = nil,
        birthDate: CivilDate? = nil, source: SourceID? = nil
    ) -> Arrival {
        members += 1
        let statement = SyncCore.Statement(citizen: People.person(person), birthDate: birthDate, content: content)
        return Arrival(
            member: "\(members).xml", bytes: Array((text ?? "original \(members)").utf8),
            messageID: id ?? "id-\(members)", generated: statement.generated, source: source ?? self.source,
            verdict: .states([statement]))
    }

    func snapshot(
        _ events: [VisitEvent], of person: Int = 0, unit: String = "95316", generated: Instant = now,
        id: String? = nil, text: String? = nil, birthDate: CivilDate? = nil
    ) -> Arrival {
        let visits = VisitStatement(unit: unit, kind: .snapshot, generated: generated, events: events)
        return arrival(.visits(visits), of: person, id: id, text: text, birthDate: birthDate)
    }

    func push(_ events: [VisitEvent], of person: Int = 0, generated: Instant = now) -> Arrival {
        arrival(.visits(VisitStatement(unit: "95316", kind: .push, generated: generated, events: events)), of: person)
    }

    func services(_ ids: [String], of person: Int = 0, generated: Instant = now) -> Arrival {
        let open = ids.map { CareService(id: $0, unit: "95316", from: CivilDate(dayNumber: 20_000), through: nil) }
        return arrival(.services(ServiceStatement(generated: generated, services: open)), of: person)
    }

    @discardableResult
    func record(_ arrivals: [Arrival], at now: Instant = now, statedDaysMax: Int = 30) throws -> [MessageDisposition] {
        let batch = try ledger.beginBatch(at: now)
        let segment = try ledger.openSegment(batch)
        return try ledger.record(arrivals, batch: batch, segment: segment, now: now, statedDaysMax: statedDaysMax)
    }

    // MARK: Nights

    func key(_ person: Int) -> Digest128 { ledger.keys.citizenKey(People.person(person)) }

    @discardableResult
    func answer(active: [Int] = [], inactive: [Int] = [], at now: Instant = now) throws -> ActivationChanges {
        let answers =
            active.map { ActivationAnswer(citizen: key($0), isActiveSelf: true, isActiveViaOthers: false) }
            + inactive.map { ActivationAnswer(citizen: key($0), isActiveSelf: false, isActiveViaOthers: false) }
        return try ledger.record(answers, at: now)
    }

    /// Everyone the portal would be asked about, the urgent ones first.
    func personSet() throws -> [Digest128] {
        try ledger.citizensToAsk(ActivationRound(changed: nil, now: Self.now, recheckDays: 7)).map(\.citizen)
    }

    static func rules(showing: Bool = true) -> SourceRules {
        SourceRules(
            identifierSystem: "urn:epjsync:9901-gerica", organisationNumber: "999944454", herID: "87688",
            services: [
                OpenedService(
                    id: "9", name: "Hjemmesykepleie", units: .listed(["95316"]), showDescription: showing,
                    showEmployeeName: showing, iplosCodes: ["15"])
            ], cancellationCodes: [:], cancellationDefault: "1")
    }

    func planner(at now: Instant = now) -> Planner<InstallationKeys> {
        Planner(rules: Self.rules(), zone: Self.zone, now: now, limits: Limits(), digests: ledger.keys)
    }

    /// Plans every citizen; the plan is durable and nothing of it is sent.
    func plan(at now: Instant = now, settleSeconds: Int = 60) throws -> PlanID {
        let run = try ledger.beginRun("sync", now: now, started: now)
        let plan = try ledger.beginPlan(run, source: source, settleSeconds: settleSeconds)
        var last: Digest128?
        let planner = planner(at: now)
        while true {
            let slice = try ledger.plannableCitizens(of: source, after: last, limit: 200)
            guard let end = slice.last else { break }
            last = end.citizenKey
            let planned = try slice.map { situation in
                let opened = try ledger.openContents(situation, of: source)
                return (situation: opened, plan: try planner.plan(opened))
            }
            _ = try ledger.save(planned, to: plan) { try planner.plan($0) }
        }
        try ledger.finish(plan)
        return plan
    }

    /// Sends everything that is planned, and ends the plan.
    @discardableResult
    func push(
        _ plan: PlanID, at now: Instant = now,
        answer: (IntendedOperation) -> OperationOutcome = { _ in .accepted(answer: "201") }
    ) throws -> [IntendedOperation] {
        let ids = try ledger.pendingOperations(of: plan).map(\.id)
        let intended = try ledger.intend(ids, of: plan, at: now)
        try ledger.conclude(intended.map { ($0.id, answer($0)) }, of: plan, at: now)
        _ = try ledger.leaveRest(of: plan)
        try ledger.end(plan)
        return intended
    }

    @discardableResult
    func night(at now: Instant = now) throws -> [IntendedOperation] { try push(try plan(at: now), at: now) }

    func situation(_ person: Int = 0) throws -> CitizenSituation? {
        try ledger.plannableCitizens(of: source, after: nil, limit: 1_000).first { $0.citizenKey == key(person) }
    }

    func opened(_ person: Int = 0) throws -> [ToldEntry] {
        guard let situation = try situation(person) else { return [] }
        return try ledger.openContents(situation, of: source).told
    }

    // MARK: Rows

    func rows(_ sql: String) throws -> [String] {
        try ledger.queue.read { db in try Row.fetchAll(db, sql: sql).map(\.description) }
    }

    func count(_ sql: String) throws -> Int {
        try ledger.queue.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM " + sql) ?? 0 }
    }

    func execute(_ sql: String) throws { try ledger.queue.write { try $0.execute(sql: sql) } }

    /// Also what no transaction may hold.
    func executeOutsideTransactions(_ sql: String) throws {
        try ledger.queue.writeWithoutTransaction { try $0.execute(sql: sql) }
    }

    /// Everything the ledger says the portal was told.
    func toldRows() throws -> [String] {
        try rows(
            """
            SELECT hex(citizen), hex(entry), told, hex(fingerprint), status, start, "end", pair, notBefore
            FROM entry ORDER BY 1, 2
            """) + rows("SELECT hex(citizen), pair, told, since, until FROM membership ORDER BY 1, 2")
    }
}

extension Ledger {
    /// The next citizens of a source that are planned, as a plan may know them.
    func plannableCitizens(
        of source: SourceID, after: Digest128?, limit: Int
    ) throws(LedgerFault) -> [CitizenSituation] {
        let citizens = try plannableKeys(of: source, after: after, limit: limit)
        return try situations(of: citizens, in: source)
    }
}
