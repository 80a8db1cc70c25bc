// What the service tells of itself while it works: the board, the listener, the journal, and the file of metrics where one is
// named. The loop says what happens; everything that follows from it is here.

import SyncCore
import SyncState

struct ServiceStatus: Sendable {
    let board: StatusBoard
    let log: EventLog
    private let listener: StatusListener

    init(log: EventLog, started: Instant) {
        self.log = log
        let board = StatusBoard(started: started)
        self.board = board
        listener = StatusListener(
            StatusAnswers(
                board: board, requests: .process, now: { .current() }, use: { .current() },
                nonce: { StatusListener.nonce() }), log: log)
    }

    /// It answers before the ledger is open: opening may take a while, and somebody may ask.
    func begins(_ configuration: DaemonConfiguration) { listener.listen(on: configuration.status.listen) }

    /// A configuration with which work can be done is in force.
    func opened(_ installation: Installation) throws(LedgerFault) {
        try board.opened(installation.configuration, installation.ledger, zone: installation.zone)
        listener.listen(on: installation.configuration.status.listen)
    }

    func ends() async { await listener.stop() }

    func configurationRefused(_ error: any Error) {
        board.configurationRefused()
        log.tell(Event(error))
        log.tell(
            Event(
                .configurationRefused, "the configuration from before stays in force.",
                code: "\(ExitCode.configurationInvalid.rawValue)"))
    }

    // MARK: Cycles

    func nightBegins(until closes: Instant) {
        board.began(.night(since: .current()))
        log.tell(Event(.nightBegan, "The night\u{2019}s cycle begins; the window closes at \(closes.iso8601UTC)."))
    }

    func dayBegins() { board.began(.day(since: .current())) }

    func nothingRan() { board.ended() }

    func nightEnded(_ report: RunReport, _ installation: Installation) {
        board.ended()
        log.tell(report)
        attempted(report.exitCode, installation)
        tellSilence(installation)
    }

    func nightFailed(_ error: any Error, _ installation: Installation) {
        board.ended()
        attempted(ExitCode(error), installation)
    }

    private func attempted(_ code: ExitCode, _ installation: Installation) {
        board.attempted(code, at: .current())
        let configuration = installation.configuration
        if let path = configuration.status.textfile {
            MetricsFile(path: path, log: log).write("run", code, configuration)
        }
    }

    /// Once a night is often enough.
    private func tellSilence(_ installation: Installation) {
        guard let hearings = try? installation.ledger.hearings() else { return }
        log.tell(SourceSilence(installation.configuration.sources, hearings, at: .current()))
    }
}
