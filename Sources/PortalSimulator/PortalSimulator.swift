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
              POST /digitaltaktiv/helsenorgeaktivsjekken/v1
                who is digitally active (documented)
              GET /digitaltaktiv/v1/DigitaltAktivStatusEndringer?offset=
                whose status may have changed (purpose and offset documented;
                address, answer, one piece, 410 and how far back assumed)
              PUT /timeavtaler/api/v1/Appointment
                hn-basis-appointment 2.5.5 (rules documented, address assumed)
              POST /helsekontakter/api/v1
                offers and members of them (Bundle shapes assumed)

            The admin port, no part of Helsenorge, answers:
              GET / and what it links to: pages that show what each citizen
                sees, at random addresses
              GET /citizens (their pages, with counts), PUT /citizens,
              PUT /citizens/{fnr}, GET /state, DELETE /state, PUT /clock,
              PUT /faults

            Exit codes: 0 ended by SIGTERM or SIGINT, 64 usage, 69 a port is not
            available, 73 the state file cannot be used.
            """)

    @Option(help: ArgumentHelp("Port of the portal; 0 chooses a free one.", valueName: "port"))
    var port = 8480

    @Option(help: ArgumentHelp("Port of the admin interface; 0 chooses a free one.", valueName: "port"))
    var adminPort = 8481

    @Option(help: "What clients must show: full (HelseID; not served yet), bearer (any bearer token) or off.")
    var auth = Authentication.full

    @Option(help: ArgumentHelp("Public key of the HelseID client; together with --auth full only.", valueName: "PEM"))
    var clientKey: String?

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
        guard clientKey == nil || auth == .full else {
            throw ValidationError("--client-key is used together with --auth full only.")
        }
        guard auth != .full else {
            throw ValidationError(
                "--auth full (the default) is not served yet; start with --auth bearer or --auth off.")
        }
    }

    func run() async throws {
        let simulator: Simulator
        do {
            simulator = try Simulator(
                SimulatorSettings(
                    port: port, adminPort: adminPort, authentication: auth, state: state, hidesPast: hidesPast,
                    deletesOnWithdrawal: deletesOnWithdrawal, changesKeptDays: changesKeptDays))
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
