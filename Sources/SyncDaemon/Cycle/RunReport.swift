// What a run did, by counts, codes and positions. The one value that text, JSON, exit code and history are made from.

import EPJAdapters
import Feeds
import PortalClient
import SyncCore
import SyncState

/// A message that was set aside: where it lay and why.
struct SetAside: Sendable {
    let batch: String
    let file: String
    let finding: Finding
}

struct SourceReport: Sendable {
    let id: String
    var messages: [MessageDisposition: Int] = [:]
    var operations: [OperationKind: Int] = [:]
    var accepted = 0
    var refused = 0
    var unknown = 0
    var left = 0
    /// Not sent, because the portal had just called their citizens not active (R17).
    var dropped = 0
    /// Its plan, once made: `P31`.
    var plan: String?
    /// What the plan would change, and the limits that is held against.
    var tally = PlanTally()
    let limits: GuardLimits
    /// What a run usually creates; `nil` while there are too few to say.
    var usualCreations: Int?
    /// A few operations of each kind.
    var samples = OperationSamples()
    /// For what the guard holds it.
    var holds: [Hold] = []
    /// The source it replaces, which is held.
    var waitsFor: String?
    /// R17: the portal called too many of its citizens not active.
    var stopped: InactiveAnswers?
    /// Answers other than acceptance, by code.
    var answers: [String: Int] = [:]
    var notes: [PlanningNote: Int] = [:]
    var tolerances: [String: Int] = [:]
    var citizensPlanned = 0
    /// What its EPJ was told of in this run.
    var outgoing = OutgoingCounts()
    /// Messages to its EPJ that were delivered in this run, and those that wait after it.
    var delivered = 0
    var waiting = 0
    var receiptsReceived = ReceivedReceipts()

    init(id: String, limits: GuardLimits = GuardLimits()) {
        self.id = id
        self.limits = limits
    }

    var operationCount: Int { operations.values.reduce(0, +) }
    var isHeld: Bool { !holds.isEmpty || waitsFor != nil || stopped != nil }
    /// Nothing that was planned is open.
    var isComplete: Bool { left + unknown == 0 && !isHeld }
}

/// The first operations of each kind, to look at.
struct OperationSamples: Sendable, Equatable {
    private static let max = 3

    private(set) var lines: [OperationKind: [String]] = [:]

    mutating func take(_ operations: [OperationLine], zone: TimeZoneTable) {
        for operation in operations where lines[operation.kind, default: []].count < Self.max {
            lines[operation.kind, default: []].append(operation.text(zone: zone))
        }
    }
}

/// What an EPJ answered to messages of ours.
struct ReceivedReceipts: Sendable, Equatable {
    var accepted = 0
    /// E35 included.
    var refused = 0
    /// E35: the EPJ does not know the citizen.
    var notKnown = 0
    /// They answer nothing of ours, or something that was answered before.
    var unmatched = 0

    mutating func count(_ receipt: ReceivedReceipt, _ end: MessageDisposition) {
        guard end == .applied else {
            unmatched += 1
            return
        }
        if receipt.status == .rejected { refused += 1 } else { accepted += 1 }
        if receipt.errors.contains("E35") { notKnown += 1 }
    }
}

struct RunReport: Sendable {
    let command: String
    var run: Int64 = 0
    let now: Instant
    var sources: [SourceReport]
    /// Messages no configured source sent.
    var unattributed: [MessageDisposition: Int] = [:]
    var setAside: [SetAside] = []
    /// Messages that earlier runs left in quarantine.
    var quarantinedEarlier = 0
    /// Messages in quarantine when the run ended, and since when the oldest; `nil` before that.
    var quarantine: (messages: Int, oldest: Instant?)?
    var asked = 0
    var askedBecause: [AskingReason: Int] = [:]
    /// Why everybody was asked about, where a list of changes should have said whom to ask about.
    var sweptBecause: String?
    var becameActive = 0
    var becameInactive = 0
    var notAnswered = 0
    /// What was left out of plans that were applied, by plan.
    var leftOut: [(plan: String, out: LeftOut)] = []
    /// What kept parts of the run from happening, in whole sentences.
    var problems: [String] = []
    /// The night was over, or it was told to stop, before everything was done.
    var isCutShort = false
    /// Exit codes that apply beside those the counts imply.
    var codes: Set<ExitCode> = []
    var operationList: [String] = []
    /// What was past its time.
    var letGo = LetGo()

    init(command: String, now: Instant, sources: [SourceReport]) {
        self.command = command
        self.now = now
        self.sources = sources
    }

    /// The day lane's.
    var isOfTheDay: Bool { command == "day" }

    /// And not what an operator ordered.
    var isCycle: Bool { ["sync", "plan", "apply"].contains(command) }

    var exitCode: ExitCode {
        var codes = codes
        let quarantined = (sources.map(\.messages) + [unattributed]).contains {
            $0[.quarantined, default: 0] + $0[.refused, default: 0] > 0
        }
        if quarantined || sources.contains(where: { $0.refused + $0.unknown + $0.left > 0 }) || !problems.isEmpty {
            codes.insert(.leftOver)
        }
        if command == "plan", sources.contains(where: { $0.operationCount > 0 }) { codes.insert(.changes) }
        return .worst(codes)
    }
}
