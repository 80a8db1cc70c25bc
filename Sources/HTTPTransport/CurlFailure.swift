// libcurl's result codes in our terms. The decision that matters, whether a request may have arrived, is taken from
// the number of request bytes libcurl wrote, not from the code: code 7 (could not connect) can follow a request that
// was sent on a kept connection, died there, and was on its way again on a new one.

import CCurl

extension HTTPFailure {
    /// A transfer that libcurl ended.
    /// - Parameters:
    ///   - words: libcurl's message, or the name of the code where there is none.
    ///   - wasSent: whether any byte of the request was written, on this connection or one before.
    static func ofTransfer(_ code: CURLcode, words: String, wasSent: Bool) -> HTTPFailure {
        let sentKind: Kind = code == CURLE_OPERATION_TIMEDOUT ? .timedOut : .broken
        return HTTPFailure(code: Int32(code.rawValue), text: words, kind: wasSent ? sentKind : .unreachable)
    }

    /// How libcurl ends a request over HTTP/2 whose stream was reset, or whose connection was closed over it (GOAWAY).
    static func isBrokenStream(_ code: CURLcode) -> Bool {
        [CURLE_HTTP2, CURLE_HTTP2_STREAM, CURLE_SEND_ERROR, CURLE_RECV_ERROR].contains(code)
    }

    /// libcurl's words with the URL's query cut out. Version 7.88 puts none into its messages; this holds whatever a
    /// later one does.
    ///
    /// How long it took and how many bytes had come go too: another number each time would make one cause look like many, and
    /// be told each time.
    static func words(_ words: String, without query: String?) -> String {
        let words = words.replacing(#/ after [0-9]+ (ms|milliseconds)/#, with: "")
            .replacing(#/ with (-?[0-9]+ out of )?-?[0-9]+ bytes (remaining to read|missing|received)/#, with: "")
        guard let query, !query.isEmpty else { return words }
        return words.split(separator: "?" + query, omittingEmptySubsequences: false).joined(separator: "?•••")
    }

    /// An answer that the transport gave up because it passed a limit.
    static func tooLarge(_ excess: String) -> HTTPFailure {
        HTTPFailure(code: Int32(CURLE_FILESIZE_EXCEEDED.rawValue), text: excess, kind: .tooLarge)
    }

    /// A request whose task was cancelled.
    static func cancelled(mayHaveArrived: Bool) -> HTTPFailure {
        let code = Int32(CURLE_ABORTED_BY_CALLBACK.rawValue)
        let text = "its task was cancelled"
        return HTTPFailure(code: code, text: text, kind: .cancelled, mayHaveArrived: mayHaveArrived)
    }

    /// A request to a session that has ended, or that ended meanwhile.
    static func closed(because ending: String, mayHaveArrived: Bool) -> HTTPFailure {
        let code = Int32(CURLE_ABORTED_BY_CALLBACK.rawValue)
        return HTTPFailure(code: code, text: ending, kind: .closed, mayHaveArrived: mayHaveArrived)
    }

    /// libcurl had no memory for what it was told, before anything was sent.
    static func noMemory(doing: String) -> HTTPFailure {
        HTTPFailure(code: Int32(CURLE_OUT_OF_MEMORY.rawValue), text: "\(doing): no memory", kind: .unreachable)
    }

    /// Throws unless libcurl did what it was told before anything was sent; the text names what that was.
    static func check(_ code: CURLcode, doing: String) throws(HTTPFailure) {
        guard code != CURLE_OK else { return }
        let text = "\(doing): \(String(cString: curl_easy_strerror(code)))"
        throw HTTPFailure(code: Int32(code.rawValue), text: text, kind: .unreachable)
    }

    /// The same for the multi interface, whose codes are a series of their own.
    static func check(_ code: CURLMcode, doing: String) throws(HTTPFailure) {
        guard code != CURLM_OK else { return }
        let text = "\(doing): \(String(cString: curl_multi_strerror(code)))"
        throw HTTPFailure(code: Int32(CURLE_FAILED_INIT.rawValue), text: text, kind: .unreachable)
    }
}
