// Servers that are not ours: nginx, and a python script that counts resets. Named by the environment, because the tests
// need nothing but the build's own packages; scripts/nginx-http installs them and runs these suites.

import Foundation
import TestSupport

/// A server's certificate for 127.0.0.1 and the authority behind it, made by the repository's script.
enum LoopbackCertificate {
    static func write(to folder: TemporaryFolder) throws {
        let process = Process()
        process.executableURL = Repository.file("scripts/loopback-certificate")
        process.arguments = [folder.path]
        process.standardInput = FileHandle.nullDevice
        try process.runAlone()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.fileNoSuchFile) }
    }
}

enum Repository {
    static func file(_ path: String) -> URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent(path)
    }
}

/// nginx in front of itself: the inner server answers with the number it was asked with, the outer one speaks TLS, reads
/// whole bodies, and writes for each request version, TLS version, connection, status and body.
final class Nginx {
    static let path = ProcessInfo.processInfo.environment["EPJ_NGINX"]

    let folder: TemporaryFolder
    let port: Int
    private let process = Process()

    /// - Parameter server: directives of the outer server beside the usual.
    init(http2: Bool, _ server: String = "", protocols: String = "TLSv1.2 TLSv1.3") throws {
        folder = try TemporaryFolder()
        try LoopbackCertificate.write(to: folder)
        let (port, inner) = (try FreePort.find(), try FreePort.find())
        self.port = port
        try folder.write(
            """
            worker_processes 1;
            daemon off;
            pid nginx.pid;
            error_log error.log warn;
            events { worker_connections 512; }
            http {
                client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
                uwsgi_temp_path uwsgi; scgi_temp_path scgi;
                log_format line '$server_protocol $ssl_protocol $connection $status $request_body';
                client_body_buffer_size 64k;
                upstream inner { server 127.0.0.1:\(inner); keepalive 32; }
                server {
                    listen 127.0.0.1:\(port) ssl\(http2 ? " http2" : "");
                    ssl_certificate server.pem;
                    ssl_certificate_key server.key;
                    ssl_protocols \(protocols);
                    access_log access.log line;
                    \(server)
                    location / {
                        proxy_pass http://inner; proxy_http_version 1.1; proxy_set_header Connection "";
                    }
                }
                server { listen 127.0.0.1:\(inner); access_log off; location / { return 200 $http_x_number; } }
            }
            """, to: "nginx.conf")
        process.executableURL = URL(fileURLWithPath: Self.path ?? "/usr/sbin/nginx")
        process.arguments = ["-e", folder.file("error.log"), "-p", folder.path, "-c", folder.file("nginx.conf")]
        process.standardInput = FileHandle.nullDevice
        try process.runAlone()
    }

    deinit {
        process.terminate()
        process.waitUntilExit()
    }

    var url: String { "https://127.0.0.1:\(port)/" }

    /// What it wrote of each request so far.
    func lines() throws -> [[String]] {
        try String(contentsOfFile: folder.file("access.log"), encoding: .utf8).split(separator: "\n").map {
            $0.split(separator: " ").map(String.init)
        }
    }

    /// Reads its configuration again: new workers take over, the old ones end what they have.
    func reload() { kill(process.processIdentifier, SIGHUP) }

    /// Ends it and waits, so that everything it has to write is written.
    func stop() {
        process.terminate()
        process.waitUntilExit()
    }
}

/// scripts/rapid-reset-server.
final class RapidResetServer {
    static let python = ProcessInfo.processInfo.environment["EPJ_RAPID_RESET"]

    let folder: TemporaryFolder
    let port: Int
    private let process = Process()

    /// - Parameter resets: how many it takes on a connection.
    init(resets: Int) throws {
        folder = try TemporaryFolder()
        try LoopbackCertificate.write(to: folder)
        process.executableURL = URL(fileURLWithPath: Self.python ?? "/usr/bin/python3")
        process.arguments = [
            Repository.file("scripts/rapid-reset-server").path, folder.path, folder.file("log"), String(resets),
        ]
        process.standardInput = FileHandle.nullDevice
        let output = Pipe()
        process.standardOutput = output
        try process.runAlone()
        var said = ""
        while !said.hasSuffix("\n"), let more = try output.fileHandleForReading.read(upToCount: 1), !more.isEmpty {
            said += String(decoding: more, as: UTF8.self)
        }
        port = Int(said.dropLast()) ?? 0
    }

    // Not SIGTERM: a child inherits that its starter's thread blocks it, and python leaves it so.
    deinit { kill(process.processIdentifier, SIGKILL) }

    var url: String { "https://127.0.0.1:\(port)/" }

    /// Version and body of everything that arrived.
    func arrived() throws -> [(version: String, body: String)] {
        try String(contentsOfFile: folder.file("log"), encoding: .utf8).split(separator: "\n").compactMap {
            let words = $0.split(separator: " ").map(String.init)
            return words.count == 2 ? (words[0], words[1]) : nil
        }
    }
}

enum FreePort {
    /// A port nobody listens on at present.
    static func find() throws -> Int {
        guard let server = LoopbackServer({ _ in .cut }) else { throw CocoaError(.fileNoSuchFile) }
        defer { server.stop() }
        return Int(server.port)
    }
}
