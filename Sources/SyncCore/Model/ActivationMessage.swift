// What an EPJ is told of who uses the portal: a change of one citizen's state, or the answer to its question (SIDAB).

public struct ActivationMessage: Equatable, Sendable {
    public enum Content: Equatable, Sendable {
        /// `SDAB`.
        case status(NationalIdentityNumber, isActive: Bool)
        /// `28` with those of the persons asked about who are active, `29` when none is.
        case answer(active: [NationalIdentityNumber])
    }

    /// Where in a dialogue the message stands (HISD 1154 §4.2).
    public struct Conversation: Equatable, Sendable {
        /// MsgId of the message before.
        public var parent: String
        /// MsgId of the dialogue's first message.
        public var first: String

        public init(parent: String, first: String) {
            self.parent = parent
            self.first = first
        }
    }

    /// A UUID, the message's own.
    public var id: String
    public var generated: Instant
    /// Of an answer; `nil` for what begins a dialogue.
    public var conversation: Conversation?
    public var sender: CommunicationParty
    public var receiver: CommunicationParty
    public var content: Content

    public init(
        id: String, generated: Instant, conversation: Conversation? = nil, sender: CommunicationParty,
        receiver: CommunicationParty, content: Content
    ) {
        self.id = id
        self.generated = generated
        self.conversation = conversation
        self.sender = sender
        self.receiver = receiver
        self.content = content
    }
}
