// `status`: how long ago the last complete cycle ended, and what is open. For people and for monitoring: the exit code
// tells.

import ArgumentParser
import Foundation
import SyncCore
import SyncState

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Tell the last complete cycle, its age, and what is open.")

    /// Older than this, a cycle was missed: a night is promised within a day, and mornings are late.
    static let completeCycleHoursMax = 26

    @OptionGroup var options: CommonOptions

    @Flag(help: "Print every code there is, what it means and what to do, as docs/codes.md, and end.")
    var listCodes = false

    func run() async throws {
        try await ending {
            guard !listCodes else {
                try Output.standard(String(CodeTable.page.dropLast()))
                return .done
            }
            let configuration = try options.load()
            let directory = configuration.state.directory
            guard try configuration.hasLedger() else {
                throw CommandEnd(
                    .stale, "There is no ledger in \(directory) yet: no cycle has ever run. Run 'epjsyncd sync'.")
            }
            let ledger = try Ledger(directory: directory, keyFile: configuration.state.masterKeyFile)
            let status = try Status(ledger: ledger, sources: configuration.sources, now: .current())
            try Output.standard(options.json ? status.json : status.text)
            return status.exitCode
        }
    }
}

/// What `status` tells.
struct Status {
    let lastComplete: Instant?
    let ageHours: Int?
    let lastRun: RunRecord?
    let open: OpenEnds
    /// Of the message that lies in quarantine longest.
    let oldestHours: Int?
    let active: Int
    let inactive: Int
    let silence: SourceSilence

    init(ledger: Ledger, sources: [SourceConfiguration] = [], now: Instant) throws(LedgerFault) {
        lastComplete = try ledger.lastCompleteCycle()
        ageHours = lastComplete.map { Int(now.seconds - $0.seconds) / 3_600 }
        lastRun = try ledger.runs(limit: 1).first
        open = try ledger.openEnds()
        oldestHours = open.oldestQuarantined.map { now.hours(since: $0) }
        (active, inactive) = try ledger.activationCounts()
        silence = SourceSilence(sources, try ledger.hearings(), at: now)
    }

    var exitCode: ExitCode {
        if ageHours.map({ $0 >= StatusCommand.completeCycleHoursMax }) ?? true { return .stale }
        if !open.holds.isEmpty { return .held }
        return open.quarantined + open.possiblyTold + open.refused + open.left + open.undelivered
            + open.withdrawals > 0
            ? .leftOver : .done
    }

    var text: String {
        var lines: [String] = []
        if let lastComplete, let ageHours {
            lines.append("Last complete cycle ended \(lastComplete.iso8601UTC), \(ageHours) hours ago.")
        } else {
            lines.append("No cycle has been complete yet.")
        }
        if let lastRun {
            let end = lastRun.exitCode.map { "exit code \($0)" } ?? "not ended"
            lines.append("Last run: \(lastRun.number), \(lastRun.command), \(end).")
        }
        lines.append("Citizens: \(active) active, \(inactive) not.")
        lines.append(
            "Open: \(open.quarantined) message\(ReportText.plural(open.quarantined)) in quarantine, "
                + "\(open.possiblyTold) entr\(open.possiblyTold == 1 ? "y" : "ies") in doubt, "
                + "\(open.refused) refused, \(open.left) left for the next run.")
        for hold in open.holds {
            lines.append(
                "Held: \(hold.source), \(hold.name): \(hold.exceeded.kind.rawValue), \(hold.exceeded.count) of "
                    + "\(hold.exceeded.whole), since \(hold.since.iso8601UTC). To look: epjsyncd plan --show \(hold.plan). "
                    + "To let it pass: epjsyncd approve \(hold.name).")
        }
        if open.undelivered > 0 {
            lines.append(
                "EPJs: \(open.undelivered) message\(ReportText.plural(open.undelivered)) to them "
                    + "\(open.undelivered == 1 ? "waits" : "wait") to be delivered in the next run.")
        }
        if open.withdrawals > 0 {
            lines.append(
                "Orders: \(open.withdrawals) entr\(open.withdrawals == 1 ? "y" : "ies") ordered off the portal and not taken "
                    + "off yet; the next run does it.")
        }
        if let oldestHours {
            let codes = open.quarantinedByCode.sorted { $0.key.number < $1.key.number }.map { "\($0.key) \($0.value)" }
            lines.append(
                "Quarantine: the oldest for \(oldestHours.hoursInWords); "
                    + "\(codes.joined(separator: ", ")). See 'epjsyncd quarantine list'.")
        }
        return (lines + silence.lines).joined(separator: "\n")
    }

    private struct SilentSource: Encodable {
        var id: String
        var lastBatch: String?
        var hours: Int?
    }

    private struct SilentPair: Encodable {
        var source: String
        var service: String
        var unit: String
        var lastHeard: String?
    }

    private struct Document: Encodable {
        var version = 1
        var lastCompleteCycle: String?
        var ageHours: Int?
        var lastRun: Int64?
        var lastExitCode: Int32?
        var active: Int
        var inactive: Int
        var quarantined: Int
        var quarantinedByCode: [String: Int]
        var oldestQuarantinedHours: Int?
        var inDoubt: Int
        var refused: Int
        var left: Int
        var undelivered: Int
        var held: [String]
        var withdrawalsOpen: Int
        var silentSources: [SilentSource]
        var silentPairs: [SilentPair]
    }

    var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let document = Document(
            lastCompleteCycle: lastComplete?.iso8601UTC, ageHours: ageHours, lastRun: lastRun?.number,
            lastExitCode: lastRun?.exitCode, active: active, inactive: inactive, quarantined: open.quarantined,
            quarantinedByCode: Dictionary(
                uniqueKeysWithValues: open.quarantinedByCode.map { ($0.key.description, $0.value) }),
            oldestQuarantinedHours: oldestHours, inDoubt: open.possiblyTold, refused: open.refused, left: open.left,
            undelivered: open.undelivered, held: open.holds.map(\.name), withdrawalsOpen: open.withdrawals,
            silentSources: silence.sources.map {
                SilentSource(id: $0.id, lastBatch: $0.last?.iso8601UTC, hours: $0.hours)
            },
            silentPairs: silence.pairs.map {
                SilentPair(
                    source: $0.source, service: $0.pair.service, unit: $0.pair.unit, lastHeard: $0.last?.iso8601UTC)
            })
        guard let data = try? encoder.encode(document) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }
}
