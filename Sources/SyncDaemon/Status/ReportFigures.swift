// The numbers of a run's report, read back from the ledger; of several runs they add up. Of every name in them only what is
// a stable code goes on: a portal's answer is the portal's text, whatever it should be.

import Foundation
import SyncCore

struct ReportFigures: Sendable, Equatable {
    struct Source: Sendable, Equatable {
        var messages: [String: Int] = [:]
        var operations: [String: Int] = [:]
        var outcomes: [String: Int] = [:]
        var answers: [String: Int] = [:]
        /// For what it is held, with how much.
        var held: [String: Int] = [:]
    }

    var sources: [String: Source] = [:]
    /// Messages of no source, by where they ended.
    var unattributed: [String: Int] = [:]
    /// Messages in quarantine at the run's end, and since when the oldest; `nil` of a version that did not say.
    var quarantined: Int?
    var oldestQuarantined: Instant?

    private struct Document: Decodable {
        struct Held: Decodable {
            var kind: String
            var count: Int?
        }
        struct Source: Decodable {
            var id: String
            var messages: [String: Int]?
            var operations: [String: Int]?
            var outcomes: [String: Int]?
            var answers: [String: Int]?
            var held: [Held]?
        }
        struct Quarantine: Decodable {
            var messages: Int
            var oldest: String?
        }
        var sources: [Source]?
        var unattributed: [String: Int]?
        var quarantine: Quarantine?
    }

    init() {}

    init?(_ report: String?) {
        guard let report, let document = try? JSONDecoder().decode(Document.self, from: Data(report.utf8)) else {
            return nil
        }
        for source in document.sources ?? [] {
            var held: [String: Int] = [:]
            for hold in source.held ?? [] { held[hold.kind, default: 0] += hold.count ?? 1 }
            sources[source.id] = Source(
                messages: source.messages ?? [:], operations: source.operations ?? [:],
                outcomes: source.outcomes ?? [:],
                answers: Dictionary(
                    (source.answers ?? [:]).map { (Self.code($0.key), $0.value) }, uniquingKeysWith: +), held: held)
        }
        unattributed = document.unattributed ?? [:]
        quarantined = document.quarantine?.messages
        oldestQuarantined = document.quarantine?.oldest.flatMap { Instant(iso8601WithOffset: $0) }
    }

    /// What a portal's answer is counted under: its code, or a word of ours.
    static func code(_ answer: String) -> String {
        if answer.contains(" ") { return "unclear" }
        let isCode =
            (1...24).contains(answer.count)
            && answer.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" || $0 == ".") }
        // Eleven digits in a row are nobody's code.
        return isCode && answer.filter(\.isNumber).count < 9 ? answer : "other"
    }

    /// Counts add up; what is held or lies in quarantine is what the later one says.
    mutating func add(_ later: ReportFigures) {
        for (id, source) in later.sources {
            var sum = sources[id] ?? Source()
            sum.messages.merge(source.messages, uniquingKeysWith: +)
            sum.operations.merge(source.operations, uniquingKeysWith: +)
            sum.outcomes.merge(source.outcomes, uniquingKeysWith: +)
            sum.answers.merge(source.answers, uniquingKeysWith: +)
            sum.held = source.held
            sources[id] = sum
        }
        unattributed.merge(later.unattributed, uniquingKeysWith: +)
        quarantined = later.quarantined ?? quarantined
        oldestQuarantined = later.quarantined == nil ? oldestQuarantined : later.oldestQuarantined
    }

    func sum(_ counts: KeyPath<Source, [String: Int]>, _ names: String...) -> Int {
        sources.values.reduce(0) { sum, source in
            let all = source[keyPath: counts]
            return sum + (names.isEmpty ? all.values.reduce(0, +) : names.reduce(0) { $0 + all[$1, default: 0] })
        }
    }

    var isHeld: Bool { sources.values.contains { !$0.held.isEmpty } }
}
