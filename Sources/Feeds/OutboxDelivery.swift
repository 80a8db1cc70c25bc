// Transport `outbox`, the other way: each message by a POST of its own, under an Idempotency-Key that is its id, so that a
// message that is sent again after an answer was lost counts once.

import HTTPTransport

/// Where an outbox's EPJ takes messages, and by what it knows us.
public struct OutboxDeliveryConfiguration: Sendable, Equatable {
    /// Without query and without a stroke at its end.
    public var url: String
    /// `Authorization`, where the session's client certificate is not what the EPJ goes by.
    public var authorisation: HTTPHeader?

    public init(url: String, authorisation: HTTPHeader? = nil) {
        self.url = url
        self.authorisation = authorisation
    }
}

/// `POST {url}/kvittering` and `POST {url}/melding`.
public struct OutboxDelivery: Delivery {
    private let session: any HTTPExchange
    private let configuration: OutboxDeliveryConfiguration

    public init(session: any HTTPExchange, configuration: OutboxDeliveryConfiguration) {
        self.session = session
        self.configuration = configuration
    }

    public func deliver(_ messages: [Deliverable]) async -> (delivered: Int, fault: DeliveryFault?) {
        for (index, message) in messages.enumerated() {
            if let fault = await fault(of: message) { return (index, fault) }
        }
        return (messages.count, nil)
    }

    private func fault(of message: Deliverable) async -> DeliveryFault? {
        let url = configuration.url + (message.kind == .receipt ? "/kvittering" : "/melding")
        var headers = [
            HTTPHeader(name: "Content-Type", value: "application/xml; charset=utf-8"),
            // A structured string, so in quotation marks (RFC 9651 §3.3.3).
            HTTPHeader(name: "Idempotency-Key", value: "\"\(message.id)\""),
        ]
        if let authorisation = configuration.authorisation { headers.append(authorisation) }
        do throws(HTTPFailure) {
            let answer = try await session.send(
                HTTPRequest(method: .post, url: url, headers: headers, body: message.bytes))
            return (200...299).contains(answer.status) ? nil : .notTaken(url: url, status: answer.status)
        } catch {
            return .notReached(url: url, reason: error.description)
        }
    }
}
