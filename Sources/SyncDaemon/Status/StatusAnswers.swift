// What is answered to whom: a question in, an answer out, nothing of HTTP's machinery. Only this machine's own names are
// listened to, because a name of somebody else's can be made to point here (DNS rebinding).

import SyncCore
import SyncState

struct StatusAnswer: Sendable, Equatable {
    var status = 200
    var contentType = "text/plain; charset=utf-8"
    var body: String
    /// Of the one style that may apply; `nil`: none.
    var nonce: String?

    /// A document that may load nothing, and a style only if it knows the nonce.
    var contentSecurityPolicy: String {
        let style = nonce.map { "'nonce-\($0)'" } ?? "'none'"
        return "default-src 'none'; style-src \(style); img-src data:; base-uri 'none'; form-action 'none'; "
            + "frame-ancestors 'none'"
    }
}

struct StatusAnswers: Sendable {
    let board: StatusBoard
    let requests: PortalRequests
    let now: @Sendable () -> Instant
    let use: @Sendable () -> ProcessUse
    /// Letters that nobody can guess.
    let nonce: @Sendable () -> String

    /// - Parameters:
    ///   - host: the field's value, `nil` when there is none.
    ///   - path: without query.
    func answer(method: String, host: String?, path: String) async -> StatusAnswer {
        guard let host, Self.isLoopback(host) else {
            return StatusAnswer(status: 421, body: "This answers to 127.0.0.1, localhost and [::1] only.\n")
        }
        guard method == "GET" || method == "HEAD" else {
            return StatusAnswer(status: 405, body: "Only GET and HEAD.\n")
        }
        switch path {
        case "/health": return StatusAnswer(body: "live\n")
        case "/ready": return await ready()
        case "/metrics": return await metrics()
        case "/": return await page()
        default: return StatusAnswer(status: 404, body: "There are /, /metrics, /health and /ready.\n")
        }
    }

    /// A name of this machine's own, with or without a port.
    static func isLoopback(_ host: String) -> Bool {
        var name = host.lowercased()
        if let colon = name.lastIndex(of: ":"), !name.hasSuffix("]") {
            guard name[name.index(after: colon)...].allSatisfy({ $0.isASCII && $0.isNumber }) else { return false }
            name = String(name[..<colon])
        }
        return LoopbackAddress.loopback(name) != nil
    }

    // MARK: Answers

    private enum Reading {
        case facts(LedgerFacts, StatusBoard.Setup)
        /// Why there are none.
        case nothing(String)
    }

    private func read() async -> Reading {
        guard let setup = board.now.setup else {
            return .nothing("The service is starting; the ledger is not open yet.")
        }
        do {
            return .facts(try await setup.facts.current(), setup)
        } catch {
            return .nothing(error.description)
        }
    }

    private func ready() async -> StatusAnswer {
        switch await read() {
        case .facts: StatusAnswer(body: "ready\n")
        case .nothing(let reason): StatusAnswer(status: 503, body: "not ready: \(reason)\n")
        }
    }

    private func metrics() async -> StatusAnswer {
        switch await read() {
        case .nothing(let reason): return StatusAnswer(status: 503, body: "\(reason)\n")
        case .facts(let facts, let setup):
            let board = board.now
            var metrics = Metrics(
                sources: setup.configuration.sources, facts: facts, now: now(), attempt: board.attempt,
                isConfigurationValid: !board.isConfigurationRefused)
            metrics.nightEnds = facts.windowEnd(setup.configuration.night.window, setup.zone)
            metrics.service = Metrics.Service(
                phase: board.phase, started: self.board.started, use: use(), requests: requests.all)
            return StatusAnswer(contentType: "text/plain; version=0.0.4; charset=utf-8", body: metrics.text)
        }
    }

    private func page() async -> StatusAnswer {
        let nonce = nonce()
        let html: HTML
        var status = 200
        switch await read() {
        case .nothing(let reason):
            status = 503
            html = StatusPage.document(
                title: "epjsyncd: not ready", nonce: nonce,
                head: .element("p", [:], .element("strong", [:], "epjsyncd")),
                content: .element(
                    "section", ["class": "panel verdict bad"], .element("h1", [:], "Not ready"),
                    .element("p", [:], HTML(reason))))
        case .facts(let facts, let setup):
            html = StatusPage(
                configuration: setup.configuration, facts: facts, board: board.now,
                times: StatusTimes(zone: setup.zone, now: now())
            ).html(nonce: nonce)
        }
        return StatusAnswer(status: status, contentType: "text/html; charset=utf-8", body: html.text, nonce: nonce)
    }
}

extension LedgerFacts {
    /// The end of the night's window in which the newest cycle began, or of the next one where it began by day.
    func windowEnd(_ window: NightWindow, _ zone: TimeZoneTable) -> Instant? {
        newest.map { window.night(at: $0.started, in: zone).closes }
    }
}
