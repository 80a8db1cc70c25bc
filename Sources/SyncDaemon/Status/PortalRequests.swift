// Requests to the portal since the process began, by interface and answer.

import HTTPTransport

final class PortalRequests: Sendable {
    /// Of this process.
    static let process = PortalRequests()

    struct Key: Hashable, Comparable, Sendable {
        let interface: String
        let answer: String

        static func < (a: Key, b: Key) -> Bool { (a.interface, a.answer) < (b.interface, b.answer) }
    }

    private let counts = LockBox([Key: Int]())

    var all: [Key: Int] { counts.withLock { $0 } }

    func count(_ interface: String, _ answer: String) {
        counts.withLock { $0[Key(interface: interface, answer: answer), default: 0] += 1 }
    }

    /// By the path's own words, never the path itself.
    static func interface(of url: String) -> String {
        let names = [
            ("helsenorgeaktivsjekken", "active-check"), ("DigitaltAktivStatusEndringer", "active-changes"),
            ("helsekontakter", "health-contacts"), ("timeavtaler", "appointments"),
        ]
        return names.first { url.contains("/\($0.0)/") || url.hasSuffix("/\($0.0)") || url.contains("/\($0.0)?") }?.1
            ?? "other"
    }
}

/// Counts in passing.
struct CountedExchange: HTTPExchange {
    let session: any HTTPExchange
    let requests: PortalRequests

    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        let interface = PortalRequests.interface(of: request.url)
        do {
            let response = try await session.send(request)
            requests.count(interface, String(response.status))
            return response
        } catch {
            requests.count(interface, "\(error.kind)")
            throw error
        }
    }

    func close() async { await session.close() }
}
