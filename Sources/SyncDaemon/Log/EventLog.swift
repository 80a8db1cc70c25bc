// The front of all log lines: swift-log, with one of two sinks behind it. Under systemd an event goes to the journal with
// its fields, otherwise it is a line on standard error.

import Foundation
import HTTPTransport
import Logging

struct EventLog: Sendable {
    private let logger: Logger
    private let threshold: LockBox<Logger.Level>

    init(_ sink: any LogSink, level: Logger.Level = .info) {
        let threshold = LockBox(level)
        self.threshold = threshold
        logger = Logger(label: "epjsyncd") { _ in EventWriting(sink: sink, threshold: threshold) }
    }

    /// Says nothing.
    static let silent = EventLog(Silence(), level: .critical)

    /// Of this process.
    static let process = EventLog(JournalSocket.ofThisProcess ?? StandardErrorLines())

    /// What is less urgent is not said.
    func set(_ level: Logger.Level) { threshold.withLock { $0 = level } }

    func tell(_ event: Event) {
        var fields: Logger.Metadata = ["MESSAGE_ID": .string(event.kind.messageID)]
        if let source = event.source { fields["SOURCE"] = .string(source) }
        if let run = event.run { fields["RUN"] = .stringConvertible(run) }
        if let code = event.code { fields["CODE"] = .string(code) }
        if event.kind.isInReport { fields[LogLine.inReport] = "1" }
        logger.log(level: event.level ?? event.kind.level, "\(event.text)", metadata: fields)
    }

    /// One step, for whoever looks for why. The text is made only when somebody listens.
    func step(_ text: @autoclosure () -> String, source: String? = nil, run: Int64? = nil, code: String? = nil) {
        guard threshold.withLock({ $0 }) == .trace else { return }
        tell(Event(.step, text(), source: source, run: run, code: code))
    }

    private struct Silence: LogSink {
        func write(_ line: LogLine) {}
    }
}

/// One line with its fields.
struct LogLine: Sendable, Equatable {
    /// Not a field: the run's report says the same.
    static let inReport = "in-report"

    let level: Logger.Level
    let text: String
    let fields: [String: String]
    var isInReport = false
    /// Somebody asked for details.
    var isDetailed = false
}

protocol LogSink: Sendable {
    func write(_ line: LogLine)
}

/// swift-log's side of a sink.
struct EventWriting: LogHandler {
    let sink: any LogSink
    let threshold: LockBox<Logger.Level>
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    init(sink: any LogSink, threshold: LockBox<Logger.Level>) {
        self.sink = sink
        self.threshold = threshold
    }

    /// The whole process has one, which a reloaded configuration changes.
    var logLevel: Logger.Level {
        get { threshold.withLock { $0 } }
        set { threshold.withLock { $0 = newValue } }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        var line = LogLine(
            level: event.level, text: event.message.description,
            fields: all.filter { $0.key != LogLine.inReport }.mapValues(\.description))
        line.isInReport = all[LogLine.inReport] != nil
        line.isDetailed = logLevel <= .debug
        sink.write(line)
    }
}

/// Lines for people, as ever: `epjsyncd: …`.
struct StandardErrorLines: LogSink {
    func write(_ line: LogLine) {
        if let text = Self.text(line) { Output.error(text) }
    }

    /// `nil` for what the report on standard output says anyway, unless details were asked for.
    static func text(_ line: LogLine) -> String? {
        guard line.isDetailed || !line.isInReport else { return nil }
        guard line.level <= .debug else { return "epjsyncd: " + line.text }
        let fields = ["SOURCE", "RUN", "CODE"].compactMap { key in line.fields[key].map { "\(key)=\($0)" } }
        return (["epjsyncd: \(line.level):", line.text] + fields).joined(separator: " ")
    }
}
