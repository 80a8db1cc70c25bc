// How far the run is: one line on a terminal, nothing in a pipe or a journal; and every step to whoever watches over the
// service.

import Foundation
import HTTPTransport

struct Progress: Sendable {
    private struct Shown {
        var line: ProgressLine?
        var at = -Double.infinity
    }

    /// A line is at most so often another: nobody reads faster.
    private static let lineSeconds = 0.1

    private let isShown: Bool
    private let shown = LockBox(Shown())
    private let watch: (any WorkWatch)?

    /// - Parameter isShown: standard error is a terminal.
    init(isShown: Bool, watch: (any WorkWatch)? = nil) {
        self.isShown = isShown
        self.watch = watch
    }

    static var onTerminal: Progress { onTerminal(watch: nil) }

    static func onTerminal(watch: (any WorkWatch)?) -> Progress {
        Progress(isShown: isatty(STDERR_FILENO) == 1, watch: watch)
    }

    func show(_ phase: String, done: Int, of total: Int?) {
        watch?.moved(phase, done: done, of: total)
        guard isShown, let line = line(phase, done: done, of: total, at: Supervisor.uptime()) else { return }
        Output.error("\r\u{1B}[K" + line, terminator: "")
    }

    /// Nothing happens for so long, and that is meant.
    func rests(seconds: Double) { watch?.rests(seconds: seconds) }

    func end() {
        guard isShown else { return }
        shown.withLock { $0 = Shown() }
        Output.error("\r\u{1B}[K", terminator: "")
    }

    private func line(_ phase: String, done: Int, of total: Int?, at now: Double) -> String? {
        shown.withLock { shown in
            if shown.line?.phase != phase || done < shown.line?.beganAt ?? 0 {
                shown.line = ProgressLine(phase: phase, began: now, beganAt: done)
            } else if now - shown.at < Self.lineSeconds {
                return nil
            }
            shown.at = now
            return shown.line?.text(done: done, of: total, at: now)
        }
    }
}
