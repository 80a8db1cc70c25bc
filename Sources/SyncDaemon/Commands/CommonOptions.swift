// What several commands share: where the configuration is, how to answer, what time it is, and how a run ends.

import ArgumentParser
import Foundation
import Logging
import SyncCore
import SyncState

struct CommonOptions: ParsableArguments {
    @Option(help: "The configuration file; sources.d/ lies beside it.")
    var config = "/etc/epjsyncd/epjsyncd.toml"

    @Flag(help: "Answer with JSON on standard output.")
    var json = false

    @Option(
        help: "trace, debug, info, notice, warning, error or critical, in place of log.level.",
        transform: { text in
            if let level = Logger.Level(rawValue: text) { return level }
            let levels = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("'--log-level' takes one of \(levels).")
        })
    var logLevel: Logger.Level?

    /// - Parameter command: its end is told in the file of metrics, if the configuration can be read that far.
    /// - Throws: `CommandEnd` with exit code 78.
    func load(telling command: String? = nil) throws(CommandEnd) -> DaemonConfiguration {
        if let logLevel { EventLog.process.set(logLevel) }
        let files = ConfigurationFiles(
            credentialsDirectory: ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"])
        let configuration: DaemonConfiguration
        do {
            configuration = try files.load(config)
        } catch {
            if let command, let path = error.textfile {
                MetricsFile(path: path).write(command, .configurationInvalid, nil)
            }
            throw CommandEnd(.configurationInvalid, error.description)
        }
        EventLog.process.set(logLevel ?? configuration.logLevel)
        try ServiceUser.become(ownerOf: configuration.state.directory)
        return configuration
    }
}

struct NowOption: ParsableArguments {
    @Option(
        name: .customLong("now"), help: "Plan for this time instead of the clock's: ISO 8601 with offset.",
        transform: { text in
            guard let instant = Instant(iso8601WithOffset: text) else {
                throw ValidationError("'--now' takes ISO 8601 with an offset, such as 2027-03-28T01:15:00+01:00.")
            }
            return instant
        })
    var now: Instant?
}

/// How a command ends that cannot go on: what to say, and the exit code.
struct CommandEnd: Error {
    let code: ExitCode
    let text: String

    init(_ code: ExitCode, _ text: String) {
        self.code = code
        self.text = text
    }

    static var noTimeZone: CommandEnd {
        CommandEnd(.configurationInvalid, "This system has no time zone data for Europe/Oslo. Install tzdata.")
    }

    init(_ fault: LedgerFault) {
        switch fault {
        case .lockHeld: self.init(.lockHeld, fault.description)
        case .keyMissing, .keyWrong, .keyUnusable: self.init(.configurationInvalid, fault.description)
        case .noBackup: self.init(.inputUnreadable, fault.description)
        case .cannotRead, .cannotWrite, .sealBroken, .newerSchema: self.init(.stateUnwritable, fault.description)
        }
    }
}

extension AsyncParsableCommand {
    /// Runs the body and turns however it ends into text and exit code.
    func ending(_ body: () async throws -> ExitCode) async throws {
        let code: ExitCode
        do {
            code = try await body()
        } catch {
            EventLog.process.tell(Event(error))
            code = ExitCode(error)
        }
        if code != .done { throw ArgumentParser.ExitCode(code.rawValue) }
    }
}
