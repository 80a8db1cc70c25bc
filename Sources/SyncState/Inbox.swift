// Messages become durable here, slice by slice: the original in its segment, its row, and what it states, in that order
// and the last two in one transaction. A message that is not recorded has not been read; one that is recorded is never
// read again, whatever happens in between.

import Foundation
import GRDB
import SyncCore

/// Where a message ended (R18). Raw values lie in the ledger.
public enum MessageDisposition: Int, CaseIterable, Sendable {
    case applied = 1
    case superseded
    /// The same message again, or one that states the same under a MsgId of its own: no second effect (R14). The latter is
    /// a message of its own all the same and is answered with a receipt of its own.
    case duplicate
    case notForUs
    case refused
    case quarantined

    /// Of what is not for us nothing is kept (R18), and nothing is kept twice.
    fileprivate var keepsOriginal: Bool { self != .notForUs && self != .duplicate }
}

/// A message as it was read, on its way into the ledger.
public struct Arrival: Sendable {
    public enum Verdict: Sendable {
        case states([SyncCore.Statement])
        case asks(ActivationQuestion)
        /// An EPJ's receipt for a message of ours.
        case receipt(ReceivedReceipt)
        case notForUs
        /// Kept, without effect: the finding that decided it.
        case setAside(Finding)
    }

    /// Its name within the batch, told to nobody.
    public var member: String
    public var bytes: [UInt8]
    public var messageID: String?
    public var generated: Instant?
    /// `nil` when no configured source sent it.
    public var source: SourceID?
    public var verdict: Verdict
    /// `nil` for a message that cannot be answered.
    public var replyTo: ReplyTo?

    public init(
        member: String, bytes: [UInt8], messageID: String?, generated: Instant?, source: SourceID?, verdict: Verdict,
        replyTo: ReplyTo? = nil
    ) {
        self.member = member
        self.bytes = bytes
        self.messageID = messageID
        self.generated = generated
        self.source = source
        self.verdict = verdict
        self.replyTo = replyTo
    }
}

extension Ledger {
    /// Reserves the number under which a batch is taken.
    public func beginBatch(at now: Instant) throws(LedgerFault) -> BatchNumber {
        try write("numbering a batch") { db in
            try db.execute(sql: "INSERT INTO batch (taken) VALUES (?)", arguments: [now.seconds])
            return BatchNumber(db.lastInsertedRowID)
        }
    }

    public func endBatch(_ batch: BatchNumber, at now: Instant) throws(LedgerFault) {
        try write("ending a batch") { db in
            try db.execute(
                sql: "UPDATE batch SET ended = ? WHERE number = ?", arguments: [now.seconds, batch.value])
        }
    }

    /// Which members of a batch are already recorded, so that a resumed batch goes on where it was cut off.
    public func recordedMembers(of batch: BatchNumber) throws(LedgerFault) -> Set<Digest128> {
        try read("resuming a batch") { db in
            let rows = try Data.fetchCursor(
                db, sql: "SELECT member FROM message WHERE batch = ?", arguments: [batch.value])
            var members = Set<Digest128>()
            while let member = try rows.next() { members.insert(Digest128(member)) }
            return members
        }
    }

    /// Records a slice of messages and lets what they state count, in one transaction.
    ///
    /// - Parameters:
    ///   - now: the time of receipt; orders a GenDate that lies after it (R14).
    ///   - statedDaysMax: A11.
    /// - Returns: where each message ended, in the order given.
    public func record(
        _ arrivals: [Arrival], batch: BatchNumber, segment: SegmentWriter, now: Instant, statedDaysMax: Int
    ) throws(LedgerFault) -> [MessageDisposition] {
        let placements = try segment.append(arrivals.map(\.originalToKeep))
        let contents = try LedgerFault.translating("recording messages") {
            try zip(arrivals, placements).map {
                try ArrivalContent($0, placed: $1, batch: batch, keys, rendering, now: now)
            }
        }
        return try write("recording messages") { db in
            // A batch taken before the ledger was restored from its backup has no row yet.
            try db.execute(
                sql: "INSERT OR IGNORE INTO batch (number, taken) VALUES (?, ?)",
                arguments: [batch.value, now.seconds])
            let writer = InboxWriter(
                db: db, keys: keys, batch: batch, now: now, statedDaysMax: statedDaysMax, rendering: rendering)
            return try zip(arrivals, contents).map { try writer.record($0, $1) }
        }
    }
}

