// HelseID as far as one client meets it: the token endpoint, and what the portal asks of tokens and proofs. Everything it
// remembers is in memory: ids that were used, nonces, and the key that tokens are signed with.
//
// Its time is the machine's, shifted where a test asks for it (`PUT /clock`), and never the portal's calendar: tokens and
// proofs live for seconds, and clients write them by the machine's clock whatever night is played.

struct HelseIDSettings: Equatable, Sendable {
    enum Tenancy: String, CaseIterable, Sendable {
        /// The client is registered for one organisation, and its tokens name it.
        case single
        /// The client serves several, and a token names the one the assertion asks for.
        case multi
    }

    var clientKey: PublicKey
    /// Or tokens are anybody's who bears them.
    var demandsDPoP = true
    var tokenSeconds: Int64 = 60
    var tenancy = Tenancy.single
    /// For which the organisation has not accepted the terms.
    var rejectedScopes: Set<String> = []
    /// Whether the portal too asks for a nonce.
    var portalDemandsNonce = false
    /// `https://host:port` of a server in front; `nil` where clients connect to us.
    var publicURL: String?
    /// Documented is 403; a 401 with EHSEC-110002 has been seen.
    var expiredTokenStatus = 403
}

struct HelseID: Sendable {
    /// Of a single-tenant client.
    static let registeredOrganisation = "999944454"

    let settings: HelseIDSettings
    let clock: SimulatorClock
    let tokens = IssuedTokens()
    private let usedAssertions = UsedOnce()
    private let usedProofs = UsedOnce()
    private let nonces = Nonces()
    private let portalNonces = Nonces()

    init(_ settings: HelseIDSettings, clock: SimulatorClock) {
        self.settings = settings
        self.clock = clock
    }

    private var now: Int64 { clock.tokenTime.seconds }

    /// The client's address of us. What it connects to is what it must name in `htu` and `aud`.
    private func base(_ question: Question) -> String { settings.publicURL ?? "http://" + question.authority }

    // MARK: The token endpoint

    func answerTokenRequest(_ question: Question) throws -> Answer {
        do {
            return try token(question)
        } catch let refusal as AccessRefusal {
            var answer = Answer.json(
                400,
                [
                    "error": .string(refusal.error.rawValue),
                    "error_description": .string("\(refusal.code): \(refusal.text)"),
                ])
            if refusal.error == .useNonce { answer.headers[.dpopNonce] = nonces.give(now: now) }
            answer.headers[.cacheControl] = "no-store"
            return answer
        }
    }

    /// The client is known before anything else is looked at, so a first request without a nonce uses its assertion up.
    private func token(_ question: Question) throws -> Answer {
        guard question.mediaType == "application/x-www-form-urlencoded" else {
            throw AccessRefusal(
                .invalidRequest, "form-type", "Content-Type skal være application/x-www-form-urlencoded.")
        }
        guard let body = question.body else { throw AccessRefusal(.invalidRequest, "form-too-long", "For langt.") }
        let form = try TokenForm(body)
        let (clientID, organisation) = try client(form, question)
        guard let scope = form["scope"] else {
            throw AccessRefusal(.invalidScope, "scope-missing", "scope mangler.")
        }
        let scopes = scope.split(separator: " ").map(String.init)
        guard scopes.allSatisfy(PortalEndpoint.scopes.contains), Set(scopes).count == scopes.count else {
            throw AccessRefusal(
                .invalidScope, "scope-unknown",
                "Klienten er ikke godkjent for alle; den er det for \(PortalEndpoint.scopes.joined(separator: " ")).")
        }
        var issued = IssuedToken(
            clientID: clientID, scopes: scopes.filter { !settings.rejectedScopes.contains($0) }, expires: now)
        issued.expires = now + settings.tokenSeconds
        issued.parent =
            settings.tenancy == .single ? Self.registeredOrganisation : organisation?.parent
        issued.child = organisation?.child
        if settings.demandsDPoP || !question.proofs.isEmpty {
            let rules = ProofRules(
                method: "POST", url: base(question) + question.path, now: now, clientKey: settings.clientKey,
                nonces: nonces)
            issued.binding = try rules.check(question.proofs, used: usedProofs).thumbprint
        }
        return try answer(issued, asked: scopes, to: question)
    }

