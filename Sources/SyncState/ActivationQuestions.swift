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
    /// In the order asked.
    public let persons: [AskedCitizen]
}

extension Ledger {
    /// The questions of a source that are not answered yet, the oldest first.
    public func pendingQuestions(of source: SourceID) throws(LedgerFault) -> [PendingQuestion] {
        try read("listing questions to answer") { db in
            let rows = try Row.fetchAll(
                db,
                sql: "SELECT message, generated, sealed FROM activationQuestion WHERE source = ? ORDER BY message",
                arguments: [source.row])
            return try rows.map { row in
                let context = PersonContext.question(source: source.row, message: row[0])
                let asked = try AskedPersons(decoding: keys.open(row[2], context: context))
                return PendingQuestion(
                    message: MessageNumber(row[0]), messageID: asked.messageID,
                    generated: Instant(nanoseconds: row[1]),
                    persons: asked.persons.map { AskedCitizen(key: keys.citizenKey($0), number: $0) })
            }
        }
    }

    /// The questions are answered; who was asked about in them is forgotten with them.
    public func settle(_ questions: [PendingQuestion]) throws(LedgerFault) {
        try write("settling questions") { db in
            for question in questions {
                try db.execute(
                    sql: "DELETE FROM activationQuestion WHERE message = ?", arguments: [question.message.value])
            }
        }
    }
}

/// What is sealed of a question.
struct AskedPersons {
    private static let version: UInt8 = 1

    var messageID: String?
    var persons: [NationalIdentityNumber]

    init(messageID: String?, persons: [NationalIdentityNumber]) {
        self.messageID = messageID
        self.persons = persons
    }

    func encode() -> [UInt8] {
        var writer = ByteWriter(reservingCapacity: 64 + persons.count * 15)
        writer.write(Self.version)
        writer.write(messageID)
        writer.write(count: persons.count)
        for person in persons { writer.write(person.digits) }
        return writer.bytes
    }

    init(decoding bytes: [UInt8]) throws {
        var reader = ByteReader(bytes)
        guard try reader.readByte() == Self.version else { throw ByteReader.Mismatch() }
        messageID = try reader.readOptionalString()
        persons = []
        for _ in 0..<(try reader.readCount()) {
            // Whether synthetic numbers are people here was decided when the message was read.
            persons.append(try NationalIdentityNumber(try reader.readString(), synthetic: .accept))
        }
    }
}
