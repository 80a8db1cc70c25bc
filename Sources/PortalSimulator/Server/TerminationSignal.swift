// SIGTERM and SIGINT as something a task can wait for.

import Dispatch
import Foundation

/// Catches SIGTERM and SIGINT from its making on; a signal that comes before `wait` is not lost.
struct TerminationSignal {
    private let arrivals: AsyncStream<Void>
    private let sources: [any DispatchSourceSignal]

    init() {
        let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self)
        self.arrivals = arrivals
        sources = [SIGTERM, SIGINT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { arrival.yield() }
            source.activate()
            return source
        }
    }

    /// Returns at the first signal.
    func wait() async {
        for await _ in arrivals { break }
        for source in sources { source.cancel() }
    }
}
