// What an operator reads at four in the morning about a source that is held: what, how many against which limit, since when,
// what to type to look, and what to type to let it pass.

import SyncCore
import SyncState

struct HoldText {
    let limits: GuardLimits

    /// A whole paragraph, one sentence a hold.
    ///
    /// - Parameter mayApply: whether the plan could be sent as it is.
    func paragraph(source: String, plan: String, holds: [Hold], mayApply: Bool = true) -> String {
        let whats = holds.map { "\($0.name): \(sentence($0.exceeded)), since \($0.since.iso8601UTC)." }
        let names = holds.map(\.name).joined(separator: " ")
        return "Source \(source) is held, and nothing of its plan \(plan) was sent. \(whats.joined(separator: " ")) "
            + "Nobody has to decide before 08:00. To look: epjsyncd plan --show \(plan). If it is right: epjsyncd approve "
            + "\(names), good for \(Approval.hours) hours\(mayApply ? ", or epjsyncd apply \(plan), which sends exactly this plan" : ""). If "
            + "it is not: put the source right; its next run plans anew."
    }

    func waiting(source: String, plan: String, replaced: String) -> String {
        "Source \(source) waits, and nothing of its plan \(plan) was sent: it replaces \(replaced), which is held, and no "
            + "citizen is to see both."
    }

    /// `214 of 1830 shown visits would be withdrawn (more than 10 % and more than 20)`
    func sentence(_ exceeded: Exceeded) -> String {
        let (count, whole) = (exceeded.count, exceeded.whole)
        switch exceeded.kind {
        case .configuration:
            return "the configuration of the source has changed since its last plan that was sent"
        case .firstRun:
            return "nothing was ever told of this source, and \(count) operations would be the first (epjsyncd sync "
                + "--first-run lets it begin)"
        case .withdrawals:
            let unit = exceeded.unit.map { ", and unit \($0) would lose half of what it shows" } ?? ""
            return "\(count) of \(whole) shown visits would be withdrawn\(unit) \(reason(limits.withdrawals))"
        case .cancellations:
            return "\(count) of \(whole) shown visits would be cancelled \(reason(limits.cancellations, half: false))"
        case .changedTimes:
            return "\(count) of \(whole) shown visits would change their time \(reason(limits.moves, half: false))"
        case .changes:
            return "\(count) of \(whole) shown visits would change \(reason(limits.changes, half: false))"
        case .creations:
            return "\(count) visits would be new, where a run usually has \(whole) (more than "
                + "\(limits.creationsTimesMedianMax) times that and more than \(limits.creationsCountMax))"
        case .contactsEnded:
            return "\(count) of \(whole) health contacts would be ended \(reason(limits.contactsEnded))"
        case .goneInactive:
            return
                "the portal calls \(count) of \(whole) active citizens inactive \(reason(limits.goneInactive)); they "
                + "count as active until this is approved"
        }
    }

    private func reason(_ share: GuardLimits.Share, half: Bool = true) -> String {
        "(more than \(share.percentMax) % and more than \(share.countMax)\(half ? ", or half" : ""))"
    }
}
