// EPJs' questions who is digitally active (SIDAB): whoever is asked about becomes one of those the portal is asked about,
// and the question waits until it is answered.

import Foundation
import GRDB
import SyncCore

public struct PendingQuestion: Sendable {
    public let message: MessageNumber
    /// What its answer refers to; `nil` where the question had none.
    public let messageID: String?
    public let generated: Instant
    /// `nil` for a question that a version read which answered none.
    public let replyTo: ReplyTo?
    /// In the order asked.
    public let persons: [AskedCitizen]

    init(_ asked: AskedPersons, _ row: Row, _ keys: InstallationKeys) {
        message = MessageNumber(row["message"])
        messageID = asked.messageID
        generated = Instant(nanoseconds: row["generated"])
        replyTo = asked.replyTo
        persons = asked.persons.map { AskedCitizen(key: keys.citizenKey($0), number: $0) }
    }
}

extension Ledger {
    /// The questions of a source that are not answered yet, the oldest first.
    public func pendingQuestions(of source: SourceID) throws(LedgerFault) -> [PendingQuestion] {
        try read("listing questions to answer") { db in
            let rows = try Row.fetchAll(
                db,
                sql: "SELECT message, source, generated, sealed FROM activationQuestion WHERE source = ? ORDER BY 1",
                arguments: [source.row])
            return try rows.map { PendingQuestion(try openQuestion($0), $0, keys) }
        }
    }

    func openQuestion(_ row: Row) throws -> AskedPersons {
        let context = PersonContext.question(source: row["source"], message: row["message"])
        return try AskedPersons(decoding: keys.open(row["sealed"], context: context))
    }
}

/// What is sealed of a question.
struct AskedPersons {
    /// 1 knew nothing of how it is answered.
    private static let version: UInt8 = 2

    var messageID: String?
    var replyTo: ReplyTo?
    var persons: [NationalIdentityNumber]

    init(messageID: String?, replyTo: ReplyTo? = nil, persons: [NationalIdentityNumber]) {
        self.messageID = messageID
        self.replyTo = replyTo
        self.persons = persons
    }

    func encode() -> [UInt8] {
        var writer = ByteWriter(reservingCapacity: 64 + persons.count * 15)
        writer.write(Self.version)
        writer.write(messageID)
        writer.write(replyTo != nil)
        replyTo?.write(to: &writer)
        writer.write(count: persons.count)
        for person in persons { writer.write(person.digits) }
        return writer.bytes
    }

    init(decoding bytes: [UInt8]) throws {
        var reader = ByteReader(bytes)
        let version = try reader.readByte()
        guard (1...Self.version).contains(version) else { throw ByteReader.Mismatch() }
        messageID = try reader.readOptionalString()
        replyTo = try version > 1 && reader.readBool() ? ReplyTo(from: &reader) : nil
        persons = []
        for _ in 0..<(try reader.readCount()) {
            // Whether synthetic numbers are people here was decided when the message was read.
            persons.append(try NationalIdentityNumber(try reader.readString(), synthetic: .accept))
        }
    }
}
