// The text of failures is read by people at night, and its truth about arrival decides what is repeated.

import CCurl
import Testing

@testable import HTTPTransport

@Suite("The text of failures")
struct HTTPFailureTests {
    @Test("each kind says what happened and what became of the request")
    func descriptions() {
        let sentences: [HTTPFailure.Kind: String] = [
            .unreachable: "the server was not reached; nothing was sent: cause (curl 1)",
            .timedOut: "the server did not answer in time; the request may have arrived: cause (curl 1)",
            .broken: "the exchange broke off; the request may have arrived: cause (curl 1)",
            .tooLarge: "the answer is too large and was given up; the request may have arrived: cause (curl 1)",
            .refusedByUs: "the request was refused here; nothing was sent: cause (curl 1)",
            .cancelled: "the request was cancelled; the request may have arrived: cause (curl 1)",
            .closed: "the session is closed; the request may have arrived: cause (curl 1)",
        ]
        for kind in HTTPFailure.Kind.allCases {
            #expect(HTTPFailure(code: 1, text: "cause", kind: kind).description == sentences[kind])
        }
        let unsent = HTTPFailure(code: 42, text: "its task was cancelled", kind: .cancelled, mayHaveArrived: false)
        #expect(unsent.description == "the request was cancelled; nothing was sent: its task was cancelled (curl 42)")
    }

    @Test("what was written decides whether it may have arrived, not the code")
    func arrival() {
        let codes = [CURLE_COULDNT_CONNECT, CURLE_OPERATION_TIMEDOUT, CURLE_SSL_CONNECT_ERROR, CURLE_SEND_ERROR]
        for code in codes {
            let unsent = HTTPFailure.ofTransfer(code, words: "cause", wasSent: false)
            #expect(unsent.kind == .unreachable)
            #expect(!unsent.mayHaveArrived)
            let sent = HTTPFailure.ofTransfer(code, words: "cause", wasSent: true)
            #expect(sent.kind == (code == CURLE_OPERATION_TIMEDOUT ? .timedOut : .broken))
            #expect(sent.mayHaveArrived)
        }
    }

    @Test("a query in libcurl's words is cut out, wherever it stands")
    func wordsWithoutQuery() {
        #expect(HTTPFailure.words("cannot ask /a?q=1 or /b?q=1", without: "q=1") == "cannot ask /a?••• or /b?•••")
        #expect(HTTPFailure.words("?q=1", without: "q=1") == "?•••")
        #expect(HTTPFailure.words("Empty reply from server", without: "e") == "Empty reply from server")
        #expect(HTTPFailure.words("what?", without: "") == "what?")
        #expect(HTTPFailure.words("what?", without: nil) == "what?")
    }

    @Test("how long it took and how much had come are no part of the cause")
    func wordsWithoutDuration() {
        let words = [
            "Failed to connect to h port 443 after 12 ms: Couldn't connect to server",
            "Operation timed out after 15001 milliseconds with 0 bytes received",
            "Operation timed out after 15001 milliseconds with 12 out of 724 bytes received",
            "transfer closed with 724 bytes remaining to read", "end of response with 724 bytes missing",
        ]
        #expect(
            words.map { HTTPFailure.words($0, without: nil) } == [
                "Failed to connect to h port 443: Couldn't connect to server",
                "Operation timed out", "Operation timed out", "transfer closed", "end of response",
            ])
    }

    @Test("a failed call of libcurl names the call or the option")
    func failedCalls() {
        #expect(
            throws: HTTPFailure(
                code: 48, text: "CURLOPT_X: An unknown option was passed in to libcurl", kind: .unreachable)
        ) {
            try HTTPFailure.check(CURLE_UNKNOWN_OPTION, doing: "CURLOPT_X")
        }
        #expect(throws: HTTPFailure(code: 2, text: "curl_multi_poll: Out of memory", kind: .unreachable)) {
            try HTTPFailure.check(CURLM_OUT_OF_MEMORY, doing: "curl_multi_poll")
        }
    }
}

@Suite("What a session may be opened with")
struct HTTPTransportConfigurationTests {
    @Test("the defaults are the documented ones")
    func defaults() {
        let configuration = HTTPTransportConfiguration(userAgent: "a")
        #expect(configuration.connectionsMax == 8)
        #expect(!configuration.http2)
        #expect(configuration.connectTimeoutSeconds == 5)
        #expect(configuration.responseTimeoutSeconds == 15)
        #expect(configuration.responseBytesMax == 16_777_216)
        #expect(configuration.objection == nil)
    }

    @Test("a value out of bounds is refused with its name and its bounds")
    func outOfBounds() {
        let objections: [((inout HTTPTransportConfiguration) -> Void, String)] = [
            ({ $0.connectionsMax = 0 }, "connectionsMax is 0; it must be 1 to 1000"),
            ({ $0.connectTimeoutSeconds = 0 }, "connectTimeoutSeconds is 0; it must be 1 to 86400"),
            ({ $0.responseTimeoutSeconds = .max }, "responseTimeoutSeconds is \(Int.max); it must be 1 to 86400"),
            ({ $0.responseBytesMax = -1 }, "responseBytesMax is -1; it must be 1 to 1073741824"),
            ({ $0.userAgent = "a\r\nX: 1" }, "userAgent holds a character no header may hold"),
            ({ $0.proxy = "http://proxy.invalid/?hemmelig" }, "proxy must not have a query"),
        ]
        for (change, text) in objections {
            #expect(throws: HTTPFailure(code: 43, text: text, kind: .refusedByUs)) {
                try HTTPSession(configuration: roomy(change))
            }
        }
    }

    @Test(
        "a proxy of another form is refused and not repeated",
        arguments: ["", "proxy.invalid:3128", "socks5://proxy.invalid", "http://per:hemmelig@proxy.invalid:3128"])
    func proxies(proxy: String) {
        let text = "proxy is not of the form http://host:port or https://host:port, without user name and password"
        #expect(roomy { $0.proxy = proxy }.objection == text)
    }
}
