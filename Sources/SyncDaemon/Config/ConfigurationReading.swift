// Every key of the configuration, once: its name, type, bounds, unit and default.

import EPJAdapters
import Foundation
import SyncCore

struct ConfigurationReading {
    /// Of the main file; relative names start here.
    let directory: String
    let credentialsDirectory: String?

    func daemon(_ top: ConfigTable) -> DaemonConfiguration {
        let state = top.table("state")
        let input = top.table("input")
        let portal = top.table("portal")
        let night = top.table("night")
        let guarding = top.table("guard")
        let day = top.table("day")
        let limits = top.table("limits")
        let retention = top.table("retention")
        let helseid = top.table("helseid")
        let status = top.table("status")
        let log = top.table("log")
        let portalSettings = readPortal(portal)
        let configuration = DaemonConfiguration(
            state: readState(state), syntheticNumbers: readSynthetic(input), wrappers: readWrappers(input),
            portal: portalSettings,
            helseID: readHelseID(
                helseid, auth: portalSettings.authorisation, usesDPoP: portal.boolean("dpop", default: true)),
            night: readNight(night),
            tellsByDay: day.boolean("enabled", default: true),
            dayIntervalSeconds: day.integer("interval_seconds", default: 30, 1...3_600, unit: "seconds"),
            guardLimits: readGuard(guarding), limits: readLimits(limits), retention: readRetention(retention),
            status: readStatus(status), logLevel: readLogLevel(log), sources: [])
        for table in [state, input, portal, helseid, night, day, guarding, limits, retention, status, log, top] {
            table.finish()
        }
        return configuration
    }

    func resolve(_ name: String) -> String { name.hasPrefix("/") ? name : directory + "/" + name }

    /// Where a credential lies: systemd's folder when it is there, else beside the configuration, by itself or in a folder
    /// `credentials` of its own.
    func credential(_ name: String) -> String {
        if name.hasPrefix("/") { return name }
        for folder in [credentialsDirectory, directory + "/credentials"].compactMap(\.self) {
            let path = folder + "/" + name
            if FileManager.default.fileExists(atPath: path) { return path }
        }
        return resolve(name)
    }

    private func readState(_ table: ConfigTable) -> DaemonConfiguration.State {
        DaemonConfiguration.State(
            directory: resolve(table.string("directory", default: "/var/lib/epjsyncd")),
            masterKeyFile: credential(table.string("master_key", default: "master.key")))
    }

    private enum Synthetic: String, CaseIterable { case refuse, accept }

    private func readSynthetic(_ table: ConfigTable) -> NationalIdentityNumber.SyntheticNumbers {
        table.choice("synthetic_numbers", default: Synthetic.refuse) == .accept ? .accept : .refuse
    }

    private func readWrappers(_ table: ConfigTable) -> Set<Wrapper> {
        let names = table.strings("wrappers")
        let wrappers = names.compactMap(Wrapper.init)
        if wrappers.count != names.count {
            let known = Wrapper.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
            table.complain("wrappers", "must be a list of \(known)")
        }
        return Set(wrappers)
    }

    private func readPortal(_ table: ConfigTable) -> DaemonConfiguration.PortalSettings {
        let settings = DaemonConfiguration.PortalSettings(
            baseURL: table.required("base_url"),
            connectionsMax: table.integer("connections_max", default: 8, 1...256, unit: "connections"),
            maxInFlight: table.integer("max_in_flight", default: 16, 1...1_000, unit: "requests"),
            requestsPerSecondMax: table.integer("requests_per_second_max", default: 50, 1...100_000, unit: "requests"),
            connectTimeoutSeconds: table.integer("connect_timeout_seconds", default: 5, 1...300, unit: "seconds"),
            responseTimeoutSeconds: table.integer("response_timeout_seconds", default: 15, 1...300, unit: "seconds"),
            http2: table.boolean("http2", default: false),
            authorisation: table.choice("auth", default: .helseid) ?? .helseid,
            bearerTokenFile: table.string("bearer_token").map(credential),
            settleSeconds: table.integer("settle_seconds", default: 60, 0...3_600, unit: "seconds"),
            certificateAuthorityFile: table.string("ca_file").map(resolve), proxy: table.string("proxy"),
            hidesPast: table.boolean("hides_past", default: true))
        check(settings, table)
        return settings
    }

