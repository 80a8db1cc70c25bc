// Hummingbird behind glass: the one file that turns its requests into ours and our answers into its.
//
// Requests are dispatched by the endpoints themselves instead of Hummingbird's router, because a wrong method on a
// known path has to be 405, and a cut connection needs the channel.

import Hummingbird
import HummingbirdCore
import Logging

/// A server on a loopback port that answers with what a function decides.
struct LoopbackApplication: Sendable {
    typealias React = @Sendable (Question) async -> Reaction

    /// Longest body read, in bytes.
    let bodyBytesMax: Int
    /// What `Date` says.
    let clock: SimulatorClock
    let react: React

    /// Serves until the task is cancelled.
    /// - Parameters:
    ///   - port: 0 lets the system choose.
    ///   - onRunning: gets the port in use once connections are accepted.
    /// - Throws: the error of binding the port.
    func run(port: Int, onRunning: @escaping @Sendable (Int) async -> Void) async throws {
        var logger = Logger(label: "portal-simulator")
        // The simulator's one line goes to standard output; Hummingbird's own would only surround it.
        logger.logLevel = .critical
        // The channel answers by itself: what passes through Hummingbird's own responder gets the machine's date.
        let server = HTTPServerBuilder { _ in
            HTTP1Channel { request, writer, channel in
                // An error at closing means that the client was faster; closed it is.
                let response = await respond(request) { try? await channel.close(mode: .all).get() }
                try await writer.write(response: response.head, body: response.body)
            }
        }
        let application = Application(
            responder: CallbackResponder { (_: Request, _: BasicRequestContext) in Response(status: .notFound) },
            server: server,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port), serverName: nil),
            onServerRunning: { channel in await onRunning(channel.localAddress?.port ?? 0) },
            logger: logger)
        try await application.run()
    }

    /// - Parameter close: closes the connection at once, whatever is under way.
    private func respond(_ request: Request, _ close: @escaping @Sendable () async -> Void) async -> Response {
        switch await react(await question(request)) {
        case .answer(let answer):
            return response(answer, ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
        case .trickle(let answer, let milliseconds):
            return response(answer, trickling(answer.body, milliseconds: milliseconds))
        case .breakOff(let answer):
            return response(answer, half(answer.body, then: close))
        case .cut(let milliseconds):
            // A cancelled sleep means the simulator ends: the connection is closed all the same.
            if milliseconds > 0 { try? await Task.sleep(for: .milliseconds(milliseconds)) }
            await close()
            return Response(status: .init(code: 500))
        }
    }

    private func question(_ request: Request) async -> Question {
        let contentType = request.headers[.contentType] ?? ""
        var question = Question(
            method: request.method.rawValue, path: request.uri.path, authorization: request.headers[.authorization])
        question.query = request.uri.query ?? ""
        question.authority = request.head.authority ?? ""
        question.proofs = request.headers.filter { $0.name.canonicalName == "dpop" }.map(\.value)
        question.mediaType = contentType.prefix { $0 != ";" }.trimmingBlanks.lowercased()
        do {
            question.body = Array(buffer: try await request.body.collect(upTo: bodyBytesMax))
        } catch {
            question.body = nil
        }
        return question
    }

    private func response(_ answer: Answer, _ body: ResponseBody) -> Response {
        var headers = HTTPFields()
        headers[.date] = clock.tokenTime.headerText
        if let contentType = answer.contentType { headers[.contentType] = contentType }
        for (header, value) in answer.headers {
            switch header {
            case .allow: headers[.allow] = value
            case .cacheControl: headers[.cacheControl] = value
            case .dpopNonce: if let name = HTTPFields.Element.Name("DPoP-Nonce") { headers[name] = value }
            case .contentSecurityPolicy: headers[.contentSecurityPolicy] = value
            case .contentTypeOptions: headers[.xContentTypeOptions] = value
            case .retryAfter: headers[.retryAfter] = value
            case .wwwAuthenticate: headers[.wwwAuthenticate] = value
            }
        }
        return Response(status: .init(code: answer.status), headers: headers, body: body)
    }

    private struct BrokenOff: Error {}

    private func half(_ bytes: [UInt8], then close: @escaping @Sendable () async -> Void) -> ResponseBody {
        ResponseBody(contentLength: bytes.count) { writer in
            try await writer.write(ByteBuffer(bytes: bytes.prefix(bytes.count / 2)))
            await close()
            throw BrokenOff()
        }
    }

    /// The body in ten pieces with equal waits before each.
    private func trickling(_ bytes: [UInt8], milliseconds: Int) -> ResponseBody {
        let pieces = 10
        return ResponseBody(contentLength: bytes.count) { writer in
            for piece in 0..<pieces {
                try await Task.sleep(for: .milliseconds(milliseconds / pieces))
                let range = bytes.count * piece / pieces..<bytes.count * (piece + 1) / pieces
                if !range.isEmpty { try await writer.write(ByteBuffer(bytes: bytes[range])) }
            }
            try await writer.finish(nil)
        }
    }
}

extension Substring {
    fileprivate var trimmingBlanks: Substring {
        var text = self
        while text.last == " " { text.removeLast() }
        return text.drop { $0 == " " }
    }
}
