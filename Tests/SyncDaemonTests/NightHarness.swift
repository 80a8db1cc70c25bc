// A whole installation in a folder: configuration, feed, ledger, and a portal inside the test. Nights are run by the same
// cycle the program runs; only the portal, the clock and the waiting are the test's.

import Foundation
import SyncCore
import SyncState
import TestSupport

@testable import SyncDaemon

final class NightHarness {
    let folder: TemporaryFolder
    let portal: RecordingPortal
    /// As the files say it; a test may set what no file can.
    var configuration: DaemonConfiguration
    private var batches = 0
    private var ids = 0

    /// Synthetic persons of the tests.
    static let anna = "01824049986"
    static let birger = "41819077302"

    /// - Parameters:
    ///   - feed: keys in place of the feed's path.
    ///   - another: the HER-id of a second source in the same feed.
    init(
        active: Set<String> = [NightHarness.anna], services: String = NightHarness.standardServices,
        more: String = "", portalURL: String = "http://127.0.0.1:9", auth: String = "auth = \"off\"",
        portalKeys: String = "", feed: String? = nil, another: String? = nil
    ) throws {
        folder = try TemporaryFolder()
        portal = RecordingPortal(active: active)
        try folder.write(
            """
            [state]
            directory = "\(folder.path)/state"
            [input]
            synthetic_numbers = "accept"
            [portal]
            base_url = "\(portalURL)"
            \(auth)
            requests_per_second_max = 100000
            settle_seconds = 0
            \(portalKeys)
            """, to: "epjsyncd.toml")
        let path = "path = \"\(folder.file("feed"))\""
        let source = Self.source(path: folder.file("feed"), services: services, more: more)
        try folder.write(feed.map { source.replacing(path, with: $0) } ?? source, to: "sources.d/a.toml")
        if let another {
            let second = source.replacing("9901-gerica", with: "9902-profil").replacing("87688", with: another)
            try folder.write(feed.map { second.replacing(path, with: $0) } ?? second, to: "sources.d/b.toml")
        }
        try FileManager.default.createDirectory(atPath: folder.file("feed/inbox"), withIntermediateDirectories: true)
        configuration = try ConfigurationFiles(credentialsDirectory: nil).load(folder.file("epjsyncd.toml"))
        try CycleRunning.prepareState(configuration.state.directory)
    }

    static let standardServices = """
        [[service]]
        id = "9"
        her_ids = ["95316"]
        name = "Hjemmesykepleie"
        show_employee_name = true
        [[service]]
        id = "12"
        her_ids = ["95316"]
        name = "Praktisk bistand"
        """

    static func source(path: String, services: String, more: String = "") -> String {
        """
        id = "9901-gerica"
        municipality_number = "9901"
        organisation_number = "999944454"
        her_id = "87688"
        identifier_system = "urn:epjsync:9901-gerica"
        adapter = "gerica"
        path = "\(path)"
        cancellation_reason_default = "1"
        \(more)
        \(services)
        [cancellation_reasons]
        "Avlyst av tjeneste" = "1"
        "Avlyst - ikke hjemme" = "2"
        "Avlyst av tjenestemottaker selv" = "3"
        "Avlyst på vegne av tjenestemottaker" = "4"
        """
    }

    func nextID() -> String {
        ids += 1
        return GericaMessage.id(ids)
    }

    /// Writes a batch as an EPJ does: under `.part`, then renamed.
    func deliver(_ files: [(name: String, text: String)]) throws {
        batches += 1
        let name = "b" + String(1_000 + batches)
        let part = folder.file("feed/inbox/\(name).part")
        try FileManager.default.createDirectory(atPath: part, withIntermediateDirectories: true)
        for (file, text) in files { try Data(text.utf8).write(to: URL(fileURLWithPath: part + "/" + file)) }
        try FileManager.default.moveItem(atPath: part, toPath: folder.file("feed/inbox/\(name)"))
    }

    func deliver(_ messages: [GericaMessage]) throws {
        try deliver(messages.enumerated().map { (String(format: "%06d.xml", $0), $1.xml) })
    }

    /// Writes a bundle as an EPJ does.
    func deliverBundle(_ text: String, named name: String? = nil) throws {
        batches += 1
        let name = name ?? "b\(1_000 + batches).xml"
        try folder.write(text, to: "feed/inbox/\(name).part")
        try FileManager.default.moveItem(
            atPath: folder.file("feed/inbox/\(name).part"), toPath: folder.file("feed/inbox/\(name)"))
    }

    /// Every file and folder of what the EPJ delivered, sorted.
    func feedContents() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder.file("feed")).sorted()
            .filter { !$0.hasPrefix("outgoing") }
    }

    func ledger(_ state: String? = nil) throws -> Ledger {
        try Ledger(
            directory: state ?? configuration.state.directory, keyFile: configuration.state.masterKeyFile,
            rendering: NationalXML(configuration))
    }

    /// Everyone the portal would be asked about.
    func personSet() throws -> [Digest128] {
        let round = ActivationRound(changed: nil, now: Instant(seconds: 0), recheckDays: 7)
        return try ledger().citizensToAsk(round).map(\.citizen)
    }

    /// Runs a cycle for that time, with a copy of the state where one is named.
    ///
    /// - Parameters:
    ///   - clockStands: whether the machine's clock stands at that time too, and not where it really is.
    ///   - reading: what happens whenever the clock is read.
    func run(
        _ now: String, _ extent: Cycle.Extent = .sync, options: CycleOptions = CycleOptions(isFirstRun: true),
        state: String? = nil, clockStands: Bool = false,
        reading: @escaping @Sendable () -> Void = {}, limit: CycleLimit = .none
    ) async throws -> RunReport {
        try await cycle(
            now, options: options, state: state, clockStands: clockStands, reading: reading, limit: limit
        ).run(extent)
    }

    func cycle(
        _ now: String, options: CycleOptions = CycleOptions(isFirstRun: true), state: String? = nil,
        clockStands: Bool = false, reading: @escaping @Sendable () -> Void = {}, limit: CycleLimit = .none
    ) async throws -> Cycle {
        let ledger = try ledger(state)
        let now = Instant(iso8601WithOffset: now) ?? Instant(seconds: 0)
        await portal.setTime(now)
        return Cycle(
            configuration: configuration, ledger: ledger, portal: portal, zone: .europeOslo, now: now,
            clock: CycleClock(
                current: {
                    reading()
                    return clockStands ? now : .current()
                }, pause: { _ in }), progress: Progress(isShown: false), limit: limit, options: options)
    }

    func shown(_ value: String) async -> ShownAppointment? { await portal.entries[value]?.shown }
}
