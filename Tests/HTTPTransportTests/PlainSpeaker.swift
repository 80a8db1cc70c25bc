// A listener that says something that is not TLS the moment a client connects, whatever the client says.

import Foundation
import Glibc
import TestSupport

/// Greets one connection in plain text and closes it.
final class PlainSpeaker: Sendable {
    let port: UInt16

    init?() {
        guard let (listener, port) = LoopbackServer.listen() else { return nil }
        self.port = port
        let thread = Thread {
            let socket = accept(listener, nil, nil)
            let greeting = Array("220 ready\r\n".utf8)
            _ = send(socket, greeting, greeting.count, Int32(MSG_NOSIGNAL))
            // Read to the client's end: closing with unread bytes would reset the connection under the greeting.
            var byte: UInt8 = 0
            while recv(socket, &byte, 1, 0) > 0 {}
            close(socket)
            close(listener)
        }
        thread.start()
    }
}
