// What `approve` answers: which holds may be exceeded, by how much, and until when.

import SyncCore
import SyncState

struct ApprovalAnswer {
    /// Each with the time it was approved at, which may have been before.
    let approvals: [(hold: Hold, at: Instant)]
    let texts: HoldText

    var sources: Set<String> { Set(approvals.map(\.hold.source)) }

    var text: String { approvals.map { sentence($0.hold, $0.at) }.joined(separator: "\n") }

    func sentence(_ hold: Hold, _ at: Instant) -> String {
        let what = texts.approval(hold.exceeded)
        guard hold.approved != nil else {
            return "Approved \(hold.name) of source \(hold.source) for \(Approval.hours) hours: \(what)."
        }
        return "\(hold.name) of source \(hold.source) was approved before, until \(Self.end(at)): \(what)."
    }

    /// - Parameter run: the cycle that was run because of it.
    func json(run: Int64?) -> String {
        var json = OrderedJSON()
        json.add("version", 1)
        json.add(
            "approved",
            approvals.map { hold, at in
                var approved = OrderedJSON()
                approved.add("hold", hold.name)
                approved.add("source", hold.source)
                approved.add("kind", hold.exceeded.kind.rawValue)
                approved.add("count", hold.exceeded.count)
                approved.add("until", Self.end(at))
                return approved
            })
        json.add("run", number: run.map(Int.init))
        return json.text
    }

    private static func end(_ at: Instant) -> String { at.adding(hours: Approval.hours).iso8601UTC }
}

extension HoldText {
    /// `up to 214 visits withdrawn`
    func approval(_ exceeded: Exceeded) -> String {
        switch exceeded.kind {
        case .configuration: "its configuration as it was then"
        case .firstRun: "it may begin"
        case .withdrawals: "up to \(exceeded.count) visits withdrawn"
        case .cancellations: "up to \(exceeded.count) visits cancelled"
        case .changedTimes: "up to \(exceeded.count) visits at another time"
        case .changes: "up to \(exceeded.count) visits changed"
        case .creations: "up to \(exceeded.count) new visits"
        case .contactsEnded: "up to \(exceeded.count) health contacts ended"
        case .goneInactive: "up to \(exceeded.count) citizens gone inactive"
        }
    }
}
