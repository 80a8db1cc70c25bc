// All metrics, the freshness of the last complete cycle first: of every question whoever looks has, it is the one that
// counts. Labels are source ids of the configuration and stable codes, never a word of a message.

import SyncCore
import SyncState

struct Metrics {
    let sources: [SourceConfiguration]
    let facts: LedgerFacts
    let now: Instant
    /// The end of the night's window in which the newest cycle ended or, in the service, was last tried.
    var nightEnds: Instant?
    var attempt: StatusBoard.Attempt?
    var isConfigurationValid = true
    /// `nil` in a file: there the process is gone when anybody reads it.
    var service: Service?

    struct Service {
        let phase: StatusBoard.Phase
        let started: Instant
        let use: ProcessUse
        let requests: [PortalRequests.Key: Int]
    }

    typealias Sample = Exposition.Sample

    var text: String {
        var all = Exposition()
        addFreshness(&all)
        addCycle(&all)
        addOpenEnds(&all)
        addSources(&all)
        if let service { add(service, &all) }
        all.add(
            "epjsyncd_build_info", .gauge, "The version that says all this.",
            [Sample(["version": EPJSyncDaemon.configuration.version], 1)])
        return all.text
    }

    /// What can be said without the ledger.
    var endOnly: String {
        var all = Exposition()
        addFreshness(&all)
        return all.text
    }

    private func addFreshness(_ all: inout Exposition) {
        all.add(
            "epjsyncd_last_complete_cycle_timestamp_seconds", .gauge,
            "When the last complete cycle (all that could be done without a person: exit code 0, 3 or 4) ended; 0 while "
                + "there was none.",
            facts.lastComplete.map { Int($0.seconds) } ?? 0)
        all.add(
            "epjsyncd_last_complete_cycle_age_seconds", .gauge, "How long that is ago.",
            facts.lastComplete.map { Int(now.seconds - $0.seconds) })
        all.add(
            "epjsyncd_configuration_valid", .gauge, "0 when the configuration was last refused (exit code 78).",
            isConfigurationValid ? 1 : 0)
        all.add(
            "epjsyncd_last_attempt_exit_code", .gauge,
            "Exit code of the newest attempt at a cycle, also of one that left nothing in the ledger.",
            attempt.map { [Sample(["command": $0.command], Double($0.exitCode.rawValue))] } ?? [])
        all.add(
            "epjsyncd_last_attempt_timestamp_seconds", .gauge, "When that attempt ended.",
            attempt.map { Int($0.at.seconds) })
    }

    private func addCycle(_ all: inout Exposition) {
        let newest = facts.newest
        all.add(
            "epjsyncd_last_cycle_exit_code", .gauge, "Exit code of the newest cycle of all sources (sync) that ended.",
            newest?.exitCode.map { Int($0) })
        all.add(
            "epjsyncd_last_cycle_end_timestamp_seconds", .gauge, "When it ended.",
            newest?.ended.map { Int($0.seconds) })
        all.add(
            "epjsyncd_last_cycle_duration_seconds", .gauge, "How long it took.",
            newest.flatMap { run in run.ended.map { Int($0.seconds - run.started.seconds) } })
        all.add(
            "epjsyncd_last_cycle_window_end_timestamp_seconds", .gauge,
            "End of the night's window in which, or before which, it ended: until then it is tried again.",
            nightEnds.map { Int($0.seconds) })
        let night = newest.flatMap { facts.figures[$0.number] } ?? ReportFigures()
        let lanes = [("night", night), ("day", facts.dayFigures)]
        let lanesInWords = "in the newest cycle (lane night), and by day within the last 24 hours (lane day)"
        all.add(
            "epjsyncd_messages", .gauge, "Messages of EPJs by where they ended, \(lanesInWords).",
            samples(lanes, \.messages, "disposition"))
        all.add(
            "epjsyncd_messages_unattributed", .gauge, "Messages of no source by where they ended, \(lanesInWords).",
            lanes.flatMap { lane, figures in
                figures.unattributed.sorted { $0.key < $1.key }.map { key, value -> Sample in
                    Sample(["lane": lane, "disposition": key], Double(value))
                }
            })
        all.add(
            "epjsyncd_operations", .gauge, "Operations planned by kind, \(lanesInWords).",
            samples(lanes, \.operations, "kind"))
        all.add(
            "epjsyncd_outcomes", .gauge, "What became of them, \(lanesInWords).", samples(lanes, \.outcomes, "outcome"))
        all.add(
            "epjsyncd_portal_answers", .gauge, "The portal's answers other than acceptance by code, \(lanesInWords).",
            samples(lanes, \.answers, "code"))
    }

    private func samples(
        _ lanes: [(String, ReportFigures)], _ counts: KeyPath<ReportFigures.Source, [String: Int]>, _ label: String
    ) -> [Sample] {
        lanes.flatMap { lane, figures in
            figures.sources.sorted { $0.key < $1.key }.flatMap { source, figures in
                figures[keyPath: counts].sorted { $0.key < $1.key }.map { key, value -> Sample in
                    Sample(["source": source, "lane": lane, label: key], Double(value))
                }
            }
        }
    }

