// What is wrong with a request, in the form the portal tells it: one OperationOutcome with one issue per rule broken.
//
// A text names the element and the rule, never the value: an outcome ends up in the sender's logs.

/// One finding about a request.
struct Issue: Equatable, Sendable {
    /// `error` refuses the request, `warning` is only told along with errors.
    enum Severity: String, Sendable {
        case error
        case warning
    }

    /// The FHIR `IssueType` codes in use (http://hl7.org/fhir/issue-type).
    enum Kind: String, Sendable {
        case businessRule = "business-rule"
        case codeInvalid = "code-invalid"
        case conflict
        case invariant
        case login
        case notFound = "not-found"
        case notSupported = "not-supported"
        case required
        case structure
        case throttled
        case tooLong = "too-long"
        case transient
        case value
    }

    /// Stable; a profile's own constraint key where it has one, a portal number where Helsenorge's is known.
    var code: String
    var kind: Kind = .invariant
    var severity: Severity = .error
    /// FHIRPath of the element concerned; `nil` when the request as a whole is.
    var element: String?
    /// Norwegian, for the person who reads the sender's log.
    var text: String
}

extension Issue {
    /// The citizen is neither active himself nor through others. Number and text as Helsenorge's own.
    static let citizenNotActive = Issue(
        code: "2118", kind: .businessRule,
        text: "Pasienten er ikke digitalt aktiv for tjeneste: OmradeHelsehjelp")

    static let tokenMissing = Issue(
        code: "EHSEC-110002", kind: .login,
        text: "Token is expired or invalid")

    static func notJSON(_ error: JSONSyntaxError) -> Issue {
        Issue(
            code: "json-syntax", kind: .structure,
            text: "Innholdet er ikke gyldig JSON (byte \(error.offset)): \(error.reason). Ingenting er lagret.")
    }
}

/// An OperationOutcome resource.
struct OperationOutcome: Equatable, Sendable {
    var issues: [Issue]

    var json: JSONValue {
        ["resourceType": "OperationOutcome", "issue": .array(issues.map(\.json))]
    }
}

extension Issue {
    fileprivate var json: JSONValue {
        var issue = JSONObject([
            .init(name: "severity", value: .string(severity.rawValue)),
            .init(name: "code", value: .string(kind.rawValue)),
            .init(
                name: "details",
                value: [
                    "coding": [["system": .string(CodeSystems.feilkode), "code": .string(code)]],
                    "text": .string(text),
                ]),
        ])
        if let element { issue["expression"] = [.string(element)] }
        return .object(issue)
    }
}
