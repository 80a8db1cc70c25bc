// A server's TLS, put in front of a plain one: lets in who shows a certificate of its authority, and passes bytes through.
// The certificates are made by openssl for the test; python's ssl does the rest, because it can both read and write.

import Foundation

public final class TLSFront: Sendable {
    private static let openssl = "/usr/bin/openssl"

    /// Both tools are there. The program itself needs neither.
    public static let isPossible: Bool = {
        FileManager.default.isExecutableFile(atPath: openssl)
            && (try? run("/usr/bin/env", ["python3", "-c", "import ssl"])) == 0
    }()

    private static let script = """
        import socket, ssl, sys, threading
        folder, port = sys.argv[1], int(sys.argv[2])
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder + "/server.pem", folder + "/server.key")
        context.load_verify_locations(folder + "/ca.pem")
        context.verify_mode = ssl.CERT_REQUIRED
        listener = socket.create_server(("127.0.0.1", 0))
        sys.stdout.write(str(listener.getsockname()[1]) + "\\n"); sys.stdout.flush()
        def carry(source, sink):
            try:
                while data := source.recv(65536): sink.sendall(data)
                sink.shutdown(socket.SHUT_WR)
            except OSError: pass
        def serve(plain):
            outer = context.wrap_socket(plain, server_side=True, do_handshake_on_connect=False)
            try: outer.do_handshake()
            except OSError:
                # The client is to read why before the connection is gone.
                socket.socket.shutdown(outer, socket.SHUT_WR)
                while socket.socket.recv(outer, 65536): pass
                return outer.close()
            inner = socket.create_connection(("127.0.0.1", port))
            threading.Thread(target=carry, args=(inner, outer), daemon=True).start()
            carry(outer, inner)
        while True:
            client, _ = listener.accept()
            threading.Thread(target=serve, args=(client,), daemon=True).start()
        """

    private let process: Process
    public let port: Int

    /// - Parameters:
    ///   - folder: gets ca.pem, and NAME.pem and NAME.key for server, client and stranger, the latter of another authority.
    ///   - target: the plain server's port.
    public init(_ folder: TemporaryFolder, target: UInt16) throws {
        for (authority, names) in [("ca", ["server", "client"]), ("other", ["stranger"])] {
            try Self.makeAuthority(authority, in: folder)
            for name in names { try Self.makeCertificate(name, of: authority, in: folder) }
        }
        process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", Self.script, folder.path, String(target)]
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.runAlone()
        // It says its port once it listens.
        var said = ""
        while !said.hasSuffix("\n"), let more = try pipe.fileHandleForReading.read(upToCount: 1), !more.isEmpty {
            said += String(decoding: more, as: UTF8.self)
        }
        port = Int(said.dropLast()) ?? 0
    }

    // Not SIGTERM: a child inherits that its starter's thread blocks it, and python leaves it so.
    deinit { kill(process.processIdentifier, SIGKILL) }

    private static let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]

    private static func makeAuthority(_ name: String, in folder: TemporaryFolder) throws {
        let path = folder.file(name)
        _ = try run(
            openssl,
            ["req", "-x509"] + newKey + ["-days", "1", "-subj", "/CN=" + name]
                + ["-keyout", path + ".key", "-out", path + ".pem"])
    }

    private static func makeCertificate(_ name: String, of authority: String, in folder: TemporaryFolder) throws {
        let (path, authority) = (folder.file(name), folder.file(authority))
        _ = try run(
            openssl, ["req"] + newKey + ["-subj", "/CN=" + name, "-keyout", path + ".key", "-out", path + ".csr"])
        try folder.write("subjectAltName=IP:127.0.0.1\n", to: name + ".ext")
        _ = try run(
            openssl,
            ["x509", "-req", "-in", path + ".csr", "-CA", authority + ".pem", "-CAkey", authority + ".key"]
                + ["-CAcreateserial", "-days", "1", "-extfile", path + ".ext", "-out", path + ".pem"])
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path + ".key")
    }

    private static func run(_ program: String, _ arguments: [String]) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.runAlone()
        process.waitUntilExit()
        return process.terminationStatus
    }
}
