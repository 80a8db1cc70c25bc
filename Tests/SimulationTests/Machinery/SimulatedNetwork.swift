// Requests on their way to the portal and to the EPJs' outboxes, on simulated time: the far side is called in between, and
// what may happen to a request happens here. A request is one step.

import Foundation
import HTTPTransport
import SyncCore
import TestSupport

final class SimulatedNetwork: HTTPExchange {
    static let portalURL = "http://127.0.0.1:1"
    static let outboxURL = "http://127.0.0.1:2/"

    struct Late: Sendable {
        var request: HTTPRequest
        var due: Instant
    }

    /// What the run must keep to whatever it is answered.
    struct Watch: Sendable {
        var inFlight: Set<String> = []
        var violations: [String] = []
        /// The portal's latest answer about each citizen, as far as it came through.
        var answered: [String: Bool] = [:]
        /// Requests whose outcome the daemon cannot know or did not like, by name and number.
        var doubtful: Set<String> = []
        /// What the portal answered for and does not have, by the names of subjects.
        var forgotten: Set<String> = []
        /// Of these, what it was told again since the last whole night.
        var toldAgain: Set<String> = []
        var unanswered: Set<String> = []
        var cursorsForgotten = 0
        var offersForgotten = 0
        /// What the portal ever refused: a performed notice that is old by then is not given again.
        var refused: Set<String> = []
        /// Who was called not active (2118) since they were last asked about: whatever the portal says of them otherwise, nobody
        /// is told anything until then (R17).
        var notActive: Set<String> = []
        /// Forgotten and not told again, because it was past by then.
        var lost: Set<String> = []
    }

    let steps: Steps
    let clock: SimulatedClock
    let faults: RequestFaults
    let portal: Guarded<SimulatedPortal>
    let outboxes: Guarded<[String: SimulatedOutbox]>
    let watch = Guarded(Watch())
    private let late = Guarded<[Late]>([])

    init(steps: Steps, clock: SimulatedClock, faults: RequestFaults, outboxes: [String: SimulatedOutbox]) {
        self.steps = steps
        self.clock = clock
        self.faults = faults
        portal = Guarded(SimulatedPortal())
        self.outboxes = Guarded(outboxes)
    }

