// What of a run's report is an event of its own.

import Logging
import SyncCore
import SyncState

extension EventLog {
    func tell(_ report: RunReport) {
        for item in report.setAside {
            let line = item.finding.position.line
            tell(
                Event(
                    .setAside,
                    "Set aside: \(item.batch)/\(item.file)\(line > 0 ? ", line \(line)" : ""): \(item.finding.code) "
                        + item.finding.text,
                    run: report.run, code: item.finding.code.description))
        }
        for source in report.sources {
            for hold in source.holds {
                tell(
                    Event(
                        .held,
                        "Source \(source.id) is held: \(hold.name), \(hold.exceeded.kind.rawValue). To look: epjsyncd plan "
                            + "--show \(hold.plan). To let it pass: epjsyncd approve \(hold.name).",
                        source: source.id, run: report.run, code: hold.exceeded.kind.rawValue))
            }
            if let stopped = source.stopped {
                tell(
                    Event(
                        .held, stopped.sentence(source: source.id, left: source.left), source: source.id,
                        run: report.run, code: "not-active"))
            }
        }
        if report.codes.contains(.portalUnreachable) {
            tell(
                Event(
                    .portalUnreachable, report.problems.last ?? "The portal was not available.", run: report.run,
                    code: "\(ExitCode.portalUnreachable.rawValue)"))
        }
        let code = report.exitCode
        tell(
            Event(
                report.isOfTheDay || report.command == "receive" ? .dayEnded : .nightEnded,
                "Run \(report.run), \(report.command), ended with exit code \(code.rawValue).", run: report.run,
                code: "\(code.rawValue)", level: code.level))
    }

    func tell(_ silence: SourceSilence) {
        for source in silence.sources {
            tell(Event(.sourceSilent, SourceSilence.sentence(source), source: source.id))
        }
    }

}

extension Event {
    /// Why something could not go on.
    init(_ error: any Error) {
        switch error {
        case let end as CommandEnd: self.init(end)
        case let fault as LedgerFault: self.init(CommandEnd(fault))
        default:
            self.init(
                .commandFailed,
                "internal error (\(type(of: error))). Nothing that was committed is lost; please report it.",
                code: "\(ExitCode.internalError.rawValue)")
        }
    }

    private init(_ end: CommandEnd) {
        let kind: Kind =
            switch end.code {
            case .stateUnwritable: .ledgerFailure
            case .configurationInvalid: .configurationRefused
            case .lockHeld: .lockHeld
            default: .commandFailed
            }
        self.init(kind, end.text, code: "\(end.code.rawValue)")
    }
}

extension ExitCode {
    /// How much it matters that a run ended so.
    fileprivate var level: Logger.Level {
        switch self {
        case .done, .changes: .info
        case .leftOver, .windowClosed, .lockHeld: .notice
        case .held, .usage, .inputUnreadable, .stale: .warning
        case .portalUnreachable, .internalError, .stateUnwritable, .configurationInvalid: .error
        }
    }
}
