// What goes wrong on a night, and the count of what it hit.

import TestSupport

enum FaultKind: String, CaseIterable, Sendable {
    // Of a request
    case unreachable
    /// No answer in time, and nothing done.
    case lost
    /// Done, and no answer in time.
    case answerLost = "answer lost"
    /// No answer in time, and done only after that.
    case late
    case unavailable = "503"
    /// Done, and answered with 500 all the same.
    case failedAfter = "500 after"
    case tooMany = "429"
    /// Done, and the answer is cut.
    case cutAnswer = "cut answer"
    /// Answered as if done, and forgotten; of an outbox: the cursor is.
    case forgotten
    /// 2118 for somebody who is active.
    case notActive = "2118"
    case refused = "422"
    case slow
    /// It arrives twice.
    case twice
    // Of a run
    case killed
    case diskFull = "disk full"
    case clockJump = "clock jump"
    // Of what the EPJs deliver
    case halfBatch = "half batch"
    case duplicates
    case reordered
    case unreadable

    static let ofRequests: [FaultKind] = [
        .unreachable, .lost, .answerLost, .late, .unavailable, .failedAfter, .tooMany, .cutAnswer, .forgotten,
        .notActive, .refused, .slow, .twice,
    ]
}

/// What is done to the other side, as the table tells it.
enum Operations {
    static let toPortal = ["create", "update", "cancel", "withdraw", "perform", "memberIn", "memberOut", "offers"]
    static let questions = ["who is active", "changes of activation", "page"]
    static let toEPJ = ["receipt", "activationTold"]
    static let all = toPortal + questions + toEPJ

    /// Whether a fault can hit it at all.
    static func isExposed(_ operation: String, to fault: FaultKind) -> Bool {
        switch fault {
        case .notActive:
            ["create", "update", "cancel", "withdraw", "perform", "memberIn", "memberOut"].contains(operation)
        case .forgotten: toPortal.contains(operation) || operation == "page"
        case .late: toPortal.contains(operation)
        default: true
        }
    }
}

/// Operation kinds by fault kinds: how often one met the other.
struct FaultTable: Sendable {
    private(set) var counts: [String: [FaultKind: Int]] = [:]

    mutating func count(_ operation: String, _ fault: FaultKind, times: Int = 1) {
        counts[operation, default: [:]][fault, default: 0] += times
    }

    mutating func merge(_ other: FaultTable) {
        for (operation, row) in other.counts { for (fault, times) in row { count(operation, fault, times: times) } }
    }

    /// Cells that are zero and need not be.
    var gaps: [String] {
        Operations.all.flatMap { operation in
            FaultKind.allCases.filter {
                Operations.isExposed(operation, to: $0) && counts[operation]?[$0] ?? 0 == 0
            }.map { "\(operation) by \($0.rawValue)" }
        }
    }

    var text: String {
        let width = 22
        func pad(_ text: String, _ width: Int) -> String {
            String(repeating: " ", count: max(0, width - text.count)) + text
        }
        func cell(_ operation: String, _ fault: FaultKind) -> String {
            guard Operations.isExposed(operation, to: fault) else { return "–" }
            return String(counts[operation]?[fault] ?? 0)
        }
        let columns = FaultKind.allCases.map { fault in
            max(fault.rawValue.count, Operations.all.map { cell($0, fault).count }.max() ?? 1) + 2
        }
        let head = pad("", width) + zip(FaultKind.allCases, columns).map { pad($0.rawValue, $1) }.joined()
        let rows = Operations.all.map { operation in
            pad(operation, width) + zip(FaultKind.allCases, columns).map { pad(cell(operation, $0), $1) }.joined()
        }
        return ([head] + rows).joined(separator: "\n")
    }
}

/// Which requests of a night are hit, and by what.
final class RequestFaults: Sendable {
    private struct State: Sendable {
        var chance: Chance
        var kinds: [FaultKind] = []
        var percent = 0
        var tonight: [String: Int] = [:]
        var table = FaultTable()
    }

    private let state: Guarded<State>

    init(seed: UInt64) { state = Guarded(State(chance: Chance(seed, 0xFA))) }

    func arm(_ kinds: [FaultKind], percent: Int) {
        state.withLock {
            $0.kinds = kinds
            $0.percent = percent
            $0.tonight = [:]
        }
    }

    func draw(for operation: String) -> FaultKind? {
        state.withLock { state in
            state.tonight[operation, default: 0] += 1
            let kinds = state.kinds.filter { Operations.isExposed(operation, to: $0) }
            guard !kinds.isEmpty, state.chance.happens(state.percent) else { return nil }
            let kind = state.chance.pick(kinds)
            state.table.count(operation, kind)
            return kind
        }
    }

    /// A fault of the whole run met everything that was done in it.
    func note(_ fault: FaultKind) {
        state.withLock { state in
            for (operation, times) in state.tonight { state.table.count(operation, fault, times: times) }
        }
    }

    /// What was done by files.
    func did(_ operation: String) { state.withLock { $0.tonight[operation, default: 0] += 1 } }
    func met(_ operation: String, _ fault: FaultKind) { state.withLock { $0.table.count(operation, fault) } }

    func below(_ bound: Int) -> Int { state.withLock { $0.chance.below(bound) } }

    var table: FaultTable { state.withLock { $0.table } }
}
