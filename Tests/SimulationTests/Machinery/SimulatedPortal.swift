// The portal, in memory and in one piece: judged by portal-simulator's own rules, which share no line with the daemon.
// Beside its state it keeps what nobody else remembers: every change in order, and how often a citizen saw one.

@testable import PortalSimulator

struct SimulatedPortal: Sendable {
    struct Name: Hashable, Comparable, Sendable {
        var system: String
        var value: String
        static func < (a: Name, b: Name) -> Bool { (a.system, a.value) < (b.system, b.value) }
    }

    /// An appointment as the citizen sees it. Seconds since 1970.
    struct Entry: Equatable, Sendable {
        var patient: String
        var status: String
        var start: Int64
        var end: Int64
        var isWindow: Bool
        var isRecurring: Bool
        var service: String
        var unit: String
        var employee: String?
        var reason: String?

        var isUpcoming: Bool { status == "proposed" || status == "booked" }
    }

    struct Change: Sendable {
        var name: Name
        var before: Entry?
        var after: Entry
        var isSeen: Bool
    }

    struct Contact: Hashable, Comparable, Sendable {
        var source: String
        var offer: String
        var patient: String
        static func < (a: Contact, b: Contact) -> Bool {
            (a.source, a.offer, a.patient) < (b.source, b.offer, b.patient)
        }
    }

    /// What a request is about.
    struct Subject: Sendable {
        var operation: String
        var numbers: [String] = []
        /// Entries by system and value, contacts by number.
        var names: [String] = []
    }

    struct Reply: Sendable {
        var status: Int
        var body: [UInt8]
    }

    private var stored: [Name: StoredAppointment] = [:]
    private var citizens: [String: Citizen] = [:]
    private var offers: [String: Offer] = [:]
    private var changed: [(number: String, at: Instant)] = []
    private(set) var entries: [Name: Entry] = [:]
    /// Day from which, and day of ending where there is one.
    private(set) var contacts: [Contact: [String?]] = [:]
    private(set) var changes: [Change] = []
    private(set) var seen: [Name: Int] = [:]
    /// Codes of refusals, other than that somebody is not active: there must be none.
    private(set) var refusals: [String] = []

    var offered: [String] { offers.map { "\($0.key) \($0.value.name) \($0.value.active)" }.sorted() }

    // MARK: Citizens

    mutating func set(_ number: String, isActive: Bool, viaOthers: Bool, isAnnounced: Bool, now: Int64) {
        citizens[number] = Citizen(
            fnr: number, active: isActive && !viaOthers, viaOthers: isActive && viaOthers, assignedProxy: false)
        if isAnnounced { changed.append((number, Instant(seconds: now))) }
    }

    func isActive(_ number: String) -> Bool { citizens[number]?.isReachable ?? false }

    // MARK: Requests

    /// What a request is about, as far as the portal can tell before it judges it.
    func subject(_ method: String, _ path: String, _ body: [UInt8]) -> Subject {
        switch path {
        case "/digitaltaktiv/helsenorgeaktivsjekken/v1": return Subject(operation: "who is active")
        case "/digitaltaktiv/v1/DigitaltAktivStatusEndringer": return Subject(operation: "changes of activation")
        case "/timeavtaler/api/v1/Appointment":
            guard let json = Self.object(body), let incoming = IncomingAppointment(json) else {
                return Subject(operation: "update")
            }
            let name = Name(system: incoming.shown.system, value: incoming.shown.value)
            let operation =
                switch incoming.shown.status {
                case "cancelled": "cancel"
                case "entered-in-error": "withdraw"
                case "fulfilled": "perform"
                default: stored[name] == nil ? "create" : "update"
                }
            return Subject(
                operation: operation, numbers: [incoming.shown.patient], names: [name.system + " " + name.value])
        default:
            guard let bundle = Self.object(body).flatMap({ try? HealthContactBundle($0) }) else {
                return Subject(operation: "offers", names: ["offers"])
            }
            guard bundle.kind == .members else { return Subject(operation: "offers", names: ["offers"]) }
            let members = bundle.entries.compactMap { try? Membership($0) }
            let ends = members.contains { $0.until != nil }
            return Subject(
                operation: ends ? "memberOut" : "memberIn", numbers: members.map(\.patient.digits),
                names: members.map { "member \($0.patient.digits) \($0.offer.text)" })
        }
    }

    /// - Parameter forgets: answers as if it had done what was asked, and keeps nothing.
    mutating func reply(
        _ method: String, _ path: String, query: String, _ body: [UInt8], now: Int64, forgets: Bool
    ) -> Reply {
        if path.hasSuffix("DigitaltAktivStatusEndringer") { return list(query, now: Instant(seconds: now)) }
        guard let json = Self.object(body) else { return refuse([.notObject]) }
        switch path {
        case "/digitaltaktiv/helsenorgeaktivsjekken/v1":
            guard let check = try? ActiveCheck(json) else { return refuse([.notObject]) }
            return Reply(status: 200, body: JSONWriter.write(check.answer(citizens)))
        case "/timeavtaler/api/v1/Appointment": return put(json, now: now, forgets: forgets)
        case "/helsekontakter/api/v1": return post(json, forgets: forgets)
        default: return refuse([.unknownPath])
        }
    }

