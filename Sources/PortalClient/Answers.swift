// What the portal's answers mean, decided without a socket in sight: status and body in, a verdict out.
//
//   200, 201 with the resource            accepted
//   400 with an OperationOutcome          refused, by the outcome's code; 2118 is "not digitally active" (R17)
//   401, 403                              the token is not taken
//   404, 409, 413, 415, 422, other 4xx    refused, by the status
//   429                                   not now: nothing was done
//   408, 5xx, anything that is not FHIR   unknown: the portal may have it

import Foundation
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
    /// It certainly did not arrive, however often we tried.
    case unreached(reason: String)
    /// In words fit for a log.
    case unknown(reason: String, retryAfterSeconds: Int?)

    /// The portal has it, or may have it.
    public var mayHaveArrived: Bool {
        switch self {
        case .accepted, .unknown: true
        case .refused, .notActive, .unauthorised, .noToken, .tooMany, .unreached: false
        }
    }
}

enum Answers {
    /// "Pasienten er ikke digitalt aktiv for tjeneste".
    static let notActiveCode = "2118"

    static func verdict(
        status: Int, retryAfter: String?, body: [UInt8], expecting resourceType: String
    ) -> PortalVerdict {
        let seconds = retryAfter.flatMap { Int($0.trimmingCharacters(in: .whitespaces)) }
        switch status {
        case 200, 201:
            // A proxy's friendly HTML page is no acceptance.
            guard FHIRResource(body)?.resourceType == resourceType else {
                return .unknown(reason: "answered \(status) without \(resourceType)", retryAfterSeconds: nil)
            }
            return .accepted(status: status)
        case 401, 403: return .unauthorised(status: status, code: FHIRResource(body)?.firstCode)
        case 429: return .tooMany(retryAfterSeconds: seconds)
        case 408, 500...599: return .unknown(reason: "answered \(status)", retryAfterSeconds: seconds)
        case 400...499:
            let code = FHIRResource(body)?.firstCode
            if code == notActiveCode { return .notActive }
            return .refused(code: code ?? "http-\(status)")
        default: return .unknown(reason: "answered \(status)", retryAfterSeconds: nil)
        }
    }
}

/// The little we read of a resource the portal answers with.
struct FHIRResource: Decodable {
    struct Issue: Decodable {
        struct Details: Decodable {
            struct Coding: Decodable { var code: String? }
            var coding: [Coding]?
        }
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
        // The most telling code wins: not being active explains every other complaint.
        let codes = (issue ?? []).compactMap { $0.details?.coding?.first?.code ?? $0.code }
        let code = codes.first { $0 == Answers.notActiveCode } ?? codes.first
        guard let code, code.count <= 40,
            code.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }),
            code.filter(\.isNumber).count < 11
        else { return nil }
        return code
    }
}
