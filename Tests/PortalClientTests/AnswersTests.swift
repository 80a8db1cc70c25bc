// What each documented answer means for the item it is about.

import Testing

@testable import PortalClient

@Suite struct AnswersTests {
    private static let resource = #"{"resourceType":"Appointment","id":"x"}"#

    private static func outcome(_ code: String) -> String {
        #"{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"invalid","details":{"coding":[{"code":"\#(code)"}]}}]}"#
    }

    static let table: [(status: Int, body: String, retryAfter: String?, verdict: PortalVerdict)] = [
        (200, resource, nil, .accepted(status: 200)),
        (201, resource, nil, .accepted(status: 201)),
        (
            200, "<html>maintenance</html>", nil,
            .unknown(reason: "answered 200 without Appointment", retryAfterSeconds: nil)
        ),
        (200, "", nil, .unknown(reason: "answered 200 without Appointment", retryAfterSeconds: nil)),
        (
            201, #"{"resourceType":"Bundle"}"#, nil,
            .unknown(reason: "answered 201 without Appointment", retryAfterSeconds: nil)
        ),
        (204, "", nil, .unknown(reason: "answered 204", retryAfterSeconds: nil)),
        (302, "", nil, .unknown(reason: "answered 302", retryAfterSeconds: nil)),
        (400, outcome("2118"), nil, .notActive),
        (400, outcome("2109"), nil, .refused(code: "2109")),
        (400, "not JSON", nil, .refused(code: "http-400")),
        (401, outcome("EHSEC-110002"), nil, .unauthorised(status: 401, code: "EHSEC-110002")),
        (403, "", nil, .unauthorised(status: 403)),
        (404, "", nil, .refused(code: "http-404")),
        (408, "", nil, .unknown(reason: "answered 408", retryAfterSeconds: nil)),
        (409, outcome("version"), nil, .refused(code: "version")),
        (413, "", nil, .refused(code: "http-413")),
        (429, "", "7", .tooMany(retryAfterSeconds: 7)),
        (429, "", nil, .tooMany(retryAfterSeconds: nil)),
        (500, "", nil, .unknown(reason: "answered 500", retryAfterSeconds: nil)),
        (503, "", " 3 ", .unknown(reason: "answered 503", retryAfterSeconds: 3)),
    ]

    @Test(arguments: table.indices)
    func meaning(_ index: Int) {
        let row = Self.table[index]
        let verdict = Answers.verdict(
            status: row.status, retryAfter: row.retryAfter, body: Array(row.body.utf8),
            expecting: "Appointment")
        #expect(verdict == row.verdict)
    }

    @Test func notBeingActiveExplainsEveryOtherComplaint() {
        let body = """
            {"resourceType":"OperationOutcome","issue":[{"code":"invalid","details":{"coding":[{"code":"1112"}]}},
             {"code":"invalid","details":{"coding":[{"code":"2118"}]}}]}
            """
        let verdict = Answers.verdict(
            status: 400, retryAfter: nil, body: Array(body.utf8), expecting: "Appointment")
        #expect(verdict == .notActive)
    }

    @Test(arguments: ["a sentence about somebody", "17912099997", String(repeating: "x", count: 41), "æ"])
    func aCodeThatIsNoCodeDoesNotReachTheLog(_ code: String) {
        let verdict = Answers.verdict(
            status: 400, retryAfter: nil, body: Array(Self.outcome(code).utf8),
            expecting: "Appointment")
        #expect(verdict == .refused(code: "http-400"))
    }
}