    func close() async {}

    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        let subject = subject(of: request)
        let fault = steps.isDead ? nil : faults.draw(for: subject.operation)
        // Others may be sent, and answered, before this one.
        for _ in 0..<faults.below(fault == .slow ? 12 : 3) { await Task.yield() }
        let step: Int
        do throws(Killed) { step = try steps.begin(.request) } catch { throw Self.killed }
        begin(subject)
        defer { watch.withLock { $0.inFlight.subtract(subject.names) } }
        arriveLate(until: clock.now)
        clock.pass(fault == .slow ? Double(1 + faults.below(13)) : 0.05)
        let answer = outcome(of: request, subject, fault)
        await Task.yield()
        do throws(Killed) { try steps.end(step) } catch {
            watch.withLock { $0.doubtful.formUnion(subject.names) }
            throw Self.killed
        }
        return try answer.get()
    }

    /// Everything that is still under way arrives.
    func settle() { arriveLate(until: Instant(nanoseconds: .max)) }

    private static let killed = HTTPFailure(code: 42, text: "the run was killed", kind: .closed)

    // MARK: What becomes of it

    private func outcome(
        of request: HTTPRequest, _ subject: Subject, _ fault: FaultKind?
    ) -> Result<HTTPResponse, HTTPFailure> {
        func timeOut() -> Result<HTTPResponse, HTTPFailure> {
            clock.pass(15)
            return .failure(HTTPFailure(code: 28, text: "Timeout was reached", kind: .timedOut))
        }
        if fault == .notActive { watch.withLock { $0.notActive.formUnion(subject.numbers) } }
        if fault == .refused || fault == .notActive { watch.withLock { $0.refused.formUnion(subject.names) } }
        if let fault, ![.slow, .twice].contains(fault) { watch.withLock { $0.doubtful.formUnion(subject.names) } }
        switch fault {
        case nil, .slow: return .success(arrive(request, subject))
        case .unreachable:
            return .failure(HTTPFailure(code: 7, text: "Couldn't connect to server", kind: .unreachable))
        case .lost: return timeOut()
        case .answerLost:
            _ = arrive(request, subject, isAnswered: false)
            return timeOut()
        case .late:
            let due = clock.now.adding(seconds: Int64(16 + faults.below(40)))
            late.withLock { $0.append(Late(request: request, due: due)) }
            return timeOut()
        case .unavailable: return .success(HTTPResponse(status: 503))
        case .failedAfter:
            _ = arrive(request, subject, isAnswered: false)
            return .success(HTTPResponse(status: 500))
        case .tooMany:
            return .success(HTTPResponse(status: 429, headers: [HTTPHeader(name: "Retry-After", value: "2")]))
        case .cutAnswer:
            var response = arrive(request, subject, isAnswered: false)
            // That it is refused is heard, and why is not.
            if response.status == 400 { watch.withLock { $0.refused.formUnion(subject.names) } }
            response.body = Array(response.body.prefix(response.body.count / 2))
            return .success(response)
        case .forgotten: return .success(arrive(request, subject, forgets: true))
        case .notActive: return .success(Self.response(SimulatedPortal.notActive))
        case .twice:
            _ = arrive(request, subject)
            return .success(arrive(request, subject))
        case .refused: return .success(HTTPResponse(status: 422))
        default: return .success(arrive(request, subject))
        }
    }

    private func arriveLate(until now: Instant) {
        let due = late.withLock { late in
            let due = late.filter { $0.due <= now }
            late.removeAll { $0.due <= now }
            return due
        }
        for item in due { _ = arrive(item.request, subject(of: item.request), isAnswered: false) }
    }

    private func arrive(
        _ request: HTTPRequest, _ subject: Subject, forgets: Bool = false, isAnswered: Bool = true
    ) -> HTTPResponse {
        if let outbox = subject.outbox {
            if forgets { watch.withLock { $0.cursorsForgotten += 1 } }
            return outboxes.withLock { $0[outbox]?.reply(to: request, forgets: forgets) ?? HTTPResponse(status: 404) }
        }
        let (path, query) = Self.split(request.url, Self.portalURL)
        let now = clock.now.seconds
        let unanswered = watch.withLock { $0.unanswered }
        var response = portal.withLock {
            Self.response(
                $0.reply(request.method.rawValue, path, query: query, request.body, now: now, forgets: forgets))
        }
        if subject.operation == "who is active" { leaveOut(unanswered, of: &response, isAnswered: isAnswered) }
        let isTaken = isAnswered && (200...299).contains(response.status)
        watch.withLock { watch in
            if isAnswered, response.status == 400 {
                watch.refused.formUnion(subject.names)
                if String(decoding: response.body, as: UTF8.self).contains("2118") {
                    watch.notActive.formUnion(subject.numbers)
                }
            }
            if forgets {
                if subject.operation == "offers" { watch.offersForgotten += 1 }
                watch.forgotten.formUnion(subject.names)
            } else if isTaken {
                watch.toldAgain.formUnion(watch.forgotten.intersection(subject.names))
                watch.forgotten.subtract(subject.names)
                watch.doubtful.subtract(subject.names)
            }
        }
        return response
    }

    /// Some citizens are missing from the answer; what the rest are told is remembered.
    private func leaveOut(_ unanswered: Set<String>, of response: inout HTTPResponse, isAnswered: Bool) {
        guard let json = try? JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any],
            var list = json["erAktivListe"] as? [String: [String: Bool]]
        else { return }
        for number in unanswered { list[number] = nil }
        let data = try? JSONSerialization.data(withJSONObject: ["erAktivListe": list], options: .sortedKeys)
        response.body = Array(data ?? Data())
        guard isAnswered else { return }
        let answers = list.mapValues { $0["erDigitaltAktivSelv"] == true || $0["erDigitaltAktivViaAndre"] == true }
        watch.withLock {
            $0.answered.merge(answers) { $1 }
            $0.notActive.subtract(answers.keys)
        }
    }

    // MARK: Whom it concerns

    struct Subject: Sendable {
        var operation: String
        var numbers: [String] = []
        var names: [String] = []
        var outbox: String?
    }

    private func subject(of request: HTTPRequest) -> Subject {
        guard request.url.hasPrefix(Self.portalURL) else {
            let (path, _) = Self.split(request.url, Self.outboxURL)
            let parts = path.split(separator: "/").map(String.init)
            let operation = request.method == .get ? "page" : parts.last == "kvittering" ? "receipt" : "activationTold"
            return Subject(operation: operation, outbox: parts.first)
        }
        let (path, _) = Self.split(request.url, Self.portalURL)
        let subject = portal.withLock { $0.subject(request.method.rawValue, path, request.body) }
        return Subject(operation: subject.operation, numbers: subject.numbers, names: subject.names)
    }

    private func begin(_ subject: Subject) {
        watch.withLock { watch in
            if !watch.inFlight.isDisjoint(with: subject.names) {
                watch.violations.append("R16: two requests in flight for one identifier")
            }
            watch.inFlight.formUnion(subject.names)
            let isToPortal = Operations.toPortal.contains(subject.operation)
            if isToPortal, subject.numbers.contains(where: { watch.answered[$0] == false }) {
                watch.violations.append("R2: \(subject.operation) for a citizen the portal called inactive")
            }
        }
    }

    private static func split(_ url: String, _ base: String) -> (path: String, query: String) {
        let parts = url.dropFirst(base.count).split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
    }

    private static func response(_ reply: SimulatedPortal.Reply) -> HTTPResponse {
        HTTPResponse(status: reply.status, body: reply.body)
    }
}
