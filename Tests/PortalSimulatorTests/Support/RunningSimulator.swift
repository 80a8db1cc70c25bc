// A simulator within the test's own process, on free ports, ended with the test.

@testable import PortalSimulator

struct RunningSimulator: Sendable {
    let portal: LoopbackClient
    let admin: LoopbackClient

    /// Runs `body` against a started simulator.
    static func with<Value: Sendable>(
        _ settings: SimulatorSettings = SimulatorSettings(),
        _ body: @escaping @Sendable (RunningSimulator) async throws -> Value
    ) async throws -> Value {
        var settings = settings
        settings.port = 0
        settings.adminPort = 0
        let simulator = try Simulator(settings)
        let (opened, opening) = AsyncStream.makeStream(of: SimulatorPorts.self)
        let serving = Task {
            defer { opening.finish() }
            try await simulator.run { opening.yield($0) }
        }
        guard let ports = await opened.first(where: { _ in true }) else {
            try await serving.value
            throw LoopbackClient.Failure(call: "run")
        }
        let running = RunningSimulator(
            portal: LoopbackClient(port: ports.portal), admin: LoopbackClient(port: ports.admin))
        let result: Result<Value, any Error>
        do { result = .success(try await body(running)) } catch { result = .failure(error) }
        serving.cancel()
        try? await serving.value
        try simulator.store.close()
        return try result.get()
    }

    // MARK: - Portal

    func putAppointment(
        _ appointment: JSONValue, headers: [String: String] = [:]
    ) async throws -> LoopbackAnswer? {
        try await ask("PUT", PortalEndpoint.appointment, appointment.bytes, headers)
    }

    func ask(
        _ method: String, _ endpoint: PortalEndpoint, _ body: [UInt8], _ headers: [String: String] = [:]
    ) async throws -> LoopbackAnswer? {
        let usual = ["Authorization": "Bearer x", "Content-Type": "application/fhir+json"]
        let merged = usual.merging(headers) { $1 }.filter { !$0.value.isEmpty }
        return try await portal.send(method, endpoint.path, headers: merged, body: body)
    }

    // MARK: - Admin

    /// Sets something on the admin port; the status tells whether it took.
    @discardableResult
    func set(_ path: String, _ value: JSONValue) async throws -> Int? {
        try await admin.send("PUT", path, body: value.bytes)?.status
    }

    func activate(_ numbers: String...) async throws {
        try await set("/citizens", .array(numbers.map { ["fnr": .string($0), "active": true] }))
    }

    func state() async throws -> JSONValue {
        try await admin.send("GET", "/state")?.json ?? .null
    }
}