/// One transaction's work on the inbox.
struct InboxWriter {
    let db: Database
    let keys: InstallationKeys
    let batch: BatchNumber
    /// The time of receipt, also of a message that is read again later (R14).
    let now: Instant
    let statedDaysMax: Int
    let rendering: (any OutgoingRendering)?
    /// `nil` for a message that just arrived.
    var retry: Retry?
    let memory = InboxMemory()

    func record(_ arrival: Arrival, _ content: ArrivalContent) throws -> MessageDisposition {
        switch arrival.verdict {
        case .notForUs: return try insert(arrival, content, .notForUs).0
        case .setAside(let finding):
            // It lies in quarantine already, or was read when it could be.
            if try liesNameless(content, source: arrival.source)
                || earlier(content, source: arrival.source).contains(where: { $0.content == content.key })
            {
                return try insert(arrival, content, .duplicate, isSameAgain: true).0
            }
            return try insert(arrival, content, .quarantined, finding: finding).0
        case .receipt(let receipt): return try insert(arrival, content, end(of: receipt, from: arrival.source)).0
        case .asks(let question):
            if let end = try endUnread(arrival, content) { return end }
            let (_, row) = try insert(arrival, content, .applied)
            if let source = arrival.source {
                try apply(question, of: arrival, source: source, message: row)
            }
            return .applied
        case .states(let statements):
            if let end = try endUnread(arrival, content) { return end }
            return try record(statements, of: arrival, content)
        }
    }

    private func record(
        _ statements: [SyncCore.Statement], of arrival: Arrival, _ content: ArrivalContent
    ) throws -> MessageDisposition {
        if let stated = content.stated, let source = arrival.source, try wasStated(stated, by: source) {
            return try insert(arrival, content, .duplicate).0
        }
        let (_, row) = try insert(arrival, content, .applied, stated: content.stated)
        guard let source = arrival.source else { return .applied }
        var applied = false
        for (part, statement) in statements.enumerated() {
            try link(statement, source: source, message: row)
            if try isOvertaken(statement, source: source) { continue }
            applied =
                try apply(statement, content.encoded[part], source: source, message: row, part: part) || applied
        }
        try hear(statements, from: source)
        if applied { try note(statements, source: source) }
        if applied || statements.isEmpty { return .applied }
        try db.execute(
            sql: "UPDATE message SET disposition = ? WHERE id = ?",
            arguments: [MessageDisposition.superseded.rawValue, row])
        return .superseded
    }

    /// Where a readable message ends whose MsgId was used before; `nil` for one that is to be read.
    private func endUnread(_ arrival: Arrival, _ content: ArrivalContent) throws -> MessageDisposition? {
        let earlier = try earlier(content, source: arrival.source)
        if earlier.contains(where: { $0.wasRead && $0.content == content.key }) {
            return try insert(arrival, content, .duplicate, isSameAgain: true).0
        }
        // Same id, other bytes: nobody can say which is meant. What was set aside before had no effect and is in
        // nobody's way: its sender's next attempt under the same id is the one that is meant, and is read.
        guard earlier.contains(where: { ($0.wasRead || $0.isLater) && $0.content != content.key }) else { return nil }
        // It lies in quarantine once, however often it comes.
        guard !earlier.contains(where: { $0.content == content.key }) else {
            return try insert(arrival, content, .duplicate, isSameAgain: true).0
        }
        return try insert(arrival, content, .quarantined, finding: InboxFinding.reusedMessageID).0
    }

    private struct EarlierMessage {
        let content: Digest128
        let wasRead: Bool
        /// It came after the message that is now read again.
        let isLater: Bool
    }

