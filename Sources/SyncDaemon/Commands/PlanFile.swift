// What `plan --out` writes and `apply` takes: which plans, what they were made from, and how much they hold. The operations
// themselves lie sealed in the ledger; nothing in the file is about anybody.

import Foundation
import SyncCore
import SyncState

struct PlanFile: Codable {
    struct Plan: Codable {
        var plan: String
        var source: String
        /// The configuration it was made by.
        var terms: String
        var operations: [String: Int]
    }

    var version = 1
    var run: String
    var now: String
    var plans: [Plan]

    init(_ report: RunReport, ledger: Ledger) throws {
        run = String(report.run)
        now = report.now.iso8601UTC
        plans = []
        for name in report.sources.compactMap(\.plan) {
            guard let number = PlanReference.number(name), let plan = try ledger.keptPlan(number) else { continue }
            plans.append(Plan(plan))
        }
    }

    func write(to path: String) throws(CommandEnd) {
        do {
            try JSONEncoder.sorted.encode(self).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw CommandEnd(
                .stateUnwritable,
                "The plan could not be written to \(path): \(VerifyInput.reason(error)). It is kept all the same: "
                    + "\(plans.map(\.plan).joined(separator: ", ")).")
        }
    }

    static func read(_ path: String) throws(CommandEnd) -> PlanFile {
        guard let data = FileManager.default.contents(atPath: path),
            let file = try? JSONDecoder().decode(PlanFile.self, from: data), file.version == 1
        else {
            throw CommandEnd(
                .inputUnreadable,
                "\(Mistyped.shown(path, else: "What was given")) is no plan: give the id of a plan (P31), or a file written by 'epjsyncd plan --out'. Nothing was "
                    + "sent.")
        }
        return file
    }

    private struct Shown: Encodable {
        var version = 1
        var plan: Plan
        var waiting: Bool
        var holds: [String]
        var lines: [String]
    }

    static func json(_ plan: KeptPlan, holds: [Hold], lines: [String]) -> String {
        let shown = Shown(plan: Plan(plan), waiting: plan.isWaiting, holds: holds.map(\.name), lines: lines)
        guard let data = try? JSONEncoder.sorted.encode(shown) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }
}

extension PlanFile.Plan {
    init(_ plan: KeptPlan) {
        self.plan = plan.id.name
        source = plan.source
        terms = plan.terms?.hexadecimal ?? ""
        operations = Dictionary(uniqueKeysWithValues: plan.operations.map { ($0.key.name, $0.value) })
    }
}

extension JSONEncoder {
    fileprivate static var sorted: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }
}

/// What an operator names a plan by: its id, or the file.
struct PlanReference {
    let text: String

    init(_ text: String) { self.text = text }

    /// Of `P31` or `p31`.
    static func number(_ name: String) -> Int64? {
        guard name.first == "P" || name.first == "p" else { return nil }
        return Int64(name.dropFirst())
    }

    /// - Throws: `CommandEnd` with exit code 65 when there is no such plan.
    func plans(in ledger: Ledger) throws -> [KeptPlan] {
        if let number = Self.number(text) {
            guard let plan = try ledger.keptPlan(number) else {
                throw CommandEnd(
                    .inputUnreadable,
                    "There is no plan \(Mistyped.shown(text.uppercased())). 'epjsyncd status' names what is held. Nothing was sent."
                )
            }
            return [plan]
        }
        let file = try PlanFile.read(text)
        return try file.plans.map { named in
            guard let number = Self.number(named.plan), let plan = try ledger.keptPlan(number),
                plan.source == named.source, plan.terms?.hexadecimal ?? "" == named.terms
            else {
                throw CommandEnd(
                    .inputUnreadable,
                    "The plan in \(text) is not one of this installation's. Nothing was sent.")
            }
            return plan
        }
    }
}
