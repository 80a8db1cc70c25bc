// Everything of one history runs on one thread, task by task in the order in which they became ready. So the same seed
// gives the same history, interleavings included, and as many histories run side by side as there are cores.

import Foundation
import TestSupport

final class OneThread: TaskExecutor {
    private struct Work: Sendable {
        var jobs: [UnownedJob] = []
        var isDone = false
    }

    private let work = Guarded(Work())
    private let ready = DispatchSemaphore(value: 0)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        work.withLock { $0.jobs.append(job) }
        ready.signal()
    }

    private func serve() {
        while true {
            ready.wait()
            let (job, isDone) = work.withLock { work in
                (work.jobs.isEmpty ? nil : work.jobs.removeFirst(), work.isDone)
            }
            if let job {
                job.runSynchronously(on: asUnownedTaskExecutor())
            } else if isDone {
                return
            }
        }
    }

    /// Runs a body, and all it awaits, on a thread of its own.
    static func run<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let executor = OneThread()
        let thread = Thread { executor.serve() }
        thread.stackSize = 8 << 20
        thread.start()
        defer {
            executor.work.withLock { $0.isDone = true }
            executor.ready.signal()
        }
        return try await Task(executorPreference: executor) { try await body() }.value
    }
}
