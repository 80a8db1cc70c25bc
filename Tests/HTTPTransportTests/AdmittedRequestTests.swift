// The gate: which addresses and headers may leave this machine.

import Testing

@testable import HTTPTransport

@Suite("What may be sent")
struct AdmittedRequestTests {
    @Test(
        "https to anywhere, http to loopback",
        arguments: [
            "https://api.portal.invalid/a", "http://127.0.0.1/", "http://127.255.3.9:8080/a?b=c", "http://[::1]:80/",
            "http://localhost/", "http://LocalHost:1/", "HTTP://127.0.0.1/", "http://127.1/", "http://0x7f000001/",
        ])
    func admitted(url: String) throws {
        _ = try AdmittedRequest.admit(HTTPRequest(method: .get, url: url)).get()
    }

    @Test(
        "http to anything that only looks like loopback is refused",
        arguments: [
            "http://portal.invalid/", "http://127.0.0.1.portal.invalid/", "http://127.evil.a.b/", "http://128.0.0.1/",
            "http://localhost.portal.invalid/", "http://localhost./", "http://10.0.0.1/", "http://[::2]/", "http://0/",
            "http://127.0.0.1.5/",
            "http://[::ffff:127.0.0.1]/", "http://portal.invalid/?http://127.0.0.1/",
            "http://portal.invalid#@127.0.0.1",
        ])
    func plainTextElsewhere(url: String) {
        let text = "plain http:// is for loopback addresses only; write https:// for any other host"
        #expect(refusal(HTTPRequest(method: .get, url: url)) == HTTPFailure(code: 1, text: text, kind: .refusedByUs))
    }

    @Test(
        "a URL that cannot be asked is refused, and not repeated",
        arguments: [
            ("ftp://127.0.0.1/", "the URL's scheme is neither https nor http"),
            ("file:///etc/hostname", "the URL's scheme is neither https nor http"),
            ("https://a b/", "the URL holds a blank or a control character"),
            ("https://portal.invalid/\r\nX: 1", "the URL holds a blank or a control character"),
            ("https://portal.invalid\0.x/", "the URL holds a blank or a control character"),
            (
                "https://per:hemmelig@portal.invalid/",
                "the URL holds a user name or a password; they belong in a header"
            ),
            ("http://127.0.0.1@portal.invalid/", "the URL holds a user name or a password; they belong in a header"),
        ])
    func unaskable(url: String, text: String) throws {
        let failure = try #require(refusal(HTTPRequest(method: .get, url: url)))
        #expect(failure.text == text)
        #expect(failure.kind == .refusedByUs)
        #expect(!failure.mayHaveArrived)
    }

    @Test("what libcurl's parser cannot read is refused in its words", arguments: ["", "portal.invalid/a", "https://"])
    func unreadable(url: String) throws {
        let failure = try #require(refusal(HTTPRequest(method: .get, url: url)))
        #expect(failure.code == 3)
        #expect(failure.text.hasPrefix("the URL cannot be read: "))
    }

    @Test(
        "headers that would change the message's frame are refused by their number",
        arguments: [
            (HTTPHeader(name: "X", value: "a\r\nY: b"), "holds a character no header may hold (RFC 9110 §5.5)"),
            (HTTPHeader(name: "X", value: "a\0"), "holds a character no header may hold (RFC 9110 §5.5)"),
            (HTTPHeader(name: "X Y", value: "a"), "holds a character no header may hold (RFC 9110 §5.5)"),
            (HTTPHeader(name: "X:", value: "a"), "holds a character no header may hold (RFC 9110 §5.5)"),
            (HTTPHeader(name: "", value: "a"), "holds a character no header may hold (RFC 9110 §5.5)"),
            (HTTPHeader(name: "content-length", value: "1"), "is one that only the transport may set"),
            (HTTPHeader(name: "Transfer-Encoding", value: "chunked"), "is one that only the transport may set"),
        ])
    func headers(header: HTTPHeader, text: String) throws {
        let headers = [HTTPHeader(name: "Accept", value: "application/json"), header]
        let failure = try #require(refusal(HTTPRequest(method: .put, url: "https://portal.invalid/", headers: headers)))
        #expect(failure.text == "request header number 2 " + text)
        #expect(failure.code == 43)
    }

    @Test("a GET with a body is refused")
    func bodyOfGet() {
        let failure = refusal(HTTPRequest(method: .get, url: "https://portal.invalid/", body: [1]))
        #expect(failure?.text == "a GET request has no body (RFC 9110 §9.3.1)")
    }

    @Test("requests, headers and answers print no content")
    func printing() {
        let header = HTTPHeader(name: "Authorization", value: "hemmelig")
        let url = "https://portal.invalid/hemmelig"
        #expect("\(header)" == "Authorization: •••")
        #expect("\(HTTPRequest(method: .put, url: url, headers: [header], body: [1]))" == "PUT, 1 headers, 1 bytes")
        #expect("\(HTTPResponse(status: 200, headers: [header], body: [1]))" == "status 200, 1 headers, 1 bytes")
    }

    private func refusal(_ request: HTTPRequest) -> HTTPFailure? {
        switch AdmittedRequest.admit(request) {
        case .success: nil
        case .failure(let failure): failure
        }
    }
}
