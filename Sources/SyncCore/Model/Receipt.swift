// An application receipt (AppRec): what a sender is told of the reading of one message. It is final, so it is a value
// that is decided once, before any bytes are made of it (HITS 1168 §5.4).

public struct Receipt: Equatable, Sendable {
    /// 1.0 answers PLO 1.5 and Dialogmelding 1.0, 1.1 what came later.
    public enum Version: UInt8, CaseIterable, Sendable {
        case v10 = 1
        case v11
    }

    /// Volven 8258.
    public enum Status: UInt8, CaseIterable, Sendable {
        case accepted = 1
        case refused = 2
        /// Accepted, with an error in a part of the message.
        case partly = 3
    }

    public struct Fault: Equatable, Sendable {
        /// Volven 8221: `T01`, `E31`, `X99` …
        public var code: String
        /// What is wrong and what the sender can do, without any value of the message.
        public var text: String

        public init(code: String, text: String) {
            self.code = code
            self.text = text
        }
    }

    /// The message that is answered.
    public struct Original: Equatable, Sendable {
        /// `MsgInfo/Type` `V` and `DN`.
        public var type: String
        public var typeName: String?
        public var generated: Instant
        public var messageID: String

        public init(type: String, typeName: String? = nil, generated: Instant, messageID: String) {
            self.type = type
            self.typeName = typeName
            self.generated = generated
            self.messageID = messageID
        }
    }

    public var version: Version
    /// A UUID, the receipt's own.
    public var id: String
    public var generated: Instant
    public var sender: CommunicationParty
    public var receiver: CommunicationParty
    public var status: Status
    /// Empty exactly when the status is `accepted`.
    public var faults: [Fault]
    public var original: Original

    public init(
        version: Version, id: String, generated: Instant, sender: CommunicationParty, receiver: CommunicationParty,
        status: Status, faults: [Fault] = [], original: Original
    ) {
        self.version = version
        self.id = id
        self.generated = generated
        self.sender = sender
        self.receiver = receiver
        self.status = status
        self.faults = faults
        self.original = original
    }
}
