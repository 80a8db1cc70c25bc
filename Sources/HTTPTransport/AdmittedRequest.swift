// What may leave this machine: the one gate every request passes before libcurl sees it. A decision without effects.

import CCurl

/// A request that has passed the gate, with what the gate learned about it.
struct AdmittedRequest {
    let request: HTTPRequest
    let address: HTTPAddress

    /// Headers that frame the message; a second opinion on them would let one request pass for two (RFC 9112 §11.2).
    private static let framing: Set<String> = ["content-length", "transfer-encoding", "expect"]

    /// Admits a request or refuses it as `.refusedByUs`; the texts name positions, no values.
    static func admit(_ request: HTTPRequest) -> Result<AdmittedRequest, HTTPFailure> {
        HTTPAddress.parse(request.url).flatMap { address in
            if address.scheme == "http" && !address.isLoopback {
                let text = "plain http:// is for loopback addresses only; write https:// for any other host"
                return .failure(refusal(CURLE_UNSUPPORTED_PROTOCOL, text))
            }
            if let text = objection(to: request) {
                return .failure(refusal(CURLE_BAD_FUNCTION_ARGUMENT, text))
            }
            return .success(AdmittedRequest(request: request, address: address))
        }
    }

    private static func objection(to request: HTTPRequest) -> String? {
        if request.method == .get && !request.body.isEmpty {
            return "a GET request has no body (RFC 9110 §9.3.1)"
        }
        for (index, header) in request.headers.enumerated() {
            guard header.isWellFormed else {
                return "request header number \(index + 1) holds a character no header may hold (RFC 9110 §5.5)"
            }
            guard !framing.contains(header.name.lowercased()) else {
                return "request header number \(index + 1) is one that only the transport may set"
            }
        }
        return nil
    }

    private static func refusal(_ code: CURLcode, _ text: String) -> HTTPFailure {
        HTTPFailure(code: Int32(code.rawValue), text: text, kind: .refusedByUs)
    }
}
