// Findings the ledger itself makes, because only it knows what came before.

import SyncCore

public enum InboxFinding {
    /// The same MsgId on different content (`epj-messages`: seen in the official acceptance set).
    public static var reusedMessageID: Finding {
        Finding(
            code: FindingCode(181), severity: .refused,
            position: Finding.Position(line: 0, column: 0, element: "MsgHead/MsgInfo/MsgId"),
            text: "The MsgId was used before for other content. The message is set aside and has no effect; "
                + "send it again with a MsgId of its own.")
    }
}