    private func client(_ form: TokenForm, _ question: Question) throws -> (String, RequestedOrganisation?) {
        guard let grant = form["grant_type"] else {
            throw AccessRefusal(.invalidRequest, "form-grant-type", "grant_type mangler.")
        }
        guard grant == "client_credentials" else {
            throw AccessRefusal(.unsupportedGrantType, "grant-type", "grant_type skal være client_credentials.")
        }
        guard let clientID = form["client_id"] else {
            throw AccessRefusal(.invalidRequest, "form-client-id", "client_id mangler.")
        }
        guard form["client_secret"] == nil else {
            throw AssertionRules.refusal("secret", "skal stå alene, uten client_secret")
        }
        guard form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" else {
            throw AssertionRules.refusal("type", "skal ha client_assertion_type for jwt-bearer")
        }
        guard let assertion = form["client_assertion"] else { throw AssertionRules.refusal("missing", "mangler") }
        let base = base(question)
        let rules = AssertionRules(key: settings.clientKey, audiences: [base, base + question.path], now: now)
        let organisation = try rules.check(assertion, of: clientID, used: usedAssertions)
        guard settings.tenancy == .multi || organisation?.parent == nil else {
            throw AssertionRules.refusal("details", "ber om en annen organisasjon, og klienten har bare én")
        }
        return (clientID, organisation)
    }

    private func answer(_ issued: IssuedToken, asked: [String], to question: Question) throws -> Answer {
        var body = JSONObject([
            .init(
                name: "access_token",
                value: .string(try tokens.text(issued, issuer: base(question), now: now))),
            .init(name: "expires_in", value: .number(String(settings.tokenSeconds))),
            .init(name: "token_type", value: .string(issued.binding == nil ? "Bearer" : "DPoP")),
            .init(name: "scope", value: .string(issued.scopes.joined(separator: " "))),
        ])
        let rejected = asked.filter(settings.rejectedScopes.contains)
        if !rejected.isEmpty { body["rejected_scope"] = .string(rejected.joined(separator: " ")) }
        var answer = Answer.json(200, .object(body))
        answer.headers[.cacheControl] = "no-store"
        return answer
    }

    // MARK: At the portal

    /// - Returns: the refusal, or `nil` for a request that is let in.
    func refusal(of question: Question, at endpoint: PortalEndpoint) -> Answer? {
        do {
            try admit(question, at: endpoint)
            return nil
        } catch {
            let status: Int
            switch (error.error, error.code) {
            case (.insufficientScope, _): status = 403
            case (_, "token-expired"): status = settings.expiredTokenStatus
            default: status = 401
            }
            let code = status == 401 && error.code == "token-expired" ? "EHSEC-110002" : error.code
            var answer = Answer.outcome(status, [Issue(code: code, kind: .login, text: error.text)])
            let scheme = settings.demandsDPoP ? "DPoP" : "Bearer"
            answer.headers[.wwwAuthenticate] =
                error.code == "token-missing" ? scheme : "\(scheme) error=\"\(error.error.rawValue)\""
            if error.error == .useNonce { answer.headers[.dpopNonce] = portalNonces.give(now: now) }
            return answer
        }
    }

    private func admit(_ question: Question, at endpoint: PortalEndpoint) throws(AccessRefusal) {
        let parts = (question.authorization ?? "").split(separator: " ", maxSplits: 1).map(String.init)
        guard parts.count == 2 else {
            throw AccessRefusal(.invalidToken, "token-missing", "Authorization mangler.")
        }
        let scheme = settings.demandsDPoP ? "dpop" : "bearer"
        guard parts[0].lowercased() == scheme else {
            throw AccessRefusal(.invalidToken, "token-scheme", "Authorization skal være \(scheme).")
        }
        guard let token = tokens.read(parts[1]) else {
            throw AccessRefusal(.invalidToken, "token-unknown", "Tokenet er ikke utstedt her.")
        }
        guard token.expires > now else {
            throw AccessRefusal(.invalidToken, "token-expired", "Token is expired or invalid")
        }
        if settings.demandsDPoP {
            let rules = ProofRules(
                method: question.method, url: base(question) + question.path, now: now,
                clientKey: settings.clientKey, nonces: settings.portalDemandsNonce ? portalNonces : nil,
                token: parts[1])
            let key = try rules.check(question.proofs, used: usedProofs)
            guard token.binding == key.thumbprint else {
                throw AccessRefusal(.invalidToken, "token-binding", "Tokenet er bundet til en annen nøkkel (cnf.jkt).")
            }
        } else if token.binding != nil {
            throw AccessRefusal(.invalidToken, "token-bound", "Tokenet er bundet og kan ikke vises som bearer.")
        }
        // What has been seen for a token without an organisation, misleading as it is.
        guard token.parent != nil else {
            throw AccessRefusal(.invalidToken, "EHSEC-110002", "Token is expired or invalid")
        }
        if let scope = endpoint.scope, !token.scopes.contains(scope) {
            throw AccessRefusal(.insufficientScope, "token-scope", "Tokenet mangler scope \(scope).")
        }
    }
}
