// The configuration of a rehearsal: every service and unit the messages name is opened, and everything that may be shown is,
// so that nothing stays away because somebody did not open it.

import EPJAdapters
import SyncCore

struct ReplayConfiguration {
    let adapter: AdapterKind
    let wrappers: Set<Wrapper>
    /// Holds the state and the feed.
    let folder: String
    let portalURL: String

    func daemon(_ found: FoundInMessages) -> DaemonConfiguration {
        DaemonConfiguration(
            state: .init(directory: folder + "/state", masterKeyFile: folder + "/master.key"),
            syntheticNumbers: .accept, wrappers: wrappers,
            portal: .init(
                baseURL: portalURL, connectionsMax: 8, maxInFlight: 16, requestsPerSecondMax: 100_000,
                connectTimeoutSeconds: 5, responseTimeoutSeconds: 15, http2: false, authorisation: .off,
                settleSeconds: 0),
            night: .init(window: .standard, horizonDays: 14, recheckDays: 7, statedDaysMax: 365),
            tellsByDay: false, dayIntervalSeconds: 30, guardLimits: GuardLimits(), limits: Limits(), retention: .init(),
            status: .init(listen: nil), logLevel: .info,
            sources: found.senders.sorted { $0.key < $1.key }.map { source($0.key, $0.value, found.names) })
    }

    var feed: String { folder + "/feed" }

    private func source(
        _ herID: String, _ sender: FoundInMessages.Sender, _ names: [String: String]
    ) -> SourceConfiguration {
        let id = "replay-" + herID
        let reasons = CancellationReason.allCases.enumerated().map { ($1, "\($0 + 1)") }
        let number = sender.organisationNumber ?? ""
        let isNumber = number.count == 9 && number.allSatisfy { $0.isASCII && $0.isNumber }
        return SourceConfiguration(
            id: id, municipalityNumber: "0000",
            rules: SourceRules(
                identifierSystem: "urn:epjsync:" + id, organisationNumber: isNumber ? number : "999999999",
                herID: herID, services: OpenedInReplay(sender, names).services, horizonDays: 14, snapshotDays: 28,
                // A recording may span weeks.
                statementMaxAgeHours: 720, cancellationCodes: Dictionary(uniqueKeysWithValues: reasons),
                cancellationDefault: "1"),
            adapter: adapter, feed: .directory(path: feed))
    }
}

/// Everything a sender's messages name, opened.
struct OpenedInReplay {
    private(set) var services: [OpenedService] = []

    init(_ sender: FoundInMessages.Sender, _ names: [String: String]) {
        var units: [String: Set<String>] = [:]
        var codes: [String: Set<String>] = [:]
        for pair in sender.pairs { units[pair.service, default: []].insert(pair.unit) }
        for (unit, listed) in sender.iplos {
            let ofUnit = Set(sender.pairs.filter { $0.unit == unit }.map(\.service))
            for code in listed {
                let service = Self.service(for: code, among: ofUnit)
                units[service, default: []].insert(unit)
                codes[service, default: []].insert(code)
            }
        }
        // R1: what names no service takes the unit's only one, so there must be one.
        let silent = sender.units.subtracting(units.values.reduce(into: []) { $0.formUnion($1) })
        if !silent.isEmpty { units["replay"] = silent }
        services = units.sorted { $0.key < $1.key }.map { id, units in
            OpenedService(
                id: id, name: Self.name(id, names), units: .listed(units.sorted()), showDescription: true,
                showEmployeeName: true, minors: .parentsAndYouth, iplosCodes: codes[id, default: []].sorted())
        }
    }

    /// The unit's only service, the usual one, or one of its own.
    private static func service(for code: String, among services: Set<String>) -> String {
        if services.count == 1, let only = services.first { return only }
        let usual = ServiceNames.service(ofIPLOS: code)
        return usual.flatMap { services.contains($0) ? $0 : nil } ?? "iplos-" + code
    }

    private static func name(_ id: String, _ names: [String: String]) -> String {
        if id == "replay" { return "Hjemmetjenester" }
        guard id.hasPrefix("iplos-") else { return ServiceNames.name(of: id, stated: names) }
        let code = String(id.dropFirst(6))
        return ServiceNames.service(ofIPLOS: code).map { ServiceNames.name(of: $0, stated: names) }
            ?? "Tjeneste (IPLOS \(code))"
    }
}
