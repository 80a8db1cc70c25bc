// What each documented answer means for the item it is about.

import HTTPTransport
import Testing

@testable import PortalClient

@Suite struct AnswersTests {
    private static let resource = #"{"resourceType":"Appointment","id":"x"}"#

    private static func outcome(_ code: String) -> String {
        #"{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"invalid","details":{"coding":[{"code":"\#(code)"}]}}]}"#
    }

    private static let page = "<html>maintenance</html>"
    private static func unknown(_ reason: String, _ retryAfter: Int? = nil) -> PortalVerdict {
        .unknown(reason: reason, retryAfterSeconds: retryAfter)
    }

    private struct Row: Sendable {
        var status: Int
        var body: String
        var headers: [String: String] = [:]
        var verdict: PortalVerdict
    }

    private static let json = ["Content-Type": "application/json"]
    private static let html = ["Content-Type": "text/html; charset=utf-8"]

    private static let table: [Row] = [
        Row(status: 200, body: resource, verdict: .accepted(status: 200)),
        Row(status: 201, body: resource, headers: json, verdict: .accepted(status: 201)),
        Row(
            status: 201, body: resource, headers: ["content-type": "Application/FHIR+JSON ; charset=utf-8"],
            verdict: .accepted(status: 201)),
        Row(status: 200, body: page, verdict: unknown("answered 200 without Appointment")),
        Row(status: 200, body: page, headers: html, verdict: unknown("answered 200 as text/html")),
        Row(status: 201, body: resource, headers: html, verdict: unknown("answered 201 as text/html")),
        Row(
            status: 200, body: resource, headers: ["Content-Type": "x/01824049986"],
            verdict: unknown("answered 200 as something other than JSON")),
        Row(
            status: 200, body: resource, headers: ["Content-Type": ""],
            verdict: unknown("answered 200 as something other than JSON")),
        Row(status: 200, body: "", headers: json, verdict: unknown("answered 200 with an empty body")),
        Row(status: 201, body: "", verdict: unknown("answered 201 with an empty body")),
        Row(status: 201, body: String(resource.dropLast(9)), verdict: unknown("answered 201 without Appointment")),
        Row(status: 201, body: #"{"resourceType":"Bundle"}"#, verdict: unknown("answered 201 without Appointment")),
        Row(status: 200, body: outcome("2109"), verdict: unknown("answered 200 without Appointment")),
        Row(status: 204, body: "", verdict: unknown("answered 204")),
        Row(status: 302, body: "", verdict: unknown("answered 302")),
        Row(status: 400, body: outcome("2118"), verdict: .notActive),
        Row(status: 400, body: outcome("2109"), verdict: .refused(code: "2109")),
        Row(status: 400, body: "not JSON", verdict: .refused(code: "http-400")),
        Row(status: 400, body: page, headers: html, verdict: .refused(code: "http-400")),
        Row(status: 401, body: outcome("EHSEC-110002"), verdict: .unauthorised(status: 401, code: "EHSEC-110002")),
        Row(status: 401, body: "", verdict: .unauthorised(status: 401)),
        Row(status: 403, body: "", verdict: .unauthorised(status: 403)),
        Row(status: 404, body: page, headers: html, verdict: .notServed(status: 404)),
        Row(status: 404, body: outcome("2147"), verdict: .refused(code: "2147")),
        Row(status: 405, body: "", verdict: .notServed(status: 405)),
        Row(status: 408, body: "", verdict: unknown("answered 408")),
        Row(status: 409, body: outcome("version"), verdict: .refused(code: "version")),
        Row(status: 409, body: "", verdict: .refused(code: "http-409")),
        Row(status: 410, body: "", verdict: .notServed(status: 410)),
        Row(status: 413, body: "", verdict: .refused(code: "http-413")),
        Row(status: 413, body: outcome("body-too-long"), verdict: .refused(code: "body-too-long")),
        Row(status: 415, body: "", verdict: .notServed(status: 415)),
        Row(status: 422, body: outcome("1112"), verdict: .refused(code: "1112")),
        Row(status: 429, body: "", headers: ["Retry-After": "7"], verdict: .tooMany(retryAfterSeconds: 7)),
        Row(status: 429, body: "", headers: ["Retry-After": "-7"], verdict: .tooMany(retryAfterSeconds: 0)),
        Row(
            status: 429, body: "",
            headers: ["Retry-After": "Sun, 06 Nov 1994 08:50:37 GMT", "Date": "Sun, 06 Nov 1994 08:49:37 GMT"],
            verdict: .tooMany(retryAfterSeconds: 60)),
        Row(
            status: 429, body: "",
            headers: ["Retry-After": "Sun, 06 Nov 1994 08:48:37 GMT", "Date": "Sun, 06 Nov 1994 08:49:37 GMT"],
            verdict: .tooMany(retryAfterSeconds: 0)),
        Row(
            status: 429, body: "", headers: ["Retry-After": "Sun, 06 Nov 1994 08:50:37 GMT"],
            verdict: .tooMany(retryAfterSeconds: nil)),
        Row(status: 429, body: "", headers: ["Retry-After": "soon"], verdict: .tooMany(retryAfterSeconds: nil)),
        Row(status: 429, body: page, headers: html, verdict: .tooMany(retryAfterSeconds: nil)),
        Row(status: 500, body: "", verdict: unknown("answered 500")),
        Row(status: 502, body: page, headers: html, verdict: unknown("answered 502")),
        Row(status: 503, body: "", headers: ["Retry-After": " 3 "], verdict: unknown("answered 503", 3)),
        Row(status: 504, body: outcome("fault"), verdict: unknown("answered 504")),
    ]

    private func verdict(_ status: Int, _ body: String, _ headers: [String: String] = [:]) -> PortalVerdict {
        Answers.verdict(
            of: HTTPResponse(
                status: status, headers: headers.map { HTTPHeader(name: $0.key, value: $0.value) },
                body: Array(body.utf8)), expecting: "Appointment")
    }

    @Test(arguments: table.indices)
    func meaning(_ index: Int) {
        let row = Self.table[index]
        #expect(verdict(row.status, row.body, row.headers) == row.verdict)
    }

    /// What one entry of a batch is answered with.
    @Test func entries() {
        #expect(Answers.verdict(status: 429, code: nil) == .tooMany(retryAfterSeconds: nil))
        #expect(Answers.verdict(status: 408, code: nil) == .unknown(reason: "answered 408", retryAfterSeconds: nil))
        #expect(Answers.verdict(status: 404, code: "offer-unknown") == .refused(code: "offer-unknown"))
        #expect(Answers.verdict(status: 404, code: nil) == .refused(code: "http-404"))
        #expect(Answers.verdict(status: 403, code: nil) == .refused(code: "http-403"))
        #expect(Answers.verdict(status: 400, code: "2118") == .notActive)
        #expect(Answers.verdict(status: 302, code: nil) == .unknown(reason: "answered 302", retryAfterSeconds: nil))
    }

    @Test func noWarningRefuses() {
        let body = """
            {"resourceType":"OperationOutcome","issue":[
             {"severity":"warning","code":"invalid","details":{"coding":[{"code":"1112"}]}},
             {"severity":"error","code":"invalid","details":{"coding":[{"code":"2109"}]}}]}
            """
        #expect(verdict(400, body) == .refused(code: "2109"))
        #expect(verdict(400, body.replacing("error", with: "information")) == .refused(code: "1112"))
    }

    @Test func notBeingActiveExplainsEveryOtherComplaint() {
        let body = """
            {"resourceType":"OperationOutcome","issue":[{"code":"invalid","details":{"coding":[{"code":"1112"}]}},
             {"code":"invalid","details":{"coding":[{"code":"2118"}]}}]}
            """
        #expect(verdict(400, body) == .notActive)
    }

    @Test(arguments: ["a sentence about somebody", "17912099997", String(repeating: "x", count: 41), "æ"])
    func aCodeThatIsNoCodeDoesNotReachTheLog(_ code: String) {
        #expect(verdict(400, Self.outcome(code)) == .refused(code: "http-400"))
    }
}
