// What a plan would change, against the limits above which it waits for a person, and a few operations of each kind to look
// at: a table one would read before anything is sent.

import SyncCore

enum PlanTable {
    static func lines(_ source: SourceReport) -> [String] {
        let rows = rows(source).filter { $0.count > 0 }
        guard !rows.isEmpty else { return [] }
        let table = Table.lines(
            [["would", "", "of", "", "held above"]] + rows.map(\.cells), right: [1, 2, 3])
        var lines = table.map { "    " + $0 }
        for kind in OperationKind.allCases {
            guard let samples = source.samples.lines[kind] else { continue }
            let more = source.operations[kind, default: 0] - samples.count
            lines += samples.map { "      " + $0 }
            if more > 0 { lines.append("      … and \(more) more to \(kind.name)") }
        }
        return lines
    }

    private struct Row {
        let what: String
        let count: Int
        var of: Int?
        var limit = ""

        var cells: [String] {
            let share = of.flatMap { $0 > 0 ? percent(count, of: $0) : nil } ?? ""
            return [what, String(count), of.map(String.init) ?? "", share, limit]
        }

        /// One decimal, cut off: a share that is not above a limit is not shown as if it were.
        private func percent(_ part: Int, of whole: Int) -> String {
            let tenths = part * 1_000 / whole
            return "\(tenths / 10).\(tenths % 10) %"
        }
    }

    private static func rows(_ source: SourceReport) -> [Row] {
        let (tally, limits) = (source.tally, source.limits)
        let creations =
            source.usualCreations.map {
                "\(limits.creationsTimesMedianMax) times \($0), and \(limits.creationsCountMax)"
            } ?? "no limit before \(limits.creationsRunsMin) runs"
        return [
            Row(what: "create visits", count: tally.created, limit: creations),
            Row(what: "perform visits", count: tally.performed),
            Row(
                what: "withdraw", count: tally.withdrawn, of: tally.shown, limit: limit(limits.withdrawals, half: true)),
            Row(what: "cancel", count: tally.cancelled, of: tally.shown, limit: limit(limits.cancellations)),
            Row(what: "change the time of", count: tally.moved, of: tally.shown, limit: limit(limits.moves)),
            Row(what: "change in any way", count: tally.changed, of: tally.shown, limit: limit(limits.changes)),
            Row(what: "open contacts", count: tally.contactsOpened),
            Row(
                what: "end contacts", count: tally.contactsEnded, of: tally.contacts,
                limit: limit(limits.contactsEnded, half: true)),
            Row(
                what: "take for inactive", count: tally.goneInactive, of: tally.active,
                limit: limit(limits.goneInactive, half: true)),
        ]
    }

    private static func limit(_ share: GuardLimits.Share, half: Bool = false) -> String {
        "\(share.percentMax) % and \(share.countMax)" + (half ? ", or half" : "")
    }
}
