// A rehearsal: recorded messages, night after night, through the cycle that a municipality runs, against a simulated portal.
// Only what a municipality decides is decided here: everything is opened, everybody is active, and what the guard would hold
// for a person is said and let pass.

import EPJAdapters
import Foundation
import SyncCore
import SyncState

/// One night, and what it came to.
struct ReplayedNight {
    let batch: ReadBatch
    let now: Instant
    var report: RunReport
    /// What a municipality's guard would have asked a person about, in the words it would have used.
    var held: [String]
}

struct Replay {
    let reading: RecordedReading
    let settings: ReplayConfiguration
    let portal: ReplayPortal
    let zone: TimeZoneTable
    let clock: ReplayClock

    /// - Throws: `CommandEnd`, `LedgerFault`.
    func run() async throws -> [ReplayedNight] {
        let configuration = settings.daemon(reading.found)
        let nights = clock.times(of: reading.batches)
        // R20 tells of a performed visit only who was active when it began.
        let before = (nights.map { min($0, reading.found.earliest ?? $0) }.min() ?? clock.last).adding(days: -1)
        try await portal.set(clock: before)
        if portal.adminURL != nil {
            try await portal.activate(reading.found.citizens)
            try begin(configuration, activeSince: before)
        }
        var replayed: [ReplayedNight] = []
        for (batch, now) in zip(reading.batches, nights) where !batch.messages.isEmpty {
            replayed.append(try await night(batch, now, configuration, number: replayed.count + 1))
        }
        return replayed
    }

    private func begin(_ configuration: DaemonConfiguration, activeSince: Instant) throws {
        try CycleRunning.prepareState(configuration.state.directory)
        let ledger = try CycleRunning.ledger(configuration)
        for source in configuration.sources {
            let citizens = reading.found.senders[source.rules.herID]?.citizens ?? []
            try ledger.begin(with: Array(citizens), of: ledger.sourceID(source.id), activeSince: activeSince)
        }
    }

    private func night(
        _ batch: ReadBatch, _ now: Instant, _ configuration: DaemonConfiguration, number: Int
    ) async throws -> ReplayedNight {
        let delivery = ReplayDelivery(feed: settings.feed, number: number)
        try delivery.deliver(batch, reading)
        try await portal.set(clock: now)
        let options = CycleOptions(isFirstRun: true)
        return try await CycleRunning.withCycle(configuration, now: now, options: options) { cycle, _ in
            var night = ReplayedNight(batch: batch, now: now, report: try await cycle.run(.sync), held: [])
            let holds = night.report.sources.flatMap(\.holds)
            if !holds.isEmpty {
                let texts = HoldText(limits: configuration.guardLimits)
                night.held = holds.map { "\($0.exceeded.kind.rawValue): \(texts.sentence($0.exceeded))" }
                try cycle.ledger.approve(holds, at: cycle.clock.current())
                let first = night.report
                night.report = try await cycle.run(.sync)
                night.report.takeReading(of: first)
            }
            night.report.setAside = night.report.setAside.map(delivery.asNamed)
            return night
        }
    }
}

extension RunReport {
    /// What the run before read, when this one only let pass what was held.
    fileprivate mutating func takeReading(of first: RunReport) {
        for index in sources.indices {
            sources[index].messages = first.sources[index].messages
            sources[index].tolerances = first.sources[index].tolerances
        }
        unattributed = first.unattributed
        setAside = first.setAside
        quarantinedEarlier = first.quarantinedEarlier
    }
}

/// For which times the nights are planned: shortly after the newest message of each, never backwards.
struct ReplayClock {
    enum Cause: Equatable {
        case given
        case newestMessage
        case machine
    }

    /// That long after the newest message.
    static let secondsAfter: Int64 = 60
    /// A GenDate further ahead of the machine's clock is somebody's mistake.
    private static let daysAheadMax = 366

    /// Of the last night.
    let last: Instant
    let cause: Cause
    private let latest: Instant

    /// - Parameter given: `--now`.
    init(_ batches: [ReadBatch], given: Instant?, machine: Instant) {
        latest = machine.adding(days: Self.daysAheadMax)
        let newest = batches.compactMap { [latest] in Self.newest($0, before: latest) }.max()
        switch (given, newest) {
        case (let given?, _): (last, cause) = (given, .given)
        case (nil, let newest?): (last, cause) = (newest.adding(seconds: Self.secondsAfter), .newestMessage)
        case (nil, nil): (last, cause) = (machine, .machine)
        }
    }

    /// One for each batch, the last for the last that holds a message.
    func times(of batches: [ReadBatch]) -> [Instant] {
        var times: [Instant] = []
        for batch in batches {
            let own = Self.newest(batch, before: latest)?.adding(seconds: Self.secondsAfter)
            times.append(min(max(own ?? last, times.last ?? .init(seconds: .min / 2_000_000_000)), last))
        }
        if let index = batches.lastIndex(where: { !$0.messages.isEmpty }) { times[index] = last }
        return times
    }

    private static func newest(_ batch: ReadBatch, before latest: Instant) -> Instant? {
        batch.messages.map(\.generated).filter { $0 <= latest }.max()
    }
}
