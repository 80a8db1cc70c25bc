// The client over libcurl against the real simulator, whose faults make every answer. Waits are counted and not waited.

import Foundation
import HTTPTransport
import TestSupport

@testable import PortalClient
@testable import SyncCore

final class AnswerWire: Sendable {
    let simulator: SimulatorProcess
    let portal: Helsenorge
    let session: HTTPSession
    private let waits = Waits()
    private let values = Guarded(0)

    static let source = SourceOrganisation(
        identifierSystem: "urn:epjsync:9901-gerica", organisationNumber: "999944454", herID: "87688")
    static let pair = ServiceUnit(service: "9", unit: "95316")
    static let offer = ServiceOffer(pair: pair, name: "Hjemmesykepleie", isActive: true)

    /// - Parameters:
    ///   - url: what is asked in place of the simulator.
    ///   - seconds: for an answer. One is enough to wait in vain for, and not for a long answer on a busy machine.
    init(url: String? = nil, answersWithin seconds: Int = 1) async throws {
        let simulator = try SimulatorProcess()
        self.simulator = simulator
        session = try HTTPSession(
            configuration: HTTPTransportConfiguration(responseTimeoutSeconds: seconds, userAgent: "epjsyncd-tests"))
        let waits = waits
        portal = Helsenorge(
            session: session,
            configuration: HelsenorgeConfiguration(
                baseURL: url ?? simulator.portalURL, authorisation: NoAuthorisation()),
            pause: { _ in waits.count() }, jitter: { 0 })
        try await simulator.put("/citizens", "[{\"fnr\":\"\(NightHarness.anna)\",\"active\":true}]")
    }

    private final class Waits: Sendable {
        private let number = Guarded(0)

        func count() { number.withLock { $0 += 1 } }

        func take() -> Int {
            number.withLock { number in
                defer { number = 0 }
                return number
            }
        }
    }

    /// Waits since this was last asked.
    func takeWaits() -> Int { waits.take() }

    /// Sets the faults of what comes next: the members of one, or nothing.
    func fault(_ fault: String) async throws {
        try await simulator.put("/faults", fault.isEmpty ? "[]" : "[{\(fault)}]")
    }

    static func number(_ text: String) throws -> NationalIdentityNumber {
        try NationalIdentityNumber(text, synthetic: .accept)
    }

    /// A visit of Anna's, a new one each time unless it has a name.
    func visit(_ name: String? = nil) throws -> AppointmentResource {
        let value = values.withLock { value in
            value += 1
            return name ?? "v\(value)"
        }
        let shown = ShownAppointment(
            status: .booked, start: Instant(seconds: 1_800_000_000), end: Instant(seconds: 1_800_003_600),
            isWindow: false, pair: Self.pair, serviceName: "Hjemmesykepleie")
        let resource = AppointmentResource(
            source: Self.source, citizen: try Self.number(NightHarness.anna),
            content: ToldEntry.Content(value: value, shown: shown, stated: Instant(seconds: 1_799_000_000)))
        ProducedResources.keep(resource.json)
        return resource
    }

    func members(_ numbers: [String]) throws -> [MembershipChange] {
        try numbers.map {
            MembershipChange(
                citizen: try Self.number($0), pair: Self.pair,
                since: CivilDate(iso8601: "2027-01-01") ?? .never, until: nil)
        }
    }

    /// How often the simulator gave that answer to such requests.
    func answered(_ kind: String, _ status: Int) async throws -> Int {
        let requests = try await simulator.state()["requests"] as? [[String: Any]] ?? []
        return requests.first { $0["kind"] as? String == kind && $0["answer"] as? Int == status }?["count"] as? Int ?? 0
    }
}

/// What a table expects: exactly that, or a failure whose words begin so, because the rest is libcurl's.
enum Expected<Value: Equatable & Sendable>: Sendable {
    case exactly(Value)
    case beginning(String)
}

/// The answers that are the same whatever is asked.
enum WireFault {
    static func status(_ status: Int, _ more: String = "\"body\":\"html\"") -> String {
        "\"kind\":\"status\",\"status\":\(status),\(more)"
    }
    static let hangs = "\"kind\":\"hang\",\"milliseconds\":3000"
    static let broke = "the exchange broke off; the request may have arrived: "
    static let late = "the server did not answer in time; the request may have arrived: "
}
