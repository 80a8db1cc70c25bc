// Helsenorge over HTTP: the four interfaces. Identity numbers travel in bodies only, never in a URL.

import Foundation
import HTTPTransport
import SyncCore

public struct HelsenorgeConfiguration: Sendable {
    /// `https://eksternapi.helsenorge.no`, without a trailing slash.
    public var baseURL: String
    /// What stands for us.
    public var authorisation: any Authorisation
    /// How many requests the session has under way at once, where what stands for us must not wait for its turn.
    public var requestsAtOnce: Int?
    public var retry = RetryPolicy()

    public init(baseURL: String, authorisation: any Authorisation, requestsAtOnce: Int? = nil) {
        self.baseURL = baseURL.hasSuffix("/") ? String(baseURL.dropLast()) : baseURL
        self.authorisation = authorisation
        self.requestsAtOnce = requestsAtOnce
    }
}

public struct Helsenorge: Portal {
    private let exchange: AuthorisedExchange
    private let configuration: HelsenorgeConfiguration
    /// Waits that many seconds; the daemon's clock, or a simulated one.
    private let pause: @Sendable (Double) async -> Void
    private let jitter: @Sendable () -> Double

    public init(
        session: any HTTPExchange, configuration: HelsenorgeConfiguration,
        pause: @escaping @Sendable (Double) async -> Void, jitter: @escaping @Sendable () -> Double
    ) {
        exchange = AuthorisedExchange(
            session: session, authorisation: configuration.authorisation,
            turns: configuration.requestsAtOnce.map(Turns.init))
        self.configuration = configuration
        self.pause = pause
        self.jitter = jitter
    }

    public var remark: String? {
        let trouble = exchange.session.http2Trouble
        guard trouble.hasFallenBack else { return nil }
        return
            "The portal's HTTP/2 broke off \(trouble.brokenStreams) requests, so the rest of this run was sent over HTTP/1.1. "
            + "What broke off is in doubt and sent again. Set portal.http2 = false, or ask the portal's operator about "
            + "resets of streams."
    }

    // MARK: Interfaces

    /// Most numbers of one question (documented).
    public static let numbersMax = 1000

    public func checkActive(
        _ citizens: [NationalIdentityNumber]
    ) async throws(PortalFailure) -> [NationalIdentityNumber: ActiveStatus] {
        guard citizens.count <= Self.numbersMax else { return try await checkInHalves(citizens) }
        var body = JSONWriter(reservingCapacity: 64 + citizens.count * 14)
        body.object {
            $0.array("fnrListe") { for citizen in citizens { $0.string(citizen.digits) } }
            $0.string("omraade", "Helsehjelp")
        }
        let response = try await ask(
            request(
                .post, "/digitaltaktiv/helsenorgeaktivsjekken/v1", body: body.bytes, type: "application/json"),
            answers: [Self.tooLarge])
        if response.status == Self.tooLarge {
            guard citizens.count > 1 else { throw Self.refusal(response) }
            return try await checkInHalves(citizens)
        }
        guard let answer = try? JSONDecoder().decode(ActiveCheckAnswer.self, from: Data(response.body)) else {
            throw .nonsense(reason: "the active check answered \(response.status) without erAktivListe")
        }
        return answer.statuses(of: citizens)
    }

    /// 413: whatever refuses the question for its size takes a smaller one.
    private func checkInHalves(
        _ citizens: [NationalIdentityNumber]
    ) async throws(PortalFailure) -> [NationalIdentityNumber: ActiveStatus] {
        let first = try await checkActive(Array(citizens.prefix(citizens.count / 2)))
        return try await checkActive(Array(citizens.dropFirst(citizens.count / 2))).merging(first) { answer, _ in answer
        }
    }

    public func changesSince(_ offset: Instant) async throws(PortalFailure) -> ActivationChangeAnswer {
        let response = try await ask(
            request(.get, ActivationChanges.path(since: offset)), answers: ActivationChanges.notAvailable)
        return try ActivationChanges.answer(status: response.status, body: response.body)
    }

    public func send(_ offers: [ServiceOffer], of source: SourceOrganisation) async throws(PortalFailure) {
        var isInDoubt = false
        let answer = try await sendBundle(
            HealthContactBundles.offers(offers, of: source), entries: offers.count * 3, about: "offers",
            isInDoubt: &isInDoubt)
        guard let verdicts = answer else { throw .refused(code: "http-413") }
        // The three entries of an offer stand or fall together, and offers whose fate is not known are not told of.
        for verdict in verdicts {
            switch verdict {
            case .accepted: continue
            case .refused(let code): throw .refused(code: code)
            case .notActive: throw .refused(code: Answers.notActiveCode)
            default: throw .unreachable(reason: "it did not answer for every service")
            }
        }
    }

    public func send(
        _ members: [MembershipChange], of source: SourceOrganisation
    ) async throws(PortalFailure) -> [PortalVerdict] {
        let body = HealthContactBundles.members(members, of: source)
        var isInDoubt = false
        do throws(PortalFailure) {
            let verdicts = try await sendBundle(body, entries: members.count, about: "members", isInDoubt: &isInDoubt)
            if let verdicts { return isInDoubt ? verdicts.map(\.whenSentAgain) : verdicts }
        } catch {
            guard isInDoubt, case .refused(let code) = error else { throw error }
            return members.map { _ in PortalVerdict.refused(code: code).whenSentAgain }
        }
        guard members.count > 1 else { return [.refused(code: "http-413")] }
        let half = members.count / 2
        let first = try await send(Array(members.prefix(half)), of: source)
        return first + (try await send(Array(members.dropFirst(half)), of: source))
    }

