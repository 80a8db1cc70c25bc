// An installation whose clock, network and folders are simulated; its ledger is a real one, in memory where the machine has
// such a place.

import Foundation
import PortalClient
import SyncCore
import SyncState
import TestSupport

@testable import SyncDaemon

final class Installation {
    let folder: TemporaryFolder
    let sources: [SourceSetup]
    let configuration: DaemonConfiguration
    let steps: Steps
    let disk: Disk
    let clock: SimulatedClock
    let files: SimulatedFiles
    let network: SimulatedNetwork
    let faults: RequestFaults
    /// A bug planted on purpose, between the daemon and the world.
    let planted: PlantedBug
    /// The time plans are made for, where it is not the clock's.
    var fixedNow: Instant?
    private let seed: UInt64
    private let portalKeys: String
    private var opened: Ledger?

    enum End {
        case report(RunReport)
        case killed
        /// The state could not be written.
        case failed(String)

        var report: RunReport? { if case .report(let report) = self { report } else { nil } }
    }

    init(
        _ sources: [SourceSetup], seed: UInt64, start: Instant, planted: PlantedBug = PlantedBug(),
        portalKeys: String = ""
    ) throws {
        self.sources = sources
        self.seed = seed
        self.portalKeys = portalKeys
        self.planted = planted
        folder = try TemporaryFolder(inMemory: true)
        steps = Steps()
        disk = Disk()
        clock = SimulatedClock(start)
        files = SimulatedFiles(steps: steps, disk: disk)
        files.alter.withLock { $0 = planted.files }
        faults = RequestFaults(seed: seed)
        network = SimulatedNetwork(
            steps: steps, clock: clock, faults: faults,
            outboxes: Dictionary(uniqueKeysWithValues: sources.map { ($0.id, SimulatedOutbox()) }))
        try folder.write(Self.toml(folder.path, planted.portalKeys(portalKeys)), to: "epjsyncd.toml")
        for source in sources {
            try folder.write(planted.configuration(source.toml), to: "sources.d/\(source.index).toml")
            files.put(folder: source.folder + "/inbox")
        }
        var chance = Chance(seed, 3)
        let key = (0..<32).map { _ in UInt8(truncatingIfNeeded: chance.next()) }
        let path = folder.file("master.key")
        try Data(key).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        configuration = try ConfigurationFiles(credentialsDirectory: nil).load(folder.file("epjsyncd.toml"))
        try CycleRunning.prepareState(configuration.state.directory)
    }

    static func toml(_ path: String, _ portalKeys: String, url: String = SimulatedNetwork.portalURL) -> String {
        """
        [state]
        directory = "\(path)/state"
        master_key = "master.key"
        [input]
        synthetic_numbers = "accept"
        [portal]
        base_url = "\(url)"
        auth = "off"
        settle_seconds = 60
        \(portalKeys)
        [night]
        recheck_days = 3
        """
    }

    /// Another installation in the same state, and as much of a world around it.
    func copied() throws -> Installation {
        drop()
        let copy = try Installation(sources, seed: seed, start: clock.now, portalKeys: portalKeys)
        let (from, to) = (configuration.state.directory, copy.configuration.state.directory)
        try FileManager.default.removeItem(atPath: to)
        try FileManager.default.copyItem(atPath: from, toPath: to)
        copy.files.contents = files.contents
        copy.fixedNow = fixedNow
        let (portal, outboxes) = (network.portal.withLock { $0 }, network.outboxes.withLock { $0 })
        copy.network.portal.withLock { $0 = portal }
        copy.network.outboxes.withLock { $0 = outboxes }
        return copy
    }

    /// Both the clock and the time plans are made for.
    func set(_ time: Instant) {
        clock.set(time)
        fixedNow = time
    }

    func ledger() throws -> Ledger {
        if let opened { return opened }
        let ledger = try Ledger(
            directory: configuration.state.directory, keyFile: configuration.state.masterKeyFile,
            rendering: NationalXML(configuration), witness: StateWitness(steps: steps, disk: disk))
        opened = ledger
        return ledger
    }

    /// What a process leaves behind when it is gone.
    func drop() { opened = nil }

    /// Runs one cycle at the clock's time.
    func run(
        _ extent: Cycle.Extent = .sync, killingAt kill: Steps.Kill? = nil, resends: Bool = false,
        isFirstRun: Bool = true
    ) async -> End {
        await run(CycleOptions(isFirstRun: isFirstRun, resends: resends), killingAt: kill) { try await $0.run(extent) }
    }

    /// What the service does by day when a feed has something.
    ///
    /// - Parameter isAsked: also when none has, because what was told before did not arrive.
    func runDay(killingAt kill: Steps.Kill? = nil, isAsked: Bool = false) async -> End {
        await run(CycleOptions(), killingAt: kill) { try await $0.day(tells: true, isAsked: isAsked) }
    }

    private func run(
        _ options: CycleOptions, killingAt kill: Steps.Kill?, _ body: (Cycle) async throws -> RunReport
    ) async -> End {
        do {
            // Opened before anything is counted: what the schema needs is no step of a night.
            let ledger = try ledger()
            steps.begin(killingAt: kill)
            let report = try await body(cycle(ledger, options))
            return steps.isDead ? killed() : .report(report)
        } catch {
            if steps.isDead { return killed() }
            drop()
            return .failed("\(error)")
        }
    }

    private func killed() -> End {
        drop()
        return .killed
    }

    private func cycle(_ ledger: Ledger, _ options: CycleOptions) -> Cycle {
        let clock = clock
        let network = network
        let pause: @Sendable (Double) async -> Void = { clock.pass($0) }
        let helsenorge = Helsenorge(
            session: network,
            configuration: HelsenorgeConfiguration(
                baseURL: configuration.portal.baseURL, authorisation: NoAuthorisation()),
            pause: pause, jitter: { 0.5 })
        var cycle = Cycle(
            configuration: configuration, ledger: ledger, portal: planted.portal(helsenorge), zone: .europeOslo,
            now: planted.now(fixedNow ?? clock.now), clock: CycleClock(current: { clock.look() }, pause: pause),
            progress: Progress(isShown: false), options: options)
        let feeds = planted.feeds(network)
        cycle.feedEdges = FeedEdges(files: files, connect: { _ in feeds })
        return cycle
    }
}
