// A server that asks for a client certificate, made of openssl's own test server and an authority made for the test.

import Foundation
import TestSupport
import Testing

@testable import HTTPTransport

/// OpenSSL's command, where it is installed; the transport itself needs only the library.
private let openssl = "/usr/bin/openssl"

@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: openssl)), .timeLimit(.minutes(10)))
struct ClientCertificateTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try run(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1",
            "-subj", "/CN=test-authority", "-keyout", file("ca.key"), "-out", file("ca.pem"))
        for name in ["server", "client"] {
            try run(
                "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=" + name,
                "-keyout", file(name + ".key"), "-out", file(name + ".csr"))
            try folder.write("subjectAltName=IP:127.0.0.1\n", to: name + ".ext")
            try run(
                "x509", "-req", "-in", file(name + ".csr"), "-CA", file("ca.pem"), "-CAkey", file("ca.key"),
                "-CAcreateserial", "-days", "1", "-extfile", file(name + ".ext"), "-out", file(name + ".pem"))
        }
    }

    private func file(_ name: String) -> String { folder.file(name) }

    private func process(_ arguments: [String], output: Pipe? = nil) -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: openssl)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output ?? FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        return process
    }

    private func run(_ arguments: String...) throws {
        let process = process(arguments)
        try process.runAlone()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    /// Runs a body with the address of a server that lets in only who shows a certificate of the authority.
    private func serving(_ body: (String) async throws -> Void) async throws {
        let pipe = Pipe()
        let server = process(
            [
                "s_server", "-accept", "127.0.0.1:0", "-www", "-cert", file("server.pem"), "-key", file("server.key"),
                "-CAfile", file("ca.pem"), "-Verify", "1", "-verify_return_error",
            ], output: pipe)
        try server.runAlone()
        // Where a test beside this one ignores SIGTERM, what is started ignores it too.
        defer { kill(server.processIdentifier, SIGKILL) }
        var said = ""
        // It says "ACCEPT 127.0.0.1:PORT" once it listens.
        while !said.hasSuffix("\n") || !said.contains("ACCEPT ") {
            let piece = pipe.fileHandleForReading.availableData
            try #require(!piece.isEmpty, "the server ended")
            said += String(decoding: piece, as: UTF8.self)
        }
        let address = try #require(said.split(separator: "ACCEPT ").last?.split(separator: "\n").first)
        try await body("https://\(address)/")
    }

    private func configuration(_ certificate: ClientCertificate?) -> HTTPTransportConfiguration {
        roomy {
            $0.certificateAuthorityFile = file("ca.pem")
            $0.clientCertificate = certificate
        }
    }

    @Test func theCertificateIsShown() async throws {
        try await serving { url in
            let certificate = ClientCertificate(certificateFile: file("client.pem"), keyFile: file("client.key"))
            let session = try HTTPSession(configuration: configuration(certificate))
            let response = try await session.send(HTTPRequest(method: .get, url: url))
            #expect(response.status == 200)
            await session.close()
        }
    }

    @Test func withoutOneThereIsNoAnswer() async throws {
        try await serving { url in
            let session = try HTTPSession(configuration: configuration(nil))
            let failure = await failure(of: session, HTTPRequest(method: .get, url: url))
            #expect(failure?.text.contains("certificate required") == true)
            await session.close()
        }
    }

    @Test func aKeyThatIsNotThereIsSaidBeforeAnythingIsSent() async throws {
        try await serving { url in
            let certificate = ClientCertificate(certificateFile: file("client.pem"), keyFile: file("missing.key"))
            let session = try HTTPSession(configuration: configuration(certificate))
            let failure = await failure(of: session, HTTPRequest(method: .get, url: url))
            #expect(failure?.kind == .unreachable && failure?.mayHaveArrived == false)
            await session.close()
        }
    }
}
