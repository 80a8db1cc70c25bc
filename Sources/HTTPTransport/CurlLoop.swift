// The one thread that owns libcurl. It takes what lies in the mailbox, begins as many requests as there may be under
// way, lets libcurl work, answers the senders of those that ended, and waits. Nothing here blocks but that wait.

import CCurl
import Glibc

/// The thread's own state: everything that touches libcurl. Not Sendable on purpose.
final class CurlLoop {
    /// A request under way and the handle that carries it. Holding it here is what keeps the handle's owner alive
    /// from `add` to `remove`.
    private struct Exchange {
        let submission: Submission
        let transfer: CurlTransfer
        let offersHTTP2: Bool
    }

    private let configuration: HTTPTransportConfiguration
    private let mailbox: Mailbox
    private var multi: CurlMulti?
    private var idle: [CurlTransfer]
    private var waiting: [Submission] = []
    private var underWay: [CurlEasyPointer: Exchange] = [:]
    private var http2: [String: HTTP2Trust] = [:]
    private let trouble: LockBox<HTTP2Trouble>

    init(
        _ configuration: HTTPTransportConfiguration, mailbox: Mailbox, multi: CurlMulti, first: CurlTransfer,
        trouble: LockBox<HTTP2Trouble>
    ) {
        self.configuration = configuration
        self.mailbox = mailbox
        self.multi = multi
        self.trouble = trouble
        idle = [first]
    }

    /// Runs until the mailbox is closed or libcurl fails as a whole; then every request has been answered.
    func run() {
        blockBrokenPipeSignal()
        do throws(HTTPFailure) {
            while let multi, takeMail() {
                beginWaiting(multi)
                try multi.perform()
                if !settleFinished(multi) { try multi.wait(isIdle: underWay.isEmpty && waiting.isEmpty) }
            }
            end(because: nil)
        } catch {
            end(because: "libcurl gave up: \(error.text)")
        }
    }

    /// libcurl before 7.87 lets OpenSSL write to a connection that the server has closed; the signal that follows
    /// would end the process. Blocked on this thread, it is the write's EPIPE alone.
    private func blockBrokenPipeSignal() {
        var signals = sigset_t()
        guard sigemptyset(&signals) == 0, sigaddset(&signals, SIGPIPE) == 0 else { return }
        _ = pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// False when the session is to end.
    private func takeMail() -> Bool {
        let delivery = mailbox.takeDelivery()
        waiting.append(contentsOf: delivery.arrivals)
        for ticket in delivery.cancelled { giveUp(ticket) }
        return !delivery.isClosing
    }

    /// Fills the free places, first come, first served.
    private func beginWaiting(_ multi: CurlMulti) {
        let places = min(configuration.connectionsMax - underWay.count, waiting.count)
        guard places > 0 else { return }
        for submission in waiting.prefix(places) { begin(submission, multi) }
        waiting.removeFirst(places)
    }

    private func begin(_ submission: Submission, _ multi: CurlMulti) {
        do throws(HTTPFailure) {
            let transfer = if let pooled = idle.popLast() { pooled } else { try CurlTransfer() }
            let offersHTTP2 = configuration.http2 && http2[submission.request.address.server]?.isLost != true
            try transfer.prepare(submission.request, configuration, http2: offersHTTP2)
            try multi.add(transfer)
            underWay[transfer.pointer] = Exchange(
                submission: submission, transfer: transfer, offersHTTP2: offersHTTP2)
        } catch {
            mailbox.settle(submission, .failure(error))
        }
    }

    /// Answers the senders of the transfers that have ended; false if there was none.
    private func settleFinished(_ multi: CurlMulti) -> Bool {
        var hasSettled = false
        while let (pointer, code) = multi.nextFinished() {
            hasSettled = true
            guard let exchange = underWay[pointer] else { continue }
            let result = exchange.transfer.result(code)
            if exchange.offersHTTP2, HTTPFailure.isBrokenStream(code) { note(exchange) }
            retire(pointer)
            mailbox.settle(exchange.submission, result)
        }
        return hasSettled
    }

    /// A stream broke, or a connection with streams on it.
    private func note(_ exchange: Exchange) {
        var trust = http2[exchange.submission.request.address.server] ?? HTTP2Trust()
        trust.streamBroke(at: Self.monotonicNanoseconds())
        http2[exchange.submission.request.address.server] = trust
        let isLost = trust.isLost
        trouble.withLock {
            $0.brokenStreams += 1
            if isLost { $0.hasFallenBack = true }
        }
    }

    private static func monotonicNanoseconds() -> UInt64 {
        var time = timespec()
        // Its only failure is a clock that is none, and this one is.
        _ = clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// Ends a request whose task was cancelled, whether it waits, is under way, or has been answered already.
    private func giveUp(_ ticket: Ticket) {
        if let index = waiting.firstIndex(where: { $0.ticket == ticket }) {
            mailbox.settle(waiting.remove(at: index), .failure(.cancelled(mayHaveArrived: false)))
        } else if let (pointer, exchange) = underWay.first(where: { $0.value.submission.ticket == ticket }) {
            let wasSent = exchange.transfer.wasSent
            retire(pointer)
            mailbox.settle(exchange.submission, .failure(.cancelled(mayHaveArrived: wasSent)))
        }
    }

    /// Takes a handle out of the multi handle, and back into the pool if libcurl let go of it.
    private func retire(_ pointer: CurlEasyPointer) {
        guard let exchange = underWay.removeValue(forKey: pointer) else { return }
        guard multi?.remove(exchange.transfer) == true else { return }
        exchange.transfer.forget()
        idle.append(exchange.transfer)
    }

    /// Answers everyone with `.closed`, frees the easy handles, then the multi handle, then lets the closers go.
    private func end(because ending: String?) {
        waiting.append(contentsOf: mailbox.seal(because: ending))
        let text = mailbox.ending
        for (pointer, exchange) in underWay {
            let wasSent = exchange.transfer.wasSent
            retire(pointer)
            mailbox.settle(exchange.submission, .failure(.closed(because: text, mayHaveArrived: wasSent)))
        }
        for submission in waiting {
            mailbox.settle(submission, .failure(.closed(because: text, mayHaveArrived: false)))
        }
        waiting = []
        idle = []
        multi = nil
        mailbox.end()
    }
}
