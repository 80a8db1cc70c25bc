// What the admin port may be told; its refusals word for word.

import Testing

@testable import PortalSimulator

@Suite struct AdminBodyTests {
    private func refusal(_ read: () throws -> Void) -> String? {
        do {
            try read()
            return nil
        } catch {
            return (error as? AdminRefusal)?.text
        }
    }

    @Test func readsAFault() throws {
        let body = """
            [{"method":"PUT","path":"/timeavtaler/","kind":"status","status":503,"retryAfter":2,"milliseconds":0,
              "share":0.2,"count":50,"seed":7},{"kind":"accept-and-forget"}]
            """
        let expected = [
            Fault(
                method: "PUT", path: "/timeavtaler/", kind: .status, status: 503, retryAfter: 2, share: 0.2,
                count: 50, seed: 7),
            Fault(kind: .acceptAndForget),
        ]
        #expect(try AdminBody.faults(Array(body.utf8)) == expected)
    }

    @Test(arguments: Fault.Kind.allCases)
    func readsEveryKind(kind: Fault.Kind) throws {
        #expect(try AdminBody.faults(Array(#"[{"kind":"\#(kind.rawValue)"}]"#.utf8)) == [Fault(kind: kind)])
    }

    private static let kinds =
        "status | delay | hang | cut-before-commit | cut-after-commit | slow-body | bad-json | accept-and-forget"
        + " | html | empty | wrong-type | cut-body"

    @Test(arguments: [
        (#"{}"#, "The body must be a JSON array. Nothing was changed."),
        (#"[1]"#, "The body must be an array of objects. Nothing was changed."),
        (#"[{"#, "The body is not JSON (byte 2). Nothing was changed."),
        (#"[{}]"#, #"fault 0: "kind" must be \#(kinds). Nothing was changed."#),
        (#"[{"kind":"hangs"}]"#, #"fault 0: "kind" must be \#(kinds). Nothing was changed."#),
        (#"[{"kind":"hang"},{"kind":"hang","share":1.5}]"#, #"fault 1: "share" must be 0 to 1. Nothing was changed."#),
        (#"[{"kind":"status","status":99}]"#, #"fault 0: "status" must be 200 to 599. Nothing was changed."#),
        (
            #"[{"kind":"status","body":"xml"}]"#,
            #"fault 0: "body" must be outcome | html | empty. Nothing was changed."#
        ),
        (
            #"[{"kind":"hang","ms":5}]"#,
            #"fault 0: unknown member "ms"; known are method, path, kind, status, code, body, retryAfter, "#
                + "milliseconds, share, count, seed. Nothing was changed."
        ),
    ])
    func refusesFaults(body: String, text: String) {
        #expect(refusal { _ = try AdminBody.faults(Array(body.utf8)) } == text)
    }

    @Test func readsCitizens() throws {
        let body =
            #"[{"fnr":"\#(TestPerson.dnummer)","active":true},{"fnr":"\#(TestPerson.another)","viaOthers":true}]"#
        #expect(
            try AdminBody.citizens(Array(body.utf8)) == [
                Citizen(fnr: TestPerson.dnummer, active: true, viaOthers: false, assignedProxy: false),
                Citizen(fnr: TestPerson.another, active: false, viaOthers: true, assignedProxy: false),
            ])
    }

    @Test func refusesCitizens() {
        #expect(
            refusal { _ = try AdminBody.citizens(Array(#"[{"fnr":"1"}]"#.utf8)) }
                == #"citizen 0: "fnr" must be eleven digits, the same as in the path. Nothing was changed."#)
        #expect(
            refusal { _ = try AdminBody.citizens(Array(#"[{"\#(TestPerson.dnummer)":true}]"#.utf8)) }
                == "citizen 0: unknown member (name not shown); known are fnr, active, viaOthers, assignedProxy, "
                + "silently. Nothing was changed.")
        let other = Array(#"{"fnr":"\#(TestPerson.another)"}"#.utf8)
        #expect(
            refusal { _ = try AdminBody.citizen(other, fnr: TestPerson.dnummer) }
                == #"citizen: "fnr" must be eleven digits, the same as in the path. Nothing was changed."#)
    }

    @Test func readsTheClock() throws {
        #expect(
            try AdminBody.clock(Array(#"{"now":"2027-03-28T02:30:00+02:00"}"#.utf8)).now?.instant?.text
                == "2027-03-28T00:30:00Z")
        #expect(try AdminBody.clock(Array(#"{"now":null}"#.utf8)) == ClockSetting(now: .init(instant: nil)))
        #expect(
            refusal { _ = try AdminBody.clock(Array(#"{}"#.utf8)) } == #"clock: "now" is missing. Nothing was changed."#
        )
        #expect(
            refusal { _ = try AdminBody.clock(Array(#"{"now":"2027-03-28"}"#.utf8)) }
                == #"clock: "now" must be an instant with Z or offset, or null. Nothing was changed."#)
    }
}
