// The portal: asks who is there, whether a fault is due, and then the endpoint concerned.
//
// Order of refusals: unknown path 404, method 405, token 401 or 403, media type 415, size 413, JSON 400, content 400. A
// fault comes before all of them, as a broken proxy in front would. Every request to a known path is counted.

/// Whether clients must show a token.
enum Authentication: String, CaseIterable, Sendable {
    /// HelseID tokens, bound by DPoP.
    case full
    /// Any non-empty bearer token.
    case bearer
    case off

    /// Whether a request with that `Authorization` header is let in.
    func admits(_ authorization: String?) -> Bool {
        guard self != .off else { return true }
        let parts = (authorization ?? "").split(separator: " ", maxSplits: 1)
        return parts.count == 2 && parts[0].lowercased() == "bearer" && parts[1].contains { $0 != " " }
    }
}

/// The portal's endpoints over its memory.
struct Portal: Sendable {
    /// Longest body read, in bytes: 1 MiB.
    static let bodyBytesMax = 1 << 20

    let store: PortalStore
    let clock: SimulatorClock
    let faults: FaultSwitch
    let authentication: Authentication
    /// Who issues tokens and judges them; `nil` where any token will do.
    var helseID: HelseID?
    /// How many days the list of activation changes goes back; 0 when there is none.
    let changesKeptDays: Int

    func react(to question: Question) async -> Reaction {
        guard let endpoint = PortalEndpoint(path: question.path) else {
            return .answer(.outcome(404, [.unknownPath]))
        }
        let fault = faults.next(method: question.method, path: question.path)
        let reaction: Reaction
        do {
            reaction = try await self.reaction(to: question, endpoint, fault)
            try await store.countRequest(endpoint, answer: reaction.statusTold)
        } catch {
            // SQLite's own text may hold values; only that it failed is told.
            return .answer(.outcome(500, [.storeFailed]))
        }
        return reaction
    }

    private func reaction(
        to question: Question, _ endpoint: PortalEndpoint, _ fault: Fault?
    ) async throws -> Reaction {
        let course = FaultCourse(fault)
        if let early = course.early { return early }
        if course.delayMilliseconds > 0 { try? await Task.sleep(for: .milliseconds(course.delayMilliseconds)) }
        let answer = try await answer(to: question, endpoint, forgets: course.forgets)
        return course.finish(answer)
    }

    private func answer(to question: Question, _ endpoint: PortalEndpoint, forgets: Bool) async throws -> Answer {
        if endpoint == .token, helseID == nil { return .outcome(404, [.noTokenService]) }
        guard question.method == endpoint.method else {
            var answer = Answer.outcome(405, [.methodNotServed(endpoint.method)])
            answer.headers[.allow] = endpoint.method
            return answer
        }
        if endpoint == .token, let helseID { return try helseID.answerTokenRequest(question) }
        if let helseID {
            if let refusal = helseID.refusal(of: question, at: endpoint) { return refusal }
        } else if !authentication.admits(question.authorization) {
            var answer = Answer.outcome(401, [.tokenMissing])
            answer.headers[.wwwAuthenticate] = "Bearer"
            return answer
        }
        if endpoint == .activationChanges { return try await listActivationChanges(question.query) }
        guard ["application/fhir+json", "application/json"].contains(question.mediaType) else {
            return .outcome(415, [.mediaType])
        }
        guard let body = question.body else { return .outcome(413, [.bodyTooLong]) }
        let json: JSONValue
        do {
            json = try JSONReader.read(body)
        } catch {
            return .outcome(400, [.notJSON(error)])
        }
        guard let object = json.object else { return .outcome(400, [.notObject]) }
        return switch endpoint {
        case .activeCheck: try await checkActive(object)
        case .appointment: try await putAppointment(object, forgets: forgets)
        case .healthContacts: try await postHealthContacts(object, forgets: forgets)
        case .activationChanges, .token: .outcome(404, [.noTokenService])
        }
    }
}

extension Reaction {
    /// The status as `/state` counts it: 0 when no answer is given.
    var statusTold: Int {
        switch self {
        case .answer(let answer), .trickle(let answer, _), .breakOff(let answer): answer.status
        case .cut: 0
        }
    }
}

extension Issue {
    static let unknownPath = Issue(code: "path-unknown", kind: .notFound, text: "Adressen finnes ikke.")

    static let noTokenService = Issue(
        code: "token-service", kind: .notSupported,
        text: "Her utstedes ikke token (--auth off, eller --auth bearer uten --client-key).")

    static func methodNotServed(_ method: String) -> Issue {
        Issue(code: "method", kind: .notSupported, text: "Adressen svarer bare på \(method).")
    }

    static let mediaType = Issue(
        code: "media-type", kind: .notSupported,
        text: "Content-Type skal være application/fhir+json eller application/json.")

    static let bodyTooLong = Issue(
        code: "body-too-long", kind: .tooLong, text: "Innholdet er større enn 1 MiB. Ingenting er lagret.")

    static let notObject = Issue(
        code: "json-object", kind: .structure, text: "Innholdet skal være et JSON-objekt. Ingenting er lagret.")

    static let storeFailed = Issue(
        code: "store", kind: .transient, text: "Portalens lager svarte ikke. Det er ukjent om innholdet er lagret.")
}
