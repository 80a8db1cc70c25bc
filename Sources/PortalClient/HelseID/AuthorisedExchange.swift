// A request, its credentials, and what a refusal of them calls for: each remedy once, then the answer stands.

import HTTPTransport

struct AuthorisedExchange: Sendable {
    enum Failure: Error {
        case exchange(HTTPFailure)
        case token(TokenFailure)
    }

    let session: any HTTPExchange
    let authorisation: any Authorisation
    /// Where proofs of the moment go along: a request that waited in the session would carry an old one.
    let turns: Turns?

    /// - Throws: `.token` when there is none to be had, or when the reason for which it is refused is known.
    func send(_ request: HTTPRequest) async throws(Failure) -> HTTPResponse {
        await turns?.take()
        defer { turns?.give() }
        var spent = Set<Remedy>()
        while true {
            let credentials = try await credentials(for: request)
            var shown = request
            shown.headers += credentials.fields
            let response: HTTPResponse
            do { response = try await session.send(shown) } catch { throw .exchange(error) }
            if let remedy = await authorisation.remedy(for: response, to: credentials),
                spent.insert(remedy).inserted
            {
                continue
            }
            if response.status == 401 || response.status == 403,
                let cause = await authorisation.cause(of: response, to: credentials)
            {
                throw .token(cause)
            }
            return response
        }
    }

    private func credentials(for request: HTTPRequest) async throws(Failure) -> Credentials {
        do {
            return try await authorisation.credentials(for: request, over: session)
        } catch {
            throw .token(error)
        }
    }
}

/// So many requests at a time; the others wait here, in order.
final class Turns: Sendable {
    private struct State: Sendable {
        var free: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: LockBox<State>

    init(_ count: Int) { state = LockBox(State(free: max(1, count))) }

    func take() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                if state.free > 0 {
                    state.free -= 1
                    return true
                }
                state.waiting.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    func give() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            if state.waiting.isEmpty {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume()
    }
}
