// The book of requests under a lock, and the bell that wakes the thread that owns libcurl. Every task reaches that
// thread through here and in no other way.

/// How a request ends, exactly once.
typealias HTTPResult = Result<HTTPResponse, HTTPFailure>

/// A request on its way to the thread, with the sender to answer.
struct Submission: Sendable {
    let ticket: Ticket
    let request: AdmittedRequest
    let sender: CheckedContinuation<HTTPResult, Never>
}

/// What senders, closers and the owning thread share.
final class Mailbox: Sendable {
    private struct Contents: Sendable {
        var book = RequestBook<Submission>()
        /// Nil once the thread has taken the multi handle away: ringing it then would touch freed memory.
        var bell: CurlBell?
        var closers: [CheckedContinuation<Void, Never>] = []
        var hasEnded = false
        /// Why the session is closed, for those who come later.
        var ending = "it was closed by its owner"
    }

    private let contents: LockBox<Contents>

    init(bell: CurlBell) {
        contents = LockBox(Contents(bell: bell))
    }

    /// How many requests are announced and not settled.
    var unsettledCount: Int { contents.withLock { $0.book.unsettledCount } }

    /// Announces a request that `submit` will hand over.
    func announce() -> Ticket {
        contents.withLock { $0.book.announce() }
    }

    /// Hands a request over; a sender that came too late, or was cancelled already, is answered at once.
    func submit(_ submission: Submission) {
        let refusal: HTTPFailure? = contents.withLock { contents in
            switch contents.book.submit(submission, as: submission.ticket) {
            case .accepted:
                contents.bell?.ring()
                return nil
            case .cancelled:
                return .cancelled(mayHaveArrived: false)
            case .closed:
                return .closed(because: contents.ending, mayHaveArrived: false)
            }
        }
        if let refusal { submission.sender.resume(returning: .failure(refusal)) }
    }

    /// Gives a request up, wherever it is by now.
    func cancel(_ ticket: Ticket) {
        contents.withLock { if $0.book.cancel(ticket) { $0.bell?.ring() } }
    }

    /// Begins the end and returns at once.
    func close() {
        contents.withLock { if $0.book.close() { $0.bell?.ring() } }
    }

    /// Begins the end and returns when the thread has let go of everything.
    func closed() async {
        close()
        await withCheckedContinuation { closer in
            let hasEnded = contents.withLock { contents in
                if !contents.hasEnded { contents.closers.append(closer) }
                return contents.hasEnded
            }
            if hasEnded { closer.resume() }
        }
    }
}

// What the owning thread calls.
extension Mailbox {
    /// What has come in since the last call.
    func takeDelivery() -> RequestBook<Submission>.Delivery {
        contents.withLock { $0.book.takeDelivery() }
    }

    /// Answers a sender.
    func settle(_ submission: Submission, _ result: HTTPResult) {
        contents.withLock { $0.book.settle(submission.ticket) }
        submission.sender.resume(returning: result)
    }

    /// Accepts nothing any more, takes the bell away and returns what was still lying here.
    func seal(because ending: String?) -> [Submission] {
        contents.withLock { contents in
            _ = contents.book.close()
            contents.bell = nil
            if let ending { contents.ending = ending }
            return contents.book.takeDelivery().arrivals
        }
    }

    /// Tells those who wait in `closed()` that nothing is left.
    func end() {
        let closers = contents.withLock { contents in
            contents.hasEnded = true
            defer { contents.closers = [] }
            return contents.closers
        }
        for closer in closers { closer.resume() }
    }

    /// Why the session is closed.
    var ending: String { contents.withLock { $0.ending } }
}
