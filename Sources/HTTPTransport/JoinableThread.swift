// A thread that can be waited for to its very end. Foundation's Thread cannot: its work is done a moment before the
// thread is. In that moment OpenSSL frees what it keeps for the thread, and a process that exits just then frees the
// same memory a second time. Hence a session is closed only when its thread has been joined.

import CCurl
import Glibc

/// One POSIX thread. Joined at most once; detached if nobody has joined it when this object goes.
final class JoinableThread: Sendable {
    /// What the thread is to do, as one reference for the C interface to carry.
    private final class Work: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) {
            self.body = body
        }
    }

    private let running: LockBox<pthread_t?>

    /// Starts a thread that does this and ends.
    init(_ body: @escaping @Sendable () -> Void) throws(HTTPFailure) {
        // One reference for the thread, which gives it back at its start, or for this function if there is no thread.
        let work = Unmanaged.passRetained(Work(body))
        var thread = pthread_t()
        let error = pthread_create(
            &thread, nil,
            { context in
                if let context { Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body() }
                return nil
            }, work.toOpaque())
        guard error == 0 else {
            work.release()
            let code = Int32(CURLE_FAILED_INIT.rawValue)
            throw HTTPFailure(code: code, text: "pthread_create: error \(error)", kind: .unreachable)
        }
        running = LockBox(thread)
    }

    deinit {
        // Fails only for what is no thread, or is joined already.
        running.withLock { if let thread = $0 { _ = pthread_detach(thread) } }
    }

    /// Waits until the thread is no more; for a thread known to be at its end. Others who call meanwhile wait too.
    func join() {
        running.withLock { thread in
            // Fails only for what is no thread, is joined already, or is the caller itself.
            if let ending = thread { _ = pthread_join(ending, nil) }
            thread = nil
        }
    }
}
