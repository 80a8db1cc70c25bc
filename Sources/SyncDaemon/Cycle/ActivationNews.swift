// What the portal's list of changes says, or why there is none to go by tonight: then everybody is asked about the same
// night. The list only saves questions; nothing is ever concluded from it.

import PortalClient
import SyncCore
import SyncState

/// Whom the list names, and where it goes on once the answers it led to are stored.
struct ActivationNews {
    /// `nil` without a list to go by.
    var citizens: Set<Digest128>?
    var next: Instant
    /// Why there is no list, in words for the report; `nil` the first time, when there cannot be one.
    var sweptBecause: String?
}

extension Cycle {
    /// A sweep's list goes on from a little before it: a change of that time may not be in its answers yet.
    private static var sweepMarginSeconds: Int64 { 600 }
    /// Pages of one list; what goes on beyond is no list to go by.
    private static var pagesMax: Int { 100 }

    func readChanges() async throws(LedgerFault) -> ActivationNews {
        guard var offset = try ledger.activationOffset() else { return sweep(because: nil) }
        guard offset <= max(now, clock.current()).adding(seconds: Self.sweepMarginSeconds) else {
            // A clock was wrong, ours or the portal's: what changed until that time comes would never be in the list. It is
            // forgotten at once, because tonight's sweep may not come to its end, and tomorrow the time may have come.
            try ledger.forgetActivationOffset()
            return sweep(because: "the portal's list of changes was last read up to a time that has not come yet")
        }
        var citizens = Set<Digest128>()
        for _ in 0..<Self.pagesMax {
            let page: ActivationChangeList
            do throws(PortalFailure) {
                switch try await portal.changesSince(offset) {
                case .list(let list): page = list
                case .notAvailable(let status): return sweep(because: Self.absence(status))
                }
            } catch {
                return sweep(because: Self.cause(error))
            }
            for number in page.citizens { citizens.insert(ledger.keys.citizenKey(number)) }
            // Nothing says whether a list comes in one piece (A5): it is read until nothing more is in it.
            let isLast = page.citizens.isEmpty || page.next <= offset
            offset = page.next
            if isLast { return ActivationNews(citizens: citizens, next: offset) }
        }
        return sweep(because: "the portal's list of changes does not come to an end")
    }

    /// The offset is a time of the portal's: a plan made for tomorrow must not skip what changes today.
    private func sweep(because cause: String?) -> ActivationNews {
        let begun = min(now, clock.current())
        return ActivationNews(
            citizens: nil, next: begun.adding(seconds: -Self.sweepMarginSeconds), sweptBecause: cause)
    }

    static func absence(_ status: Int) -> String {
        status == 410
            ? "the portal's list of changes does not go back to when it was last read (410)"
            : "the portal has no list of changes for us (\(status))"
    }

    static func cause(_ failure: PortalFailure) -> String {
        let list = "the portal's list of changes could not be had"
        switch failure {
        case .unreachable(let reason), .nonsense(let reason): return "\(list): \(reason)"
        case .unauthorised(let status, _): return "\(list): our token is not taken (\(status))"
        case .noToken: return "\(list): there is no token to ask with"
        case .notServed(let status): return "\(list): nothing is served there (\(status))"
        case .unclear(_, let last): return "\(list): \(last)"
        case .refused(let code): return "\(list): refused (\(code))"
        }
    }
}