    private func addOpenEnds(_ all: inout Exposition) {
        let open = facts.open
        var held: [String: [String: Int]] = [:]
        for hold in open.holds { held[hold.source, default: [:]][hold.exceeded.kind.rawValue] = hold.exceeded.count }
        all.add("epjsyncd_holds", .gauge, "Holds that wait for a person.", open.holds.count)
        all.add(
            "epjsyncd_held", .gauge, "How much of what a source is held for, by kind.",
            held.sorted { $0.key < $1.key }.flatMap { source, kinds in
                kinds.sorted { $0.key < $1.key }.map { Sample(["source": source, "kind": $0.key], Double($0.value)) }
            })
        all.add(
            "epjsyncd_oldest_hold_timestamp_seconds", .gauge, "Since when the oldest of them waits.",
            open.holds.map { Int($0.since.seconds) }.min())
        all.add("epjsyncd_quarantined_messages", .gauge, "Messages in quarantine.", open.quarantined)
        all.add(
            "epjsyncd_quarantined", .gauge, "Messages in quarantine by the finding's code.",
            open.quarantinedByCode.sorted { $0.key.number < $1.key.number }.map {
                Sample(["code": $0.key.description], Double($0.value))
            })
        all.add(
            "epjsyncd_quarantine_oldest_age_seconds", .gauge, "Age of the oldest of them by the finding's code.",
            facts.oldestSetAside.sorted { $0.key.number < $1.key.number }.map {
                Sample(["code": $0.key.description], Double(max(0, now.seconds - $0.value.seconds)))
            })
        all.add("epjsyncd_entries_in_doubt", .gauge, "Entries whose last request has no outcome.", open.possiblyTold)
        all.add(
            "epjsyncd_operations_refused", .gauge, "Operations of the newest plans that were refused.", open.refused)
        all.add("epjsyncd_operations_left", .gauge, "Operations of the newest plans left for the next run.", open.left)
        all.add("epjsyncd_messages_undelivered", .gauge, "Messages to EPJs that wait.", open.undelivered)
        all.add(
            "epjsyncd_withdrawals_open", .gauge, "Entries ordered off the portal that it may still show.",
            open.withdrawals)
        all.add(
            "epjsyncd_citizens", .gauge, "Citizens EPJs have spoken of, by what the portal last said of them.",
            [Sample(["state": "active"], Double(facts.active)), Sample(["state": "inactive"], Double(facts.inactive))])
    }

    private func addSources(_ all: inout Exposition) {
        let silence = SourceSilence(sources, facts.hearings, at: now)
        let heard = sources.compactMap { source in facts.hearings[source.id].map { (source.id, $0) } }
        all.add(
            "epjsyncd_source_last_batch_timestamp_seconds", .gauge, "When the last message of a source came.",
            heard.map { Sample(["source": $0.0], Double($0.1.last.seconds)) })
        all.add(
            "epjsyncd_source_silent", .gauge, "1 when nothing has come of a source for 26 hours, or ever.",
            sources.map { source in
                Sample(["source": source.id], silence.sources.contains { $0.id == source.id } ? 1 : 0)
            })
        all.add(
            "epjsyncd_pairs_silent", .gauge,
            "Opened pairs of service and unit that nothing has come of for three nights.",
            sources.map { source in
                Sample(["source": source.id], Double(silence.pairs.count { $0.source == source.id }))
            })
    }

    private func add(_ service: Service, _ all: inout Exposition) {
        let running: String =
            switch service.phase {
            case .starting: "starting"
            case .idle: "idle"
            case .night: "night"
            case .day: "day"
            }
        all.add(
            "epjsyncd_phase", .gauge, "1 for what the service is doing.",
            ["starting", "idle", "night", "day"].map { Sample(["phase": $0], $0 == running ? 1 : 0) })
        all.add(
            "epjsyncd_portal_requests_total", .counter,
            "Requests to the portal since the process began, by interface and status or failure.",
            service.requests.sorted { $0.key < $1.key }.map {
                Sample(["interface": $0.key.interface, "answer": $0.key.answer], Double($0.value))
            })
        // Under names of our own: node_exporter, which reads the file, has the others for itself.
        all.add(
            "epjsyncd_process_start_time_seconds", .gauge, "When the process began.", Int(service.started.seconds))
        all.add("epjsyncd_process_resident_memory_bytes", .gauge, "Memory in use.", service.use.residentBytes)
        all.add(
            "epjsyncd_process_resident_memory_max_bytes", .gauge, "The most it has been.", service.use.residentBytesMax)
        all.add("epjsyncd_process_cpu_seconds_total", .counter, "Processor time used.", service.use.cpuSeconds)
        all.add("epjsyncd_process_open_fds", .gauge, "Open files.", service.use.openFiles)
        all.add("epjsyncd_process_threads", .gauge, "Threads of the process.", service.use.threads)
    }
}
