// R17: "not digitally active" (2118) is information about one citizen. So many of them at once are not: then the active
// check and the portal's gate do not speak of the same citizens, and whoever goes on only collects refusals.

import SyncCore

/// Whom a source's run was sent something for, and whom the portal called not active.
struct InactiveAnswers {
    /// Held when more citizens than this were refused, and more than `shareMaxPercent` of those something was sent for.
    static let citizensMax = 20
    static let shareMaxPercent = 5

    private(set) var sentTo = Set<Digest128>()
    private(set) var refused = Set<Digest128>()
    /// Once held, a source stays held: later acceptances do not undo it.
    private(set) var isHeld = false

    mutating func sent(to citizen: Digest128, isRefused: Bool) {
        sentTo.insert(citizen)
        if isRefused { refused.insert(citizen) }
        if refused.count > Self.citizensMax, refused.count * 100 > sentTo.count * Self.shareMaxPercent { isHeld = true }
    }

    func sentence(source: String, left: Int) -> String {
        "Source \(source) is held: the portal called \(refused.count) of \(sentTo.count) citizens not digitally active "
            + "(2118) whom its active check had called active; more than \(Self.citizensMax) and more than "
            + "\(Self.shareMaxPercent) % stop a source. Nobody was made inactive by it. \(left) of its operations wait for "
            + "the next run, which asks about these citizens first. If it happens again, ask the portal's operator with "
            + "this code whether check and calendar know the same citizens, and look whether portal.base_url and the token "
            + "belong to one environment."
    }
}
