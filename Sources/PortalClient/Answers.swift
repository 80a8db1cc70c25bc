// What the portal's answers mean, decided without a socket in sight: status and body in, a verdict out.
//
//   200, 201 with the resource            accepted
//   400 with an OperationOutcome          refused, by the outcome's code; 2118 is "not digitally active" (R17)
//   401, 403                              the token is not taken
//   404, 405, 410, 415 without one        nothing is served there: the address is wrong, not the item
//   409, 413, 422, other 4xx              refused, by the outcome's code, or by the status without one
//   429                                   not now: nothing was done
//   408, 3xx, 5xx, a success that is empty, not JSON (HTML), broken off or not an Appointment
//                                         unknown: the portal may have it
//
// docs/portal.md has the whole table for operators, all interfaces.

import Foundation
import HTTPTransport
import SyncCore

/// What one answer means for the item it is about.
public enum PortalVerdict: Sendable, Equatable {
    case accepted(status: Int)
    /// - Parameter code: the OperationOutcome's code, or `http-404` and the like.
    case refused(code: String)
    case notActive
    /// - Parameter code: the portal's own, where it gave one.
    case unauthorised(status: Int, code: String? = nil)
    /// It was not sent: there is no token to send it with.
    case noToken(TokenFailure)
    /// Seconds of `Retry-After`, where stated.
    case tooMany(retryAfterSeconds: Int?)
    /// There is no such interface at this address, whatever is sent there.
    case notServed(status: Int)
    /// It certainly did not arrive, however often we tried.
    case unreached(reason: String)
    /// In words fit for a log.
    case unknown(reason: String, retryAfterSeconds: Int?)

    /// The portal has it, or may have it.
    public var mayHaveArrived: Bool {
        switch self {
        case .accepted, .unknown: true
        case .refused, .notActive, .unauthorised, .noToken, .tooMany, .notServed, .unreached: false
        }
    }

    /// The same about what may have arrived before, and was then sent again and answered so: only an acceptance says what
    /// the portal has (R16).
    var whenSentAgain: PortalVerdict {
        switch self {
        case .accepted, .unknown: return self
        case .notActive: return PortalVerdict.refused(code: Answers.notActiveCode).whenSentAgain
        case .refused(let code):
            return .unknown(reason: "refused (\(code)) when it was sent again", retryAfterSeconds: nil)
        case .tooMany(let seconds):
            return .unknown(reason: "answered 429 when it was sent again", retryAfterSeconds: seconds)
        case .unauthorised, .noToken, .notServed, .unreached:
            return .unknown(reason: "not taken when it was sent again", retryAfterSeconds: nil)
        }
    }
}

enum Answers {
    /// "Pasienten er ikke digitalt aktiv for tjeneste".
    static let notActiveCode = "2118"

    /// Answers that say, without an OperationOutcome, that nothing is served at this address: the same for every item.
    static let notServed: Set<Int> = [404, 405, 410, 415]

    static func verdict(of response: HTTPResponse, expecting resourceType: String) -> PortalVerdict {
        let status = response.status
        let seconds = RetryAfter.seconds(response)
        switch status {
        case 200, 201:
            // A proxy's friendly HTML page is no acceptance.
            if let oddity = oddity(of: response) { return .unknown(reason: oddity, retryAfterSeconds: nil) }
            guard FHIRResource(response.body)?.resourceType == resourceType else {
                return .unknown(reason: "answered \(status) without \(resourceType)", retryAfterSeconds: nil)
            }
            return .accepted(status: status)
        case 401, 403: return .unauthorised(status: status, code: FHIRResource(response.body)?.firstCode)
        default:
            let code = FHIRResource(response.body)?.firstCode
            if code == nil, notServed.contains(status) { return .notServed(status: status) }
            return verdict(status: status, code: code, retryAfterSeconds: seconds)
        }
    }

    /// What any answer other than a success means, of a request or of one entry in a batch.
    static func verdict(status: Int, code: String?, retryAfterSeconds seconds: Int? = nil) -> PortalVerdict {
        switch status {
        case 429: .tooMany(retryAfterSeconds: seconds)
        case 408, 500...599: .unknown(reason: "answered \(status)", retryAfterSeconds: seconds)
        case 400...499: code == notActiveCode ? .notActive : .refused(code: code ?? "http-\(status)")
        default: .unknown(reason: "answered \(status)", retryAfterSeconds: nil)
        }
    }

    /// What a content type nearly always is, letter by letter.
    private static let plainJSON: Set<String> = [
        "application/fhir+json", "application/fhir+json; charset=utf-8", "application/fhir+json;charset=utf-8",
        "application/json", "application/json; charset=utf-8",
    ]

    /// What keeps a success from being the portal's own: nothing in it, or something other than JSON. An answer that names
    /// no type is judged by its body.
    static func oddity(of response: HTTPResponse) -> String? {
        if response.body.isEmpty { return "answered \(response.status) with an empty body" }
        guard let field = response.header("content-type") else { return nil }
        if plainJSON.contains(field) { return nil }
        let type = field.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
        if type == "application/json" || type.hasSuffix("+json") { return nil }
        let isWord = type.count <= 40 && type.allSatisfy { $0.isASCII && ($0.isLetter || "/+.-".contains($0)) }
        return "answered \(response.status) as \(isWord && !type.isEmpty ? type : "something other than JSON")"
    }
}

/// The little we read of a resource the portal answers with.
struct FHIRResource: Decodable {
    struct Issue: Decodable {
        struct Details: Decodable {
            struct Coding: Decodable { var code: String? }
            var coding: [Coding]?
        }
        var severity: String?
        var code: String?
        var details: Details?
    }
    struct Entry: Decodable {
        struct Response: Decodable {
            var status: String
            var outcome: FHIRResource?
        }
        var response: Response?
    }

    var resourceType: String
    var issue: [Issue]?
    var entry: [Entry]?

    init?(_ body: [UInt8]) {
        guard let resource = try? JSONDecoder().decode(Self.self, from: Data(body)) else { return nil }
        self = resource
    }

    /// The portal's code of the first issue, cut to what a log can take: codes are words and numbers.
    var firstCode: String? {
        guard resourceType == "OperationOutcome" else { return nil }
        // The most telling code wins: not being active explains every other complaint, and no warning refuses anything.
        let issues = issue ?? []
        let telling = issues.filter { !["warning", "information"].contains($0.severity) }
        let codes = (telling.isEmpty ? issues : telling).compactMap { $0.details?.coding?.first?.code ?? $0.code }
        let code = codes.first { $0 == Answers.notActiveCode } ?? codes.first
        guard let code, code.count <= 40,
            code.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }),
            code.filter(\.isNumber).count < 11
        else { return nil }
        return code
    }
}
