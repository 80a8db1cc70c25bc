// One line on a terminal that says how far the run is; nothing at all in a pipe or a journal.

import Foundation

struct Progress: Sendable {
    private let isShown: Bool

    /// - Parameter isShown: standard error is a terminal.
    init(isShown: Bool) { self.isShown = isShown }

    static var onTerminal: Progress { Progress(isShown: isatty(STDERR_FILENO) == 1) }

    func show(_ phase: String, done: Int, of total: Int?) {
        guard isShown, done % 50 == 0 else { return }
        let amount = total.map { "\(done) of \($0)" } ?? "\(done)"
        Output.error("\r\u{1B}[K\(phase) \(amount)", terminator: "")
    }

    func end() {
        guard isShown else { return }
        Output.error("\r\u{1B}[K", terminator: "")
    }
}
