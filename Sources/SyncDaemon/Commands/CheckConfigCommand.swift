// `check-config`: reads and checks everything, changes nothing, and says what it understood.

import ArgumentParser
import Foundation
import SyncCore

struct CheckConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-config",
        abstract: "Read and check the whole configuration; nothing is read or sent otherwise.")

    @OptionGroup var options: CommonOptions

    func run() async throws {
        try await ending {
            let configuration = try options.load()
            let summary = ConfigurationSummary(configuration, helseID: try HelseIDSummary(configuration))
            try configuration.checkCredentials()
            try Output.standard(options.json ? summary.json : summary.text)
            return .done
        }
    }
}

struct ConfigurationSummary {
    let configuration: DaemonConfiguration
    let helseID: HelseIDSummary?

    init(_ configuration: DaemonConfiguration, helseID: HelseIDSummary? = nil) {
        self.configuration = configuration
        self.helseID = helseID
    }

    private var guards: [(String, Int)] {
        GuardKey.all.map { ($0.name, configuration.guardLimits[keyPath: $0.path]) }
    }

    /// Every limit with its unit in its name.
    private var limits: [(String, Int)] {
        let limits = configuration.limits
        return [
            ("message_bytes_max", limits.messageBytesMax), ("bundle_bytes_max", limits.bundleBytesMax),
            ("element_depth_max", limits.elementDepthMax),
            ("attributes_per_element_max", limits.attributesPerElementMax),
            ("elements_per_message_max", limits.elementsPerMessageMax), ("text_bytes_max", limits.textBytesMax),
            ("documents_per_message_max", limits.documentsPerMessageMax),
            ("events_per_message_max", limits.eventsPerMessageMax),
            ("services_per_message_max", limits.servicesPerMessageMax),
            ("persons_per_message_max", limits.personsPerMessageMax),
            ("attachment_bytes_max", limits.attachmentBytesMax),
            ("occurrences_per_series_max", limits.occurrencesPerSeriesMax),
            ("description_characters_max", limits.descriptionCharactersMax),
        ]
    }

    private var key: String {
        let file = configuration.state.masterKeyFile
        let database = configuration.state.directory + "/ledger.sqlite"
        if FileManager.default.fileExists(atPath: file) { return "\(file)" }
        return FileManager.default.fileExists(atPath: database)
            ? "\(file) IS MISSING beside a database: nothing will run without it"
            : "\(file), made with the new database by the first run"
    }

    var text: String {
        var lines = ["The configuration is valid."]
        lines.append("  state       \(configuration.state.directory)")
        lines.append("  master key  \(key)")
        lines.append(
            "  portal      \(configuration.portal.baseURL) (auth \(configuration.portal.authorisation.rawValue))")
        if !configuration.portal.hidesPast {
            lines.append("  past        visits nobody told were performed are taken back 48 hours after their start")
        }
        lines += helseID?.lines ?? []
        if configuration.syntheticNumbers == .accept {
            lines.append("  WARNING     synthetic identity numbers are accepted: this is a test installation")
        }
        lines.append("  status      \(configuration.status.listen.map { "http://\($0)/" } ?? "nothing listens")")
        if let file = configuration.status.textfile { lines.append("  textfile    \(file)") }
        lines.append("  log         \(configuration.logLevel.rawValue)")
        for source in configuration.sources {
            let open = source.rules.services.filter(\.showAppointments).count
            lines.append(
                "  source      \(source.id): \(source.adapter.rawValue), \(source.rules.services.count) services opened, "
                    + "\(open) with appointments, \(source.feed.transport.rawValue) \(source.feed.address)")
        }
        lines += configuration.missingFolders.map { "  WARNING     \($0)" }
        lines += guards.map { "  guard       \($0.0) = \($0.1)" }
        lines += limits.map { "  limit       \($0.0) = \($0.1)" }
        lines += configuration.retention.values.map { "  retention   \($0.0) = \($0.1)" }
        return lines.joined(separator: "\n")
    }

    private struct Document: Encodable {
        struct Source: Encodable {
            var id: String
            var adapter: String
            var transport: String
            var services: Int
        }
        var version = 1
        var valid = true
        var state: String
        var portal: String
        var hidesPast: Bool
        var helseID: HelseIDSummary?
        var syntheticNumbers: Bool
        var sources: [Source]
        var `guard`: [String: Int]
        var limits: [String: Int]
        var retention: [String: Int]
        var warnings: [String]
        var status: Status
        struct Status: Encodable {
            var listen: String
            var textfile: String?
            var logLevel: String
        }
    }

    var json: String {
        let document = Document(
            state: configuration.state.directory, portal: configuration.portal.baseURL,
            hidesPast: configuration.portal.hidesPast, helseID: helseID,
            syntheticNumbers: configuration.syntheticNumbers == .accept,
            sources: configuration.sources.map {
                Document.Source(
                    id: $0.id, adapter: $0.adapter.rawValue, transport: $0.feed.transport.rawValue,
                    services: $0.rules.services.count)
            }, guard: Dictionary(uniqueKeysWithValues: guards), limits: Dictionary(uniqueKeysWithValues: limits),
            retention: Dictionary(uniqueKeysWithValues: configuration.retention.values),
            warnings: configuration.missingFolders,
            status: Document.Status(
                listen: configuration.status.listen?.description ?? "", textfile: configuration.status.textfile,
                logLevel: configuration.logLevel.rawValue))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(document) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }
}
