// The keys of [status] and [log].

import Logging
import SyncCore

extension DaemonConfiguration {
    /// How the service tells how it is.
    struct StatusSettings: Equatable {
        /// `nil`: nothing listens.
        var listen: LoopbackAddress? = .standard
        /// Where the one-shot commands leave their metrics for node_exporter.
        var textfile: String?
    }
}

/// A port on this machine that nobody else can reach.
struct LoopbackAddress: Equatable, Sendable, CustomStringConvertible {
    let host: String
    let port: Int

    static let standard = LoopbackAddress(host: "127.0.0.1", port: 9_464)

    init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// `127.0.0.1:9464`, `localhost:9464`, `[::1]:9464`; `nil` for everything else. Port 0 lets the system choose.
    init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let digits = text[text.index(after: colon)...]
        guard (1...5).contains(digits.count), digits.allSatisfy({ $0.isASCII && $0.isNumber }), let port = Int(digits),
            port < 65_536, let host = Self.loopback(String(text[..<colon]))
        else { return nil }
        self.init(host: host, port: port)
    }

    /// The name of this machine's own side that a text is, without brackets.
    static func loopback(_ host: String) -> String? {
        if host == "localhost" { return host }
        if host == "[::1]" { return "::1" }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        let isIPv4 = parts.count == 4 && parts.allSatisfy { UInt8($0) != nil && $0.allSatisfy(\.isNumber) }
        return isIPv4 && parts[0] == "127" ? host : nil
    }

    var description: String { (host.contains(":") ? "[\(host)]" : host) + ":\(port)" }
}

extension ConfigurationReading {
    func readStatus(_ table: ConfigTable) -> DaemonConfiguration.StatusSettings {
        var settings = DaemonConfiguration.StatusSettings()
        if let text = table.text("listen") {
            settings.listen = text.isEmpty ? nil : LoopbackAddress(text)
            if !text.isEmpty, settings.listen == nil {
                table.complain(
                    "listen",
                    "is not a loopback address with a port, such as \"127.0.0.1:9464\" or \"[::1]:9464\"; whoever can reach it "
                        + "is shown everything without a password, so it is this machine's alone. Let a proxy that asks who is "
                        + "there stand before it, or turn it off with \"\"")
            }
        }
        if let file = table.string("textfile").map(resolve) {
            if file.hasSuffix(".prom") {
                settings.textfile = file
            } else {
                table.complain("textfile", "must end in .prom; node_exporter reads no other file")
            }
        }
        return settings
    }

    func readLogLevel(_ table: ConfigTable) -> Logger.Level {
        table.choice("level", default: Logger.Level.info) ?? .info
    }
}
