// The command: flags in, two servers up, one line out, and away at the first signal.

import ArgumentParser
import Foundation

/// Where the portal keeps its state, as an argument.
extension PortalStore.Location: ExpressibleByArgument {
    init?(argument: String) {
        guard !argument.isEmpty else { return nil }
        self = argument == "memory" ? .memory : .file(argument)
    }

    var defaultValueDescription: String {
        switch self {
        case .memory: "memory"
        case .file(let path): path
        }
    }
}

extension Authentication: ExpressibleByArgument {}
extension HelseIDSettings.Tenancy: ExpressibleByArgument {}

/// `portal-simulator`.
@main
struct PortalSimulator: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "portal-simulator",
        abstract: "A local Helsenorge: the REST interfaces for home-care visits, on loopback.",
        discussion: """
            Serves plain HTTP/1.1 on 127.0.0.1 and prints one line when it is ready:
              portal-simulator: portal http://127.0.0.1:8480 admin http://127.0.0.1:8481

            The portal answers:
              POST /connect/token
                HelseID: client_credentials with private_key_jwt, DPoP with the
                nonce dance (documented; how long a nonce lasts is assumed)
              POST /digitaltaktiv/helsenorgeaktivsjekken/v1
                who is digitally active (documented)
              GET /digitaltaktiv/v1/DigitaltAktivStatusEndringer?offset=
                whose status may have changed (purpose and offset documented;
                address, answer, one piece, 410 and how far back assumed)
              PUT /timeavtaler/api/v1/Appointment
                hn-basis-appointment 2.5.5 (rules documented, address assumed)
              POST /helsekontakter/api/v1
                offers and members of them (Bundle shapes assumed)

            With --auth full every other address asks for Authorization: DPoP and a
            proof. The scopes, whose spelling is assumed, are
              \(PortalEndpoint.scopes.joined(separator: "\n              "))

            The admin port, no part of Helsenorge, answers:
              GET / and what it links to: pages that show what each citizen
                sees, at random addresses
              GET /citizens (their pages, with counts), PUT /citizens,
              PUT /citizens/{fnr}, GET /state, DELETE /state, PUT /clock,
              PUT /faults, GET /about (each behaviour of this portal:
                documented or assumed, its source, its codes)

            Tokens and the Date header go by the machine's clock, whatever PUT /clock
            says of the portal's; {"tokenShiftSeconds": 312} there sets them apart.

            Exit codes: 0 ended by SIGTERM or SIGINT, 64 usage, 65 the key cannot be
            read, 69 a port is not available, 73 the state file cannot be used.
            """)

    @Option(help: ArgumentHelp("Port of the portal; 0 chooses a free one.", valueName: "port"))
    var port = 8480

    @Option(help: ArgumentHelp("Port of the admin interface; 0 chooses a free one.", valueName: "port"))
    var adminPort = 8481

    @Option(
        help: """
            What clients must show: full (a HelseID token bound by DPoP), bearer (any bearer token, or with \
            --client-key one of HelseID's) or off.
            """)
    var auth = Authentication.full

    @Option(
        help: ArgumentHelp(
            "File with the HelseID client's public key, PEM or JWK; needed with --auth full.", valueName: "PEM"))
    var clientKey: String?

    @Option(
        help: ArgumentHelp(
            "What clients call the portal when another server is in front: expected in htu and aud.", valueName: "url"))
    var publicUrl: String?

    @Option(help: ArgumentHelp("How long a token is valid.", valueName: "seconds"))
    var tokenSeconds = 60

    @Option(
        help:
            "Whether the client is registered for one organisation (single) or names one in assertion_details (multi).")
    var tenancy = HelseIDSettings.Tenancy.single

    @Option(help: ArgumentHelp("A scope that is asked for and not granted; may be repeated.", valueName: "scope"))
    var rejectScope: [String] = []

    @Option(help: ArgumentHelp("Whether the interfaces ask for a DPoP nonce too.", valueName: "true|false"))
    var portalNonce = false

    @Option(help: ArgumentHelp("Answer to an expired token: 403 (documented) or 401 (seen).", valueName: "403|401"))
    var expiredToken = 403

    @Option(help: ArgumentHelp("SQLite file that keeps the state, or \"memory\".", valueName: "file|memory"))
    var state = PortalStore.Location.memory

    @Option(
        help: ArgumentHelp("Whether past proposed, booked and cancelled visits are hidden.", valueName: "true|false"))
    var hidesPast = true

    @Option(
        help: ArgumentHelp(
            "Whether a citizen who becomes neither active nor reached through others loses what the portal had of him.",
            valueName: "true|false"))
    var deletesOnWithdrawal = false

    @Option(
        help: ArgumentHelp(
            "Days the list of activation changes goes back; older offsets are answered 410. 0: there is no list (404).",
            valueName: "days"))
    var changesKeptDays = 365

    @Flag(help: "End when standard input ends: for whoever starts it and may be killed.")
    var untilInputEnds = false

    func validate() throws {
        for (flag, number) in [("--port", port), ("--admin-port", adminPort)] where !(0...65_535).contains(number) {
            throw ValidationError("\(flag) must be 0 to 65535, not \(number).")
        }
        guard port == 0 || port != adminPort else {
            throw ValidationError("--port and --admin-port must differ; both are \(port).")
        }
        guard (0...3_650).contains(changesKeptDays) else {
            throw ValidationError("--changes-kept-days must be 0 to 3650, not \(changesKeptDays).")
        }
        guard clientKey == nil || auth != .off else {
            throw ValidationError("--client-key is used together with --auth full or --auth bearer only.")
        }
        guard auth != .full || clientKey != nil else {
            throw ValidationError(
                "--auth full (the default) needs --client-key with the client's public key; --auth bearer and --auth off "
                    + "do without.")
        }
        guard (1...86_400).contains(tokenSeconds) else {
            throw ValidationError("--token-seconds must be 1 to 86400, not \(tokenSeconds).")
        }
        guard expiredToken == 403 || expiredToken == 401 else {
            throw ValidationError("--expired-token must be 403 or 401, not \(expiredToken).")
        }
        if let unknown = rejectScope.first(where: { !PortalEndpoint.scopes.contains($0) }) {
            throw ValidationError(
                "--reject-scope \(unknown) is none of \(PortalEndpoint.scopes.joined(separator: ", ")).")
        }
    }

    /// - Returns: `nil` where any token will do.
    /// - Throws: exit code 65 when the key cannot be read.
    private func helseID() throws -> HelseIDSettings? {
        guard let clientKey else { return nil }
        let data = FileManager.default.contents(atPath: clientKey)
        guard let data, let key = PublicKey(text: String(decoding: data, as: UTF8.self)) else {
            Output.error(
                "portal-simulator: \(clientKey) \(data == nil ? "cannot be read" : "holds no public key that is known here")"
                    + "; nothing was started. Name a file with the client's public key, RSA of at least 2048 bits or P-256,"
                    + " as PEM ('openssl pkey -in KEY -pubout') or JWK, without its private part.")
            throw ExitCode(65)
        }
        return HelseIDSettings(
            clientKey: key, demandsDPoP: auth == .full, tokenSeconds: Int64(tokenSeconds), tenancy: tenancy,
            rejectedScopes: Set(rejectScope), portalDemandsNonce: portalNonce,
            publicURL: publicUrl.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 },
            expiredTokenStatus: expiredToken)
    }

    func run() async throws {
        let simulator: Simulator
        do {
            simulator = try Simulator(
                SimulatorSettings(
                    port: port, adminPort: adminPort, authentication: auth, state: state, hidesPast: hidesPast,
                    deletesOnWithdrawal: deletesOnWithdrawal, changesKeptDays: changesKeptDays,
                    helseID: try helseID()))
        } catch let exit as ExitCode {
            throw exit
        } catch {
            Output.error(
                "portal-simulator: the state \(state.defaultValueDescription) cannot be used: its folder is missing, it"
                    + " is not writable, or it is no state of this program; nothing was started. Choose another"
                    + " --state.")
            throw ExitCode(73)
        }
        // At a signal the servers are left as they are: a hanging request is part of what they simulate, and must not
        // keep the program alive. What was answered is in the state file already.
        let termination = TerminationSignal()
        Task {
            await termination.wait()
            Foundation.exit(0)
        }
        if untilInputEnds { Self.endWithInput() }
        do {
            try await simulator.run { Output.line($0.announcement) }
        } catch let unavailable as PortUnavailable {
            Output.error(unavailable.description)
            throw ExitCode(69)
        }
    }
}

extension PortalSimulator {
    /// What comes in is not looked at.
    private static func endWithInput() {
        Thread.detachNewThread {
            while let piece = try? FileHandle.standardInput.read(upToCount: 4096), !piece.isEmpty {}
            Foundation.exit(0)
        }
    }
}

/// The two standard streams.
enum Output {
    /// One line on standard output, at once.
    static func line(_ text: String) {
        FileHandle.standardOutput.write(Data("\(text)\n".utf8))
    }

    /// One line on standard error.
    static func error(_ text: String) {
        FileHandle.standardError.write(Data("\(text)\n".utf8))
    }
}
