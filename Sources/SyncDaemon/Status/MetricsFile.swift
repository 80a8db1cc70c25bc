// The metrics in a file, for one cycle a night: node_exporter's textfile collector reads it whenever it is asked. It is
// written beside its name and renamed, so nobody ever reads half of it.

import Foundation
import SyncCore
import SyncState

struct MetricsFile {
    let path: String
    var log = EventLog.process

    /// Runs what a command does, and records how it ended whichever way that was.
    static func recording<Value>(
        _ command: String, _ configuration: DaemonConfiguration, code: (Value) -> ExitCode,
        _ body: () async throws -> Value
    ) async throws -> Value {
        let file = configuration.status.textfile.map { MetricsFile(path: $0) }
        do {
            let value = try await body()
            file?.write(command, code(value), configuration)
            return value
        } catch {
            file?.write(command, ExitCode(error), configuration)
            throw error
        }
    }

    /// - Parameter configuration: `nil` when it is not valid.
    func write(_ command: String, _ code: ExitCode, _ configuration: DaemonConfiguration?) {
        let now = Instant.current()
        let facts = configuration.flatMap { Self.facts($0, now) }
        var metrics = Metrics(
            sources: configuration?.sources ?? [], facts: facts ?? LedgerFacts(lastComplete: lastCompleteBefore),
            now: now,
            attempt: StatusBoard.Attempt(command: command, exitCode: code, at: now),
            isConfigurationValid: code != .configurationInvalid)
        if let configuration, let zone = SystemZone.europeOslo() {
            metrics.nightEnds = facts?.windowEnd(configuration.night.window, zone)
        }
        do {
            // What the ledger does not say is not told as if it were nothing.
            try put(facts == nil ? metrics.endOnly : metrics.text)
        } catch {
            log.tell(
                Event(
                    .problem,
                    "The metrics file \(path) (status.textfile) cannot be written: \(VerifyInput.reason(error)). Everything "
                        + "else is as it should be."))
        }
    }

    /// As the file has it: whoever cannot read the ledger does not know better.
    private var lastCompleteBefore: Instant? {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        let name = "epjsyncd_last_complete_cycle_timestamp_seconds "
        let value = text.split(separator: "\n").first { $0.hasPrefix(name) }?.dropFirst(name.count)
        return value.flatMap { Int64($0) }.flatMap { $0 > 0 ? Instant(seconds: $0) : nil }
    }

    private static func facts(_ configuration: DaemonConfiguration, _ now: Instant) -> LedgerFacts? {
        guard let ledger = try? configuration.ledgerToLookAt(), let reader = try? ledger.reader() else { return nil }
        return try? LedgerFacts(reader, at: now)
    }

    /// A name that the collector does not read, until the bytes are on the disk.
    private func put(_ text: String) throws {
        let part = path + ".\(getpid()).part"
        do {
            try Data().write(to: URL(fileURLWithPath: part))
            // Another user reads it, whatever the unit's umask.
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: part)
            let file = try FileHandle(forWritingTo: URL(fileURLWithPath: part))
            try file.write(contentsOf: Data(text.utf8))
            try file.synchronize()
            try file.close()
            guard rename(part, path) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        } catch {
            unlink(part)
            throw error
        }
    }
}

extension ExitCode {
    /// How a command ends that threw this.
    init(_ error: any Error) {
        switch error {
        case let end as CommandEnd: self = end.code
        case let fault as LedgerFault: self = CommandEnd(fault).code
        default: self = .internalError
        }
    }
}