    /// - Parameter isInDoubt: whether it may have arrived before it was sent again and answered.
    /// - Returns: a verdict for each entry; `nil` when the Bundle is too large (413).
    private func sendBundle(
        _ body: [UInt8], entries: Int, about: String, isInDoubt: inout Bool
    ) async throws(PortalFailure) -> [PortalVerdict]? {
        let response = try await ask(
            request(.post, "/helsekontakter/api/v1", body: body, type: Self.fhir), answers: [Self.tooLarge],
            isInDoubt: &isInDoubt)
        if response.status == Self.tooLarge { return nil }
        guard let bundle = FHIRResource(response.body), bundle.resourceType == "Bundle",
            let answered = bundle.entry, answered.count == entries
        else {
            throw .nonsense(reason: "the health contacts (\(about)) answered without one response per entry")
        }
        return answered.map { entry in
            guard let response = entry.response, let status = Int(response.status.prefix(3)) else {
                return .unknown(reason: "an entry without a status", retryAfterSeconds: nil)
            }
            if (200..<300).contains(status) { return .accepted(status: status) }
            return Answers.verdict(status: status, code: response.outcome?.firstCode)
        }
    }

    public func put(_ appointment: AppointmentResource) async -> PortalVerdict {
        let request = request(.put, "/timeavtaler/api/v1/Appointment", body: appointment.json, type: Self.fhir)
        do {
            return Answers.verdict(of: try await exchange.send(request), expecting: "Appointment")
        } catch {
            switch error {
            case .token(let failure): return .noToken(failure)
            case .exchange(let failure) where failure.mayHaveArrived:
                return .unknown(reason: failure.description, retryAfterSeconds: nil)
            case .exchange(let failure): return .unreached(reason: failure.description)
            }
        }
    }

    // MARK: Asking

    private static let fhir = "application/fhir+json; charset=utf-8"
    private static let tooLarge = 413

    private static func refusal(_ response: HTTPResponse) -> PortalFailure {
        .refused(code: FHIRResource(response.body)?.firstCode ?? "http-\(response.status)")
    }

    private func request(
        _ method: HTTPRequest.Method, _ path: String, body: [UInt8] = [], type: String? = nil
    ) -> HTTPRequest {
        var headers = [HTTPHeader(name: "Accept", value: "application/json, application/fhir+json")]
        if let type { headers.append(HTTPHeader(name: "Content-Type", value: type)) }
        return HTTPRequest(method: method, url: configuration.baseURL + path, headers: headers, body: body)
    }

    private func ask(
        _ request: HTTPRequest, answers: Set<Int> = []
    ) async throws(PortalFailure) -> HTTPResponse {
        var isInDoubt = false
        return try await ask(request, answers: answers, isInDoubt: &isInDoubt)
    }

    /// A request that is safe to repeat, repeated until it is answered or the policy gives up.
    ///
    /// - Parameters:
    ///   - answers: statuses other than 2xx that mean something to the caller.
    ///   - isInDoubt: becomes true when an attempt may have arrived and another one followed.
    private func ask(
        _ request: HTTPRequest, answers: Set<Int>, isInDoubt: inout Bool
    ) async throws(PortalFailure) -> HTTPResponse {
        var attempt = 1
        while true {
            let failure: PortalFailure
            var retryAfter: Int?
            var mayHaveArrived = true
            do {
                let response = try await exchange.send(request)
                let code = response.status < 300 ? nil : FHIRResource(response.body)?.firstCode
                switch response.status {
                case let status where answers.contains(status): return response
                case 200...299:
                    if let oddity = Answers.oddity(of: response) {
                        throw PortalFailure.nonsense(reason: "it " + oddity)
                    }
                    return response
                case 401, 403:
                    throw PortalFailure.unauthorised(status: response.status, code: code)
                case 408, 429, 500...599:
                    retryAfter = RetryAfter.seconds(response)
                    mayHaveArrived = response.status != 429
                    failure = .unreachable(reason: "it answered \(response.status)")
                case let status where code == nil && Answers.notServed.contains(status):
                    throw PortalFailure.notServed(status: status)
                case 400...499: throw Self.refusal(response)
                default: throw PortalFailure.nonsense(reason: "it answered \(response.status)")
                }
            } catch let error as PortalFailure {
                throw error
            } catch AuthorisedExchange.Failure.token(let cause) {
                throw .noToken(cause)
            } catch AuthorisedExchange.Failure.exchange(let cause) {
                mayHaveArrived = cause.mayHaveArrived
                failure = .unreachable(reason: cause.description)
            } catch {
                failure = .unreachable(reason: "the request ended unexpectedly")
            }
            let delay = configuration.retry.delay(
                afterAttempt: attempt, retryAfterSeconds: retryAfter, jitter: jitter())
            guard let delay else { throw failure }
            isInDoubt = isInDoubt || mayHaveArrived
            await pause(delay)
            attempt += 1
        }
    }
}

/// helsenorgeaktivsjekken's answer.
private struct ActiveCheckAnswer: Decodable {
    struct Status: Decodable {
        var erDigitaltAktivSelv: Bool
        var erDigitaltAktivViaAndre: Bool
    }

    var erAktivListe: [String: Status]

    /// Only those that were asked about and answered; the portal's order and extras do not matter.
    func statuses(of citizens: [NationalIdentityNumber]) -> [NationalIdentityNumber: ActiveStatus] {
        var result: [NationalIdentityNumber: ActiveStatus] = [:]
        for citizen in citizens {
            guard let status = erAktivListe[citizen.digits] else { continue }
            result[citizen] = ActiveStatus(
                isActiveSelf: status.erDigitaltAktivSelv, isActiveViaOthers: status.erDigitaltAktivViaAndre)
        }
        return result
    }
}
