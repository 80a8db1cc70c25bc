// The admin port: what a test sets up and looks at. No part of the portal, and on a port of its own, so that no client
// can come to rely on it.

/// The admin port's requests over the portal's memory, clock and faults.
struct Admin: Sendable {
    /// Longest body read, in bytes: 64 MiB, some 600,000 citizens.
    static let bodyBytesMax = 64 << 20

    let store: PortalStore
    let clock: SimulatorClock
    let faults: FaultSwitch
    let pages: CitizenPages

    /// - Parameter hidesPast: whether past planned, booked and cancelled entries are out of the citizen's sight.
    init(store: PortalStore, clock: SimulatorClock, faults: FaultSwitch, hidesPast: Bool) {
        self.store = store
        self.clock = clock
        self.faults = faults
        pages = CitizenPages(store: store, clock: clock, hidesPast: hidesPast)
    }

    func react(to question: Question) async -> Reaction {
        do {
            return .answer(try await answer(to: question))
        } catch let refusal as AdminRefusal {
            return .answer(.json(400, ["error": .string(refusal.text)]))
        } catch {
            return .answer(.json(500, ["error": "The state could not be read or written."]))
        }
    }

    private func answer(to question: Question) async throws -> Answer {
        guard question.isForLoopback else { return .json(403, ["error": .string(Self.otherHost)]) }
        let path = question.path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
        guard let body = question.body else {
            return .json(413, ["error": "The body is longer than 64 MiB. Nothing was changed."])
        }
        switch (question.method, path.first ?? "", path.count) {
        case ("GET", "", 0):
            return try await pages.list(PageQuery(question.query))
        case ("GET", "citizens", 2): return try await pages.citizen(path[1], PageQuery(question.query))
        case ("GET", "citizens", 4) where path[2] == "appointments":
            return try await pages.appointment(path[3], of: path[1])
        case ("GET", "citizens", 1): return try await pages.counts()
        case ("GET", "state", 1):
            let document = try await store.stateDocument(now: clock.now)
            return Answer(status: 200, contentType: "application/json; charset=utf-8", body: document)
        case ("GET", "about", 1): return .json(200, AboutDocument.json)
        case ("DELETE", "state", 1): try await store.deleteAll()
        case ("PUT", "citizens", 1): try await store.setCitizens(try AdminBody.citizens(body), at: clock.now)
        case ("PUT", "citizens", 2):
            try await store.setCitizens([try AdminBody.citizen(body, fnr: path[1])], at: clock.now)
        case ("PUT", "clock", 1):
            let setting = try AdminBody.clock(body)
            if let now = setting.now { clock.set(now.instant) }
            if let seconds = setting.tokenShiftSeconds { clock.shiftTokenTime(by: seconds) }
        case ("PUT", "faults", 1): faults.set(try AdminBody.faults(body))
        default: return unknown(path)
        }
        return .noContent
    }

    /// A page elsewhere that gives its name this machine's address would else read along.
    private static let otherHost =
        "This port answers to 127.0.0.1 and localhost only. Nothing was read or changed."

    private func unknown(_ path: [String]) -> Answer {
        let methods = [
            "": "GET", "about": "GET", "state": "GET, DELETE", "citizens": "GET, PUT", "clock": "PUT", "faults": "PUT",
        ]
        guard path.count <= (path.first == "citizens" ? 2 : 1), let allowed = methods[path.first ?? ""] else {
            return .json(
                404,
                [
                    "error":
                        "No such path; see GET /, /about, /citizens, /state, PUT /citizens, /clock, /faults, DELETE /state."
                ])
        }
        var answer = Answer.json(405, ["error": .string("This path answers \(allowed) only.")])
        answer.headers[.allow] = allowed
        return answer
    }
}
