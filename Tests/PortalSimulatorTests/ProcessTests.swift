// The program as its starter sees it: one line, exit codes, and gone at a signal.

import Crypto
import Foundation
import TestSupport
import Testing

@testable import PortalSimulator

/// What a run of the program left behind.
private struct Ending: Sendable {
    var status: Int32
    var output: String
    var error: String
}

/// The program under test, which SwiftPM builds beside the tests.
private func program() throws -> URL {
    let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return URL(filePath: tests).deletingLastPathComponent().appending(path: "portal-simulator")
}

/// Runs the program; `whileRunning` gets its first line and may send it a signal.
private func run(
    _ arguments: String..., whileRunning: @escaping @Sendable (Process, String) async throws -> Void = { _, _ in }
) async throws -> Ending {
    let process = Process()
    process.executableURL = try program()
    process.arguments = arguments
    let output = Pipe()
    let error = Pipe()
    process.standardOutput = output
    process.standardError = error
    let (ended, ending) = AsyncStream.makeStream(of: Int32.self)
    process.terminationHandler = { ending.yield($0.terminationStatus) }
    try process.runAlone()
    let line = await reading { output.fileHandleForReading.availableData }
    if !line.isEmpty { try await whileRunning(process, String(decoding: line, as: UTF8.self)) }
    let rest = await reading { output.fileHandleForReading.readDataToEndOfFile() }
    let errors = await reading { error.fileHandleForReading.readDataToEndOfFile() }
    let status = await ended.first { _ in true } ?? -1
    return Ending(
        status: status, output: String(decoding: line + rest, as: UTF8.self),
        error: String(decoding: errors, as: UTF8.self))
}

/// Reads on a thread of its own, so that no task waits in a system call.
private func reading(_ read: @escaping @Sendable () -> Data) async -> Data {
    await withCheckedContinuation { continuation in
        Thread.detachNewThread { continuation.resume(returning: read()) }
    }
}

@Suite struct ProcessTests {
    @Test(arguments: [SIGTERM, SIGINT])
    func announcesItselfInOneLineAndEndsAtASignal(signal: Int32) async throws {
        let ending = try await run("--port", "0", "--admin-port", "0", "--auth", "off") { process, _ in
            kill(process.processIdentifier, signal)
        }
        #expect(ending.status == 0)
        let line = /portal-simulator: portal http:\/\/127\.0\.0\.1:[0-9]+ admin http:\/\/127\.0\.0\.1:[0-9]+\n/
        #expect(ending.output.wholeMatch(of: line) != nil)
        #expect(ending.error == "")
    }

    @Test func aHangingRequestDoesNotKeepItAlive() async throws {
        let ending = try await run("--port", "0", "--admin-port", "0", "--auth", "off") { process, line in
            let ports = line.matches(of: /127\.0\.0\.1:([0-9]+)/).compactMap { Int($0.1) }
            let portal = LoopbackClient(port: ports[0])
            let admin = LoopbackClient(port: ports[1])
            let fault: JSONValue = [["kind": "hang", "milliseconds": 3_600_000]]
            #expect(try await admin.send("PUT", "/faults", body: fault.bytes)?.status == 204)
            async let hanging = portal.send("PUT", PortalEndpoint.appointment.path)
            // Counted, it has arrived, and hangs.
            while try await admin.send("GET", "/state")?.json?["requests"] == [] {}
            kill(process.processIdentifier, SIGTERM)
            #expect(try await hanging == nil)
        }
        #expect(ending.status == 0)
    }

    @Test func aClientKeyThatIsNoneIsExit65() async throws {
        let folder = try TemporaryFolder()
        try folder.write("-----BEGIN PRIVATE KEY-----", to: "key.pem")
        for (file, why) in [("none.pem", "cannot be read"), ("key.pem", "holds no public key that is known here")] {
            let ending = try await run("--client-key", folder.file(file))
            #expect(ending.status == 65)
            #expect(ending.output == "")
            #expect(
                ending.error
                    == "portal-simulator: \(folder.file(file)) \(why); nothing was started. Name a file with the client's "
                    + "public key, RSA of at least 2048 bits or P-256, as PEM ('openssl pkey -in KEY -pubout') or JWK, "
                    + "without its private part.\n")
        }
    }

    @Test func aClientKeyOpensTheDoor() async throws {
        let folder = try TemporaryFolder()
        try folder.write(P256.Signing.PrivateKey().publicKey.pemRepresentation, to: "key.pem")
        let ending = try await run(
            "--port", "0", "--admin-port", "0", "--client-key", folder.file("key.pem")
        ) { process, _ in kill(process.processIdentifier, SIGTERM) }
        #expect(ending.status == 0 && ending.error == "")
    }

    @Test func aStateThatCannotBeUsedIsExit73() async throws {
        let ending = try await run("--auth", "off", "--port", "0", "--admin-port", "0", "--state", "/none/state.sqlite")
        #expect(ending.status == 73)
        #expect(
            ending.error
                == "portal-simulator: the state /none/state.sqlite cannot be used: its folder is missing, it is not "
                + "writable, or it is no state of this program; nothing was started. Choose another --state.\n")
    }

    @Test func aPortInUseIsExit69() async throws {
        try await RunningSimulator.with { simulator in
            let ending = try await run("--auth", "off", "--port", "\(simulator.portal.port)", "--admin-port", "0")
            #expect(ending.status == 69)
            #expect(ending.output == "")
            #expect(ending.error == "\(PortUnavailable(port: simulator.portal.port, flag: "--port", isInUse: true))\n")
        }
    }
}