    /// By the sender and the key.
    static let earlierMessages = """
        SELECT contentKey, disposition, id FROM message
        WHERE source IS ? AND messageKey = ? AND disposition IN (1, 2, 3, 6) AND id IS NOT ?
        """

    /// Messages of the same sender under the same MsgId; another sender may count as it likes.
    private func earlier(_ content: ArrivalContent, source: SourceID?) throws -> [EarlierMessage] {
        guard let messageKey = content.messageKey else { return [] }
        // A duplicate has the key only when it was one by what it states, under this MsgId.
        var earlier: [EarlierMessage] = []
        let select = try db.cachedStatement(sql: Self.earlierMessages)
        try select.forEachRow([HotValue(source?.row), .bytes(messageKey.data), HotValue(retry?.row)]) { row in
            guard let content = row.digest(0) else { throw DatabaseError(resultCode: .SQLITE_CORRUPT) }
            earlier.append(
                EarlierMessage(
                    content: content, wasRead: row.number(1) != MessageDisposition.quarantined.rawValue,
                    isLater: retry.map { $0.row < row.number(2) } ?? false))
        }
        return earlier
    }

    /// - Parameters:
    ///   - isSameAgain: bytes that are known under their MsgId, which stays the first one's.
    ///   - stated: what it is known by to whoever states the same later.
    private func insert(
        _ arrival: Arrival, _ content: ArrivalContent, _ disposition: MessageDisposition, finding: Finding? = nil,
        isSameAgain: Bool = false, stated: Digest128? = nil
    ) throws -> (MessageDisposition, Int64) {
        let messageKey = isSameAgain ? nil : content.messageKey
        if let retry {
            try rewrite(retry.row, arrival, messageKey, disposition, finding: finding, stated: stated)
            try answer(arrival, content, row: retry.row, messageKey, disposition, finding)
            return (disposition, retry.row)
        }
        let original = disposition.keepsOriginal ? content.original : nil
        try db.cachedStatement(
            sql: """
                INSERT INTO message (batch, member, source, messageKey, contentKey, disposition, code, line, "column",
                    element, received, generated, bytes, segmentOffset, segmentLength, sealedKey, statedKey)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).run([
            .number(batch.value), .bytes(content.member), HotValue(arrival.source?.row), HotValue(messageKey?.data),
            .bytes(content.key.data), HotValue(disposition.rawValue), HotValue(finding?.code.number),
            HotValue(finding?.position.line), HotValue(finding?.position.column), HotValue(finding?.position.element),
            .number(now.seconds), HotValue(arrival.generated?.nanoseconds), HotValue(content.bytes),
            HotValue(original?.offset), HotValue(original?.length), HotValue(original?.sealedKey),
            HotValue(stated?.data),
        ])
        let row = db.lastInsertedRowID
        try answer(arrival, content, row: row, messageKey, disposition, finding)
        return (disposition, row)
    }

    // MARK: Stated

    /// - Parameter encoded: the statement's content.
    /// - Returns: whether the statement counts; an older one than what is known does not (R14).
    func apply(
        _ statement: SyncCore.Statement, _ encoded: [UInt8], source: SourceID, message: Int64, part: Int
    ) throws -> Bool {
        let key = try know(
            statement.citizen, as: currentKey(of: statement.citizen, source: source), stated: statement.birthDate,
            by: source)
        // R14: a GenDate after receipt is ordered as the receipt's time.
        let generated = min(statement.generated, now)
        let isEncoded = generated == statement.generated
        let expires = generated.adding(days: statedDaysMax)
        var place = StatedPlace(
            source: source.row, citizen: key, kind: .services, unit: "", message: message, part: part)
        switch statement.content {
        case .services(var services):
            services.generated = generated
            return try put(
                isEncoded ? encoded : services.encode(), place, generated: generated, expires: expires)
        case .visits(var visits):
            visits.generated = generated
            place.kind = visits.kind == .snapshot ? .snapshot : .push
            place.unit = visits.unit
            let hasPushes = try hasPushes(place)
            if hasPushes { try dropPushes(overruledBy: visits, place) }
            let stated = visits
            visits = try withoutOverruled(visits, place)
            if visits.events.isEmpty, !stated.events.isEmpty { return false }
            if hasPushes { try prolongPushes(after: stated, place) }
            try rememberPhases(of: visits, place)
            let over = place.kind == .push ? try end(of: visits, place) : nil
            return try put(
                isEncoded && place.kind == .snapshot ? encoded : visits.encode(), place, generated: generated,
                expires: min(expires, over ?? expires))
        case .unitServices(var services):
            services.generated = generated
            return try writer(key, source, message).apply(services)
        case .death(let death): return try writer(key, source, message).apply(death)
        case .privacy(let privacy): return try writer(key, source, message).apply(privacy)
        }
    }

    private func writer(_ citizen: Data, _ source: SourceID, _ message: Int64) -> PersonStatementWriter {
        PersonStatementWriter(
            db: db, keys: keys, source: source.row, citizen: citizen, message: message, now: now,
            statedDaysMax: statedDaysMax)
    }

    /// Everyone in a question becomes one of those the portal is asked about; it is answered after that.
    private func apply(
        _ question: ActivationQuestion, of arrival: Arrival, source: SourceID, message: Int64
    ) throws {
        for person in question.persons { try know(person, stated: nil, by: source) }
        let asked = AskedPersons(
            messageID: arrival.messageID, replyTo: arrival.replyTo, persons: question.persons)
        try db.execute(
            sql: "INSERT INTO activationQuestion (message, source, generated, sealed) VALUES (?, ?, ?, ?)",
            arguments: [
                message, source.row, min(question.generated, now).nanoseconds,
                try keys.seal(asked.encode(), context: PersonContext.question(source: source.row, message: message)),
            ])
    }

    private func put(
        _ bytes: [UInt8], _ place: StatedPlace, generated: Instant, expires: Instant
    ) throws -> Bool {
        if place.kind != .push, try !takePlace(place, generated) { return false }
        try db.cachedStatement(
            sql: """
                INSERT INTO stated (source, citizen, kind, unit, message, part, generated, expires, sealed)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).run(
            place.list + [
                .number(place.message), HotValue(place.part), .number(generated.nanoseconds), .number(expires.seconds),
                .bytes(try keys.seal(bytes, context: place.context)),
            ])
        return true
    }

