// Hummingbird behind glass: the one file that turns its requests into questions and answers into its responses. A port that
// cannot be had is told once and tried again, and nothing else of the service depends on it.

import Foundation
import HTTPTransport
import Hummingbird
import HummingbirdCore
import Logging

final class StatusListener: Sendable {
    private let answers: StatusAnswers
    private let log: EventLog
    private let current = LockBox<(address: LoopbackAddress, task: Task<Void, Never>)?>(nil)

    static let retrySeconds = 60

    init(_ answers: StatusAnswers, log: EventLog) {
        self.answers = answers
        self.log = log
    }

    /// Listens there, and nowhere else any more; `nil` stops it.
    func listen(on address: LoopbackAddress?) {
        current.withLock { current in
            guard current?.address != address else { return }
            current?.task.cancel()
            let earlier = current?.task
            current = address.map { address in
                (
                    address,
                    Task { [self] in
                        await earlier?.value
                        await serve(address)
                    }
                )
            }
        }
    }

    func stop() async {
        let task = current.withLock { $0?.task }
        listen(on: nil)
        await task?.value
    }

    private func serve(_ address: LoopbackAddress) async {
        var isTold = false
        while !Task.isCancelled {
            do {
                try await application(address).run()
                return
            } catch {
                guard !Task.isCancelled else { return }
                if !isTold {
                    log.tell(Event(.notListening, Self.sentence(address, error)))
                    isTold = true
                }
                // Cancelled, it ends at once.
                try? await Task.sleep(for: .seconds(Self.retrySeconds))
            }
        }
    }

    private static func sentence(_ address: LoopbackAddress, _ error: any Error) -> String {
        // NIO's own error type says it by its text: EADDRINUSE.
        let isInUse = String(describing: error).contains("Address already in use")
        return
            "status.listen: \(address) \(isInUse ? "is in use by another program" : "cannot be listened on"). The service "
            + "goes on without status page and metrics, and tries again every minute."
    }

    private func application(_ address: LoopbackAddress) -> some ApplicationProtocol {
        // Our own lines say what there is to say.
        var logger = Logger(label: "epjsyncd.status") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        let answers = answers
        let log = log
        return Application(
            responder: CallbackResponder { (request: Request, _: BasicRequestContext) in
                await Self.response(to: request, answers)
            },
            configuration: ApplicationConfiguration(
                address: .hostname(address.host, port: address.port), serverName: nil, availableConnectionsDelegate: nil
            ),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? address.port
                let listening = LoopbackAddress(host: address.host, port: port)
                log.tell(Event(.listening, "The status page is at http://\(listening)/, metrics at /metrics."))
            }, logger: logger)
    }

    private static func response(to request: Request, _ answers: StatusAnswers) async -> Response {
        let answer = await answers.answer(
            method: request.method.rawValue, host: request.head.authority, path: request.uri.path)
        var headers = HTTPFields()
        headers[.contentType] = answer.contentType
        headers[.cacheControl] = "no-store"
        headers[.xContentTypeOptions] = "nosniff"
        headers[.contentSecurityPolicy] = answer.contentSecurityPolicy
        if answer.status == 405 { headers[.allow] = "GET, HEAD" }
        let bytes = ByteBuffer(string: answer.body)
        guard request.method == .head else {
            return Response(status: .init(code: answer.status), headers: headers, body: .init(byteBuffer: bytes))
        }
        headers[.contentLength] = String(bytes.readableBytes)
        return Response(status: .init(code: answer.status), headers: headers)
    }

    /// Letters of a new random number.
    static func nonce() -> String {
        let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
        return String((0..<22).map { _ in letters[Int.random(in: 0..<letters.count)] })
    }
}
