// The finding the ledger itself makes, because only it knows what came before.

import SyncCore

public enum InboxFinding {
    /// The same MsgId on different content (`epj-messages`: seen in the official acceptance set).
    public static var reusedMessageID: Finding { FindingKind.messageIDReused.finding(about: "MsgHead/MsgInfo/MsgId") }
}
