// Nothing of a rehearsal outlives it: its folder and its portal are let go whether it ends by itself, by Ctrl-C, by SIGTERM
// by a closed terminal, or because nobody reads what it says.

import Foundation
import HTTPTransport

final class ReplayEnd: Sendable {
    private struct State {
        var folder: ReplayFolder?
        var portal: ReplayPortal?
        /// With which code a signal ends it.
        var code = ExitCode.windowClosed
        var isSignalled = false
    }

    private let state = LockBox(State())

    /// Listens for as long as the result is held.
    func listen() -> [any DispatchSourceSignal] {
        [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE].map { number in
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { [self] in
                state.withLock { $0.isSignalled = true }
                letGo()
                // At once: what a program usually does at its end leaves the night time to make the folder anew.
                _exit(state.withLock { $0.code.rawValue })
            }
            source.resume()
            return source
        }
    }

    func isToRemove(_ folder: ReplayFolder) { state.withLock { $0.folder = folder } }
    func isToEnd(_ portal: ReplayPortal) { state.withLock { $0.portal = portal } }

    /// From here on a signal is how it is meant to end.
    func isDone(_ code: ExitCode) { state.withLock { $0.code = code } }

    /// Does not return once a signal is ending the program: what fails because its folder is gone already is nobody's news, and
    /// the code is the signal's.
    func yieldToSignal() async throws {
        while state.withLock({ $0.isSignalled }) { try await Task.sleep(for: .seconds(3_600)) }
    }

    func letGo() {
        let (folder, portal) = state.withLock { ($0.folder, $0.portal) }
        portal?.end()
        folder?.remove()
    }
}