    /// Of lists there is one: the newest. It is deleted by its whole key: else SQLite makes a table of what to delete first.
    ///
    /// - Returns: `false` when there is a newer one.
    private func takePlace(_ place: StatedPlace, _ generated: Instant) throws -> Bool {
        let select = try db.cachedStatement(
            sql: """
                SELECT message, part, generated FROM stated WHERE source = ? AND citizen = ? AND kind = ? AND unit = ?
                """)
        var older: (message: Int64, part: Int64)?
        var isOvertaken = false
        try select.forEachRow(place.list) { row in
            older = (row.number(0), row.number(1))
            isOvertaken = row.number(2) > generated.nanoseconds
        }
        guard let older, !isOvertaken else { return !isOvertaken }
        try db.cachedStatement(
            sql: """
                DELETE FROM stated
                WHERE source = ? AND citizen = ? AND kind = ? AND unit = ? AND message = ? AND part = ?
                """
        ).run(place.list + [.number(older.message), .number(older.part)])
        return true
    }
}

enum StatedKind: Int {
    case services
    case snapshot
    case push
}

/// Where a statement lies. Its sealed bytes open nowhere else.
struct StatedPlace {
    var source: Int64
    var citizen: Data
    var kind: StatedKind
    /// Lies in the sealed bytes of a visit statement as well, so the context goes without.
    var unit: String
    var message: Int64
    var part: Int

    /// The list it is, or a push among those of its unit.
    fileprivate var list: [HotValue] { [.number(source), .bytes(citizen), HotValue(kind.rawValue), .text(unit)] }

    var context: Data {
        var context = Data("stated \(source) \(kind.rawValue) \(message) \(part) ".utf8)
        context.append(citizen)
        return context
    }
}
