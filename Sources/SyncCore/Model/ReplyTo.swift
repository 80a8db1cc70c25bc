// What a message must be remembered by so that it can be answered later than it was read: a negative receipt comes after
// three days, and the answer to a question after the next check.

public struct ReplyTo: Equatable, Sendable {
    public var acknowledgement: Envelope.Acknowledgement
    /// Which AppRec the sender reads.
    public var version: Receipt.Version
    public var original: Receipt.Original
    /// MsgId of the dialogue's first message; the message's own where it is the first.
    public var conversation: String
    /// Who answers: whom the message was for.
    public var sender: CommunicationParty
    /// Who is answered: whom the message is from.
    public var receiver: CommunicationParty

    public init(
        acknowledgement: Envelope.Acknowledgement, version: Receipt.Version, original: Receipt.Original,
        conversation: String, sender: CommunicationParty, receiver: CommunicationParty
    ) {
        self.acknowledgement = acknowledgement
        self.version = version
        self.original = original
        self.conversation = conversation
        self.sender = sender
        self.receiver = receiver
    }
}

extension ReplyTo {
    public func write(to writer: inout ByteWriter) {
        writer.write(acknowledgement.rawValue)
        writer.write(version.rawValue)
        writer.write(original.type)
        writer.write(original.typeName)
        writer.write(original.generated.nanoseconds)
        writer.write(original.messageID)
        writer.write(conversation)
        sender.write(to: &writer)
        receiver.write(to: &writer)
    }

    public init(from reader: inout ByteReader) throws(ByteReader.Mismatch) {
        guard let acknowledgement = Envelope.Acknowledgement(rawValue: try reader.readString()),
            let version = Receipt.Version(rawValue: try reader.readByte())
        else { throw ByteReader.Mismatch() }
        self.acknowledgement = acknowledgement
        self.version = version
        original = Receipt.Original(
            type: try reader.readString(), typeName: try reader.readOptionalString(),
            generated: Instant(nanoseconds: try reader.readInt64()), messageID: try reader.readString())
        conversation = try reader.readString()
        sender = try CommunicationParty(from: &reader)
        receiver = try CommunicationParty(from: &reader)
    }
}

extension CommunicationParty {
    fileprivate func write(to writer: inout ByteWriter) {
        organisation.write(to: &writer)
        writer.write(unit != nil)
        unit?.write(to: &writer)
    }

    fileprivate init(from reader: inout ByteReader) throws(ByteReader.Mismatch) {
        let organisation = try Organisation(from: &reader)
        self.init(organisation: organisation, unit: try reader.readBool() ? Organisation(from: &reader) : nil)
    }
}

extension CommunicationParty.Organisation {
    fileprivate func write(to writer: inout ByteWriter) {
        writer.write(name)
        writer.write(herID)
    }

    fileprivate init(from reader: inout ByteReader) throws(ByteReader.Mismatch) {
        self.init(name: try reader.readString(), herID: try reader.readString())
    }
}