    private func list(_ query: String, now: Instant) -> Reply {
        guard let question = try? ActivationChangeQuestion(query: query), question.offset <= now else {
            return Self.answer(.outcome(400, [.offsetInFuture]))
        }
        let numbers = Set(changed.filter { $0.at >= question.offset }.map(\.number)).sorted()
        return Self.answer(.json(200, ActivationChangeList(numbers: numbers, next: now).json))
    }

    private mutating func put(_ json: JSONObject, now: Int64, forgets: Bool) -> Reply {
        let issues = AppointmentValidation.issues(json)
        guard issues.isEmpty, let incoming = IncomingAppointment(json) else { return refuse(issues) }
        let name = Name(system: incoming.shown.system, value: incoming.shown.value)
        let decision = AppointmentDecision.decide(
            incoming, stored: stored[name], citizen: citizens[incoming.shown.patient])
        let isSeen: Bool
        switch decision {
        case .refused(let issues): return refuse(issues)
        case .identical: isSeen = false
        case .new(let changesShown), .changed(let changesShown): isSeen = changesShown
        }
        let isNew = stored[name] == nil
        if !forgets { keep(incoming, as: name, isSeen: isSeen) }
        return Self.answer(.fhir(isNew ? 201 : 200, ["resourceType": "Appointment"]))
    }

    private mutating func keep(_ incoming: IncomingAppointment, as name: Name, isSeen: Bool) {
        stored[name] = StoredAppointment(
            id: "-", shown: incoming.shown, lastUpdated: incoming.lastUpdated, content: incoming.content)
        let entry = Entry(incoming.shown)
        if entries[name] != entry {
            changes.append(Change(name: name, before: entries[name], after: entry, isSeen: isSeen))
        }
        if isSeen { seen[name, default: 0] += 1 }
        entries[name] = entry
    }

    private mutating func post(_ json: JSONObject, forgets: Bool) -> Reply {
        guard let bundle = try? HealthContactBundle(json) else { return refuse([.notObject]) }
        let responses: [EntryResponse]
        switch bundle.kind {
        case .offers:
            responses = bundle.offerEntries().map { entry in
                switch entry {
                case .part: return EntryResponse(status: .ok)
                case .refused(let issues):
                    refusals += issues.map(\.code)
                    return .refused(issues)
                case .offer(let offer):
                    if !forgets { offers[bundle.source + " " + offer.key.text] = offer }
                    return EntryResponse(status: .created)
                }
            }
        case .members: responses = bundle.entries.map { keep($0, of: bundle.source, forgets: forgets) }
        }
        return Self.answer(.fhir(200, EntryResponse.bundle(responses)))
    }

    private mutating func keep(_ entry: HealthContactBundle.Entry, of source: String, forgets: Bool) -> EntryResponse {
        guard let membership = try? Membership(entry) else {
            refusals.append("member")
            return .refused([.notObject])
        }
        let number = membership.patient.digits
        let issues = membership.issues(
            offer: offers[source + " " + membership.offer.text], citizen: citizens[number], path: entry.path)
        guard issues.isEmpty else {
            refusals += issues.map(\.code).filter { $0 != Issue.citizenNotActive.code }
            return .refused(issues)
        }
        if !forgets {
            contacts[Contact(source: source, offer: membership.offer.text, patient: number)] = [
                membership.since, membership.until,
            ]
        }
        return EntryResponse(status: .ok)
    }

    private mutating func refuse(_ issues: [Issue]) -> Reply {
        refusals += issues.map(\.code).filter { $0 != Issue.citizenNotActive.code }
        return Self.answer(.outcome(400, issues))
    }

    /// The portal's answer for somebody who is not active, whether or not he is.
    static let notActive = answer(.outcome(400, [.citizenNotActive]))

    private static func answer(_ answer: Answer) -> Reply { Reply(status: answer.status, body: answer.body) }

    private static func object(_ body: [UInt8]) -> JSONObject? { (try? JSONReader.read(body))?.object }
}

extension SimulatedPortal.Entry {
    fileprivate init(_ shown: ShownAppointment) {
        let start = shown.start ?? shown.periodStart
        let end = shown.end ?? shown.periodEnd
        self.init(
            patient: shown.patient, status: shown.status, start: start?.seconds ?? 0, end: end?.seconds ?? 0,
            isWindow: shown.start == nil, isRecurring: shown.recurring, service: shown.service, unit: shown.unit,
            employee: shown.employee, reason: shown.cancellationReason)
    }
}