    private func check(_ settings: DaemonConfiguration.PortalSettings, _ table: ConfigTable) {
        let loopback = PortalAddress.isLoopback(settings.baseURL)
        if !settings.baseURL.isEmpty, !PortalAddress.isUsable(settings.baseURL) {
            table.complain("base_url", "must be https://HOST, or http:// to a loopback address, without a query")
        }
        switch settings.authorisation {
        case .helseid: break
        case .bearer:
            if settings.bearerTokenFile == nil {
                table.complain("bearer_token", "is missing; auth = \"bearer\" needs the name of the token's file")
            }
        case .off:
            if !loopback { table.complain("auth", "is \"off\", which is allowed to loopback addresses only") }
        }
    }

    private func readNight(_ table: ConfigTable) -> DaemonConfiguration.Night {
        DaemonConfiguration.Night(
            window: readWindow(table),
            horizonDays: table.integer("horizon_days", default: 14, 1...180, unit: "days"),
            recheckDays: table.integer("recheck_days", default: 7, 1...365, unit: "days"),
            statedDaysMax: table.integer("stated_days_max", default: 30, 0...365, unit: "days"))
    }

    private func readWindow(_ table: ConfigTable) -> NightWindow {
        let start = timeOfDay(table, "start", default: NightWindow.standard.start)
        let end = timeOfDay(table, "end", default: NightWindow.standard.end)
        if let window = NightWindow(start: start, end: end) { return window }
        table.complain("end", "is the same as start; a night that is over when it begins has no cycle")
        return .standard
    }

    /// Seconds after midnight.
    private func timeOfDay(_ table: ConfigTable, _ key: String, default standard: Int) -> Int {
        guard let text = table.string(key) else { return standard }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let isWellFormed =
            parts.count == 2 && parts.allSatisfy { $0.count == 2 && $0.allSatisfy("0123456789".contains) }
        if isWellFormed, let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60 {
            return hour * 3_600 + minute * 60
        }
        table.complain(key, "must be a time of day in Norway, \"HH:MM\", such as \"01:00\"")
        return standard
    }

    private func readLimits(_ table: ConfigTable) -> Limits {
        var limits = Limits()
        func set(_ key: String, _ path: WritableKeyPath<Limits, Int>, _ bounds: ClosedRange<Int>, _ unit: String) {
            limits[keyPath: path] = table.integer(key, default: limits[keyPath: path], bounds, unit: unit)
        }
        set("message_bytes_max", \.messageBytesMax, 1_024...1 << 30, "bytes")
        set("bundle_bytes_max", \.bundleBytesMax, 1_024...1 << 40, "bytes")
        set("element_depth_max", \.elementDepthMax, 16...250, "levels")
        set("attributes_per_element_max", \.attributesPerElementMax, 4...1_000, "attributes")
        set("elements_per_message_max", \.elementsPerMessageMax, 100...10_000_000, "elements")
        set("text_bytes_max", \.textBytesMax, 1_000...1 << 24, "bytes")
        set("documents_per_message_max", \.documentsPerMessageMax, 1...10_000, "documents")
        set("events_per_message_max", \.eventsPerMessageMax, 10...1_000_000, "events")
        set("services_per_message_max", \.servicesPerMessageMax, 10...100_000, "services")
        set("persons_per_message_max", \.personsPerMessageMax, 10...100_000, "persons")
        set("attachment_bytes_max", \.attachmentBytesMax, 1_024...1 << 30, "bytes")
        set("occurrences_per_series_max", \.occurrencesPerSeriesMax, 20...10_000, "occurrences")
        set("description_characters_max", \.descriptionCharactersMax, 0...1_000, "characters")
        return limits
    }
}

/// The portal's address, as far as the configuration has an opinion on it.
enum PortalAddress {
    static func isUsable(_ url: String) -> Bool {
        guard let components = URLComponents(string: url), let host = components.host, !host.isEmpty,
            components.query == nil, components.fragment == nil, components.user == nil
        else { return false }
        return components.scheme == "https" || (components.scheme == "http" && isLoopback(url))
    }

    static func isLoopback(_ url: String) -> Bool {
        guard let host = URLComponents(string: url)?.host else { return false }
        return host == "localhost" || host == "::1" || host == "[::1]"
            || (host.hasPrefix("127.") && host.split(separator: ".").count == 4)
    }
}
