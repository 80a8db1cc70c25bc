// What several commands share: where the configuration is, how to answer, what time it is, and how a run ends.

import ArgumentParser
import Foundation
import SyncCore
import SyncState

struct CommonOptions: ParsableArguments {
    @Option(help: "The configuration file; sources.d/ lies beside it.")
    var config = "/etc/epjsyncd/epjsyncd.toml"

    @Flag(help: "Answer with JSON on standard output.")
    var json = false

    /// - Throws: `CommandEnd` with exit code 78.
    func load() throws(CommandEnd) -> DaemonConfiguration {
        let files = ConfigurationFiles(
            credentialsDirectory: ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"])
        let configuration: DaemonConfiguration
        do {
            configuration = try files.load(config)
        } catch {
            throw CommandEnd(.configurationInvalid, error.description)
        }
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
        } catch let end as CommandEnd {
            Output.error("epjsyncd: " + end.text)
            code = end.code
        } catch let fault as LedgerFault {
            let end = CommandEnd(fault)
            Output.error("epjsyncd: " + end.text)
            code = end.code
        } catch {
            Output.error(
                "epjsyncd: internal error (\(type(of: error))). Nothing that was committed is lost; please report it.")
            code = .internalError
        }
        if code != .done { throw ArgumentParser.ExitCode(code.rawValue) }
    }
}
