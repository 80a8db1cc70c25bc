// An application receipt (AppRec 1.0 or 1.1) that an EPJ sent: its one, final answer to a message of ours (HIS 80415).

/// What an EPJ says of having read a message of ours.
public struct ReceivedReceipt: Equatable, Sendable {
    /// Volven 8258.
    public enum Status: Int, Sendable {
        case accepted = 1
        case rejected = 2
        /// Accepted with a fault in a part of it.
        case partlyAccepted = 3
    }

    /// Of the receipt itself, as written.
    public var id: String
    public var generated: Instant
    public var status: Status
    /// Volven 8221, each once, in the order of the receipt. Texts are left behind.
    public var errors: [String]
    /// MsgId of the message that is answered, lower case.
    public var originalMessageID: String

    public init(
        id: String, generated: Instant, status: Status, errors: [String] = [], originalMessageID: String
    ) {
        self.id = id
        self.generated = generated
        self.status = status
        self.errors = errors
        self.originalMessageID = originalMessageID
    }
}
