// What an EPJ is told of who is digitally active: each change of a citizen it knows (SDAB), and the answers to its
// questions (28, 29). Nothing is told of the dead (R11).

import Foundation
import GRDB
import SyncCore

/// A citizen who became active, or no longer is.
public struct ActivationChange: Sendable {
    public let citizen: Digest128
    public let number: NationalIdentityNumber
    public let becomes: ActivationState

    /// Unknown to active is a change; unknown to inactive is none: an EPJ takes everybody for inactive of whom it was told
    /// nothing.
    static func isTold(from was: ActivationState, to becomes: ActivationState) -> Bool {
        was != becomes && !(was == .unknown && becomes == .inactive)
    }
}

extension Ledger {
    /// Stores an SDAB for each change and each source whose EPJ knows the citizen, in the transaction of the change.
    func tell(_ changed: [(citizen: Digest128, becomes: ActivationState)], at now: Instant, _ db: Database) throws {
        guard let rendering, !changed.isEmpty else { return }
        let dead = try Deaths.read(among: Set(changed.map(\.citizen.data)), keys: keys, db)
        let outgoing = OutgoingWriter(db: db, keys: keys, rendering: rendering, now: now)
        for (citizen, becomes) in changed where !dead.contains(citizen.data) {
            let sealed = try Data.fetchOne(
                db.cachedStatement(sql: "SELECT sealed FROM citizen WHERE key = ?"), arguments: [citizen.data])
            guard let sealed else { continue }
            let record = try CitizenRecord(decoding: keys.open(sealed, context: citizen.data))
            // Whether synthetic numbers are people here was decided when the message was read.
            let number = try NationalIdentityNumber(record.number, synthetic: .accept)
            try outgoing.tell(ActivationChange(citizen: citizen, number: number, becomes: becomes))
        }
    }

    /// Answers every question that waits, from what is known after a check: active is who is known to be. A person the
    /// portal gave no answer about is not among them.
    public func answerQuestions(at now: Instant) throws(LedgerFault) {
        guard let rendering else { return }
        try write("answering questions") { db in
            let questions = try Row.fetchAll(
                db,
                sql: """
                    SELECT q.message, q.source, q.generated, q.sealed, s.name FROM activationQuestion q
                    JOIN source s ON s.id = q.source ORDER BY q.message
                    """)
            let outgoing = OutgoingWriter(db: db, keys: keys, rendering: rendering, now: now)
            for row in questions {
                let question = PendingQuestion(try openQuestion(row), row, keys)
                guard let parties = question.parties ?? rendering.parties(ofSource: row["name"]) else { continue }
                let source: Int64 = row["source"]
                try outgoing.tell(
                    source,
                    ActivationMessage(
                        id: keys.outgoingID(.answer, question.identity(source: source)), generated: now,
                        conversation: question.conversation, sender: parties.sender, receiver: parties.receiver,
                        content: .answer(active: try active(among: question.persons, db))), .answer)
                try db.execute(
                    sql: "DELETE FROM activationQuestion WHERE message = ?", arguments: [question.message.value])
            }
        }
    }

    /// In the order asked, each once.
    private func active(among persons: [AskedCitizen], _ db: Database) throws -> [NationalIdentityNumber] {
        let dead = try Deaths.read(among: Set(persons.map(\.key.data)), keys: keys, db)
        var seen = dead
        return try persons.filter { person in
            guard seen.insert(person.key.data).inserted else { return false }
            return try Bool.fetchOne(
                db.cachedStatement(sql: "SELECT state = 1 FROM activation WHERE citizen = ?"),
                arguments: [person.key.data]) ?? false
        }.map(\.number)
    }
}

extension OutgoingWriter {
    fileprivate func tell(_ change: ActivationChange) throws {
        let sources = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT s.id, s.name FROM sourceCitizen k JOIN source s ON s.id = k.source WHERE k.citizen = ?
                    ORDER BY s.id
                    """), arguments: [change.citizen.data])
        for source in sources {
            guard let parties = rendering.parties(ofSource: source[1]) else { continue }
            // The number of the message tells two changes of the same second apart.
            let newest = try Int64.fetchOne(db, sql: "SELECT max(number) FROM outgoing") ?? 0
            var subject = ByteWriter()
            subject.write(source[0] as Int64)
            subject.write(change.becomes.rawValue)
            subject.write(now.nanoseconds)
            subject.write(newest)
            try tell(
                source[0],
                ActivationMessage(
                    id: keys.outgoingID(.status, subject.bytes + change.citizen.bytes), generated: now,
                    sender: parties.sender, receiver: parties.receiver,
                    content: .status(change.number, isActive: change.becomes == .active)), .status)
        }
    }
}

extension PendingQuestion {
    /// From whom it was, and for whom, turned about.
    fileprivate var parties: (sender: CommunicationParty, receiver: CommunicationParty)? {
        replyTo.map { ($0.sender, $0.receiver) }
    }

    fileprivate var conversation: ActivationMessage.Conversation? {
        guard let messageID = replyTo?.original.messageID ?? messageID else { return nil }
        return ActivationMessage.Conversation(parent: messageID, first: replyTo?.conversation ?? messageID)
    }

    /// What its answer's id is made from.
    fileprivate func identity(source: Int64) -> [UInt8] {
        var writer = ByteWriter()
        writer.write(source)
        writer.write(messageID)
        writer.write(message.value)
        return writer.bytes
    }
}
