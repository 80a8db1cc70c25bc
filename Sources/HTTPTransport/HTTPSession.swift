// The way in: one value per destination that sends requests from any task. Nothing is decided here and nothing is
// repeated here; a failure says whether the request may have arrived, and what follows from that is decided above.

import CCurl

/// A pool of connections with one thread of its own.
///
/// Requests may be sent from any number of tasks; `connectionsMax` of them are under way at once. A request is sent
/// once, with one exception: when a connection kept from an earlier request turns out to be closed before any byte of
/// the answer, libcurl sends a GET or PUT again on a new one, both of which a server must stand (RFC 9110 §9.2.2). A
/// POST is always sent on a new connection and never twice.
public final class HTTPSession: Sendable {
    /// The libraries in use, as they name themselves: `libcurl/7.88.1 OpenSSL/3.0.22 …`.
    public static let librariesInUse = String(cString: curl_version())

    /// libcurl's own start, once in the process; a `static let` so that no two threads do it at a time.
    private static let start: CURLcode = curl_global_init(ccurl_global_default)

    private let mailbox: Mailbox
    private let thread: JoinableThread
    private let trouble = LockBox(HTTP2Trouble())

    /// Opens a session and starts its thread; nothing is sent.
    /// - Throws: `.refusedByUs` for a configuration out of bounds, naming the value; `.unreachable` with the option's
    ///   name when the installed libcurl lacks one.
    public init(configuration: HTTPTransportConfiguration) throws(HTTPFailure) {
        if let objection = configuration.objection {
            let code = Int32(CURLE_BAD_FUNCTION_ARGUMENT.rawValue)
            throw HTTPFailure(code: code, text: objection, kind: .refusedByUs)
        }
        try HTTPFailure.check(Self.start, doing: "curl_global_init")
        let multi = try CurlMulti(connectionsMax: configuration.connectionsMax)
        let first = try CurlTransfer()
        // A trial, so that an option the library lacks is known before the first request is due.
        let trial = AdmittedRequest.admit(HTTPRequest(method: .put, url: "https://localhost/"))
        try first.prepare(try trial.get(), configuration, http2: configuration.http2)
        first.forget()
        mailbox = Mailbox(bell: multi.bell)
        // Safe to capture: made here, never touched here again, and starting a thread orders all that went before.
        nonisolated(unsafe) let loop = CurlLoop(
            configuration, mailbox: mailbox, multi: multi, first: first, trouble: trouble)
        thread = try JoinableThread { loop.run() }
    }

    /// What HTTP/2 has cost so far.
    public var http2Trouble: HTTP2Trouble { trouble.withLock { $0 } }

    /// How many requests have been announced and not yet answered.
    var unsettledCount: Int { mailbox.unsettledCount }

    deinit {
        mailbox.close()
    }

    /// Sends a request and returns its whole answer, whatever the status.
    ///
    /// A cancelled task gets `.cancelled` once the request is off the wire and its connection closed.
    /// - Throws: `HTTPFailure`; see its kinds.
    public func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        let admitted = try AdmittedRequest.admit(request).get()
        let ticket = mailbox.announce()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { sender in
                mailbox.submit(Submission(ticket: ticket, request: admitted, sender: sender))
            }
        } onCancel: {
            mailbox.cancel(ticket)
        }
        return try result.get()
    }

    /// Ends the session: requests under way fail as `.closed`, later ones too, and its connections are closed.
    /// Returns when its thread is no more; may be called more than once, and from any task. A session that is let go
    /// of without this ends by itself soon after, but not in time for a process about to exit.
    public func close() async {
        await mailbox.closed()
        thread.join()
    }
}
