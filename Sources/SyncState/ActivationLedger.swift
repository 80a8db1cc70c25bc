// Who the portal calls active, as of the last time it was asked. A number the portal left out of its answer stays what it
// was: absence proves nothing.

import Foundation
import GRDB
import SyncCore

public struct ActivationAnswer: Sendable, Equatable {
    public var citizen: Digest128
    public var isActiveSelf: Bool
    public var isActiveViaOthers: Bool

    public init(citizen: Digest128, isActiveSelf: Bool, isActiveViaOthers: Bool) {
        self.citizen = citizen
        self.isActiveSelf = isActiveSelf
        self.isActiveViaOthers = isActiveViaOthers
    }

    /// R2: self or via others.
    public var isActive: Bool { isActiveSelf || isActiveViaOthers }
}

public struct ActivationChanges: Sendable, Equatable {
    public var becameActive = 0
    public var becameInactive = 0
}

/// A citizen to ask about.
public struct AskedCitizen: Sendable {
    public let key: Digest128
    public let number: NationalIdentityNumber
}

extension Ledger {
    /// Everyone of the person set (whoever the sources' messages speak of or ask about) whom the round asks about, the most
    /// urgent reason first and in the order of keys within it.
    public func citizensToAsk(
        _ round: ActivationRound
    ) throws(LedgerFault) -> [(citizen: Digest128, reason: AskingReason)] {
        try read("listing citizens to ask about") { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT c.key, a.asked, a.recheck FROM citizen c LEFT JOIN activation a ON a.citizen = c.key
                    ORDER BY c.key
                    """)
            var citizens: [AskingReason: [Digest128]] = [:]
            while let row = try rows.next() {
                let citizen = Digest128(row[0] as Data)
                let reason = round.reason(
                    of: citizen, asked: (row[1] as Int64?).map { Instant(seconds: $0) },
                    isToBeAskedAgain: row[2] as Int? == 1)
                if let reason { citizens[reason, default: []].append(citizen) }
            }
            return AskingReason.allCases.flatMap { reason in citizens[reason, default: []].map { ($0, reason) } }
        }
    }

    /// Where the portal's list of changes goes on; `nil` before the first full sweep.
    public func activationOffset() throws(LedgerFault) -> Instant? {
        try read("reading how far activation changes are known") { db in
            let stored = try Data.fetchOne(
                db, sql: "SELECT value FROM installation WHERE name = ?", arguments: [Self.offsetName])
            return stored.flatMap { Int64(String(decoding: $0, as: UTF8.self)) }.map { Instant(nanoseconds: $0) }
        }
    }

    /// The next run asks about everybody.
    public func forgetActivationOffset() throws(LedgerFault) {
        try write("forgetting how far activation changes are known") { db in
            try db.execute(sql: "DELETE FROM installation WHERE name = ?", arguments: [Self.offsetName])
        }
    }

    private static let offsetName = "activationOffset"

    private func keep(_ offset: Instant, _ db: Database) throws {
        try db.execute(
            sql: "INSERT OR REPLACE INTO installation (name, value) VALUES (?, ?)",
            arguments: [Self.offsetName, Data(String(offset.nanoseconds).utf8)])
    }

    /// Opens the numbers of citizens, in the order given.
    public func citizens(_ keys: [Digest128]) throws(LedgerFault) -> [AskedCitizen] {
        try read("opening identity numbers") { db in
            let find = try db.cachedStatement(sql: "SELECT sealed FROM citizen WHERE key = ?")
            return try keys.compactMap { digest in
                let key = digest.data
                guard let sealed = try Data.fetchOne(find, arguments: [key]) else { return nil }
                let record = try CitizenRecord(decoding: self.keys.open(sealed, context: key))
                // Whether synthetic numbers are people here was decided when the message was read.
                return AskedCitizen(key: digest, number: try NationalIdentityNumber(record.number, synthetic: .accept))
            }
        }
    }

    /// Which of these are active, as far as is known.
    public func active(among citizens: [Digest128]) throws(LedgerFault) -> Set<Digest128> {
        try read("reading who is active") { db in
            let find = try db.cachedStatement(sql: "SELECT 1 FROM activation WHERE citizen = ? AND state = 1")
            return Set(
                try citizens.filter { try Bool.fetchOne(find, arguments: [$0.data]) ?? false })
        }
    }

    /// Stores one answer of the portal.
    ///
    /// Whoever became inactive loses the details of what was told (R3); whoever became active is new to the next plan. The
    /// EPJs that know them are told in the same transaction.
    ///
    /// - Parameters:
    ///   - unanswered: were asked about and are missing from the answer: they stay what they were and are asked about again.
    ///   - offset: with the last answer the list of changes led to, where the list goes on. Stored here, it is never ahead
    ///     of the answers.
    public func record(
        _ answers: [ActivationAnswer], at now: Instant, unanswered: [Digest128] = [], offset: Instant? = nil
    ) throws(LedgerFault) -> ActivationChanges {
        try write("recording who is active") { db in
            var changes = ActivationChanges()
            var told: [(citizen: Digest128, becomes: ActivationState)] = []
            for answer in answers {
                let key = answer.citizen.data
                let before = try Int.fetchOne(
                    db.cachedStatement(sql: "SELECT state FROM activation WHERE citizen = ?"), arguments: [key])
                let was = before.flatMap { ActivationState(rawValue: UInt8($0)) } ?? .unknown
                let becomes: ActivationState = answer.isActive ? .active : .inactive
                if ActivationChange.isTold(from: was, to: becomes) { told.append((answer.citizen, becomes)) }
                if becomes == .active, was != .active { changes.becameActive += 1 }
                if becomes == .inactive, was == .active {
                    changes.becameInactive += 1
                    try reduce(key, db)
                }
                try db.cachedStatement(
                    sql: """
                        INSERT INTO activation (citizen, state, viaOthersOnly, activeSince, isNew, asked, recheck)
                        VALUES (:citizen, :state, :via, :since, :new, :asked, 0)
                        ON CONFLICT (citizen) DO UPDATE SET viaOthersOnly = :via, asked = :asked, recheck = 0,
                            activeSince = CASE WHEN state = 1 AND :state = 1 THEN activeSince ELSE :since END,
                            isNew = CASE WHEN state = 1 AND :state = 1 THEN isNew ELSE :new END, state = :state
                        """
                ).execute(arguments: [
                    "citizen": key, "state": Int(becomes.rawValue),
                    "via": answer.isActiveViaOthers && !answer.isActiveSelf ? 1 : 0,
                    "since": becomes == .active ? now.seconds : nil, "new": becomes == .active ? 1 : 0,
                    "asked": now.seconds,
                ])
            }
            try tell(told, at: now, db)
            for citizen in unanswered { try askAgain(citizen, db) }
            if let offset { try keep(offset, db) }
            return changes
        }
    }

    /// R3: identifier, times, unit and service stay, so that a return can be sorted out; everything else goes. Nothing
    /// told compares equal any more, because a citizen who returns is sent everything.
    private func reduce(_ citizen: Data, _ db: Database) throws {
        // What a killed run intended or planned for the citizen first: closed later, it would bring the details back.
        try OutcomeWriter(db: db).closeUnsettled(of: citizen)
        let rows = try Row.fetchAll(
            db, sql: "SELECT source, entry, sealed FROM entryContent WHERE citizen = ?", arguments: [citizen])
        for row in rows {
            let context = EntryContent.context(source: row["source"], citizen: citizen, entry: row["entry"])
            var content = try EntryContent.decode(keys.open(row["sealed"], context: context))
            content.shown = content.shown.reduced
            try db.execute(
                sql: "UPDATE entryContent SET sealed = ? WHERE source = ? AND citizen = ? AND entry = ?",
                arguments: [
                    try keys.seal(EntryContent.encode(content), context: context), row["source"], citizen,
                    row["entry"],
                ])
        }
        try db.execute(sql: "UPDATE entry SET fingerprint = NULL WHERE citizen = ?", arguments: [citizen])
        try db.execute(sql: "UPDATE membership SET told = 1 WHERE citizen = ? AND told = 2", arguments: [citizen])
    }

    /// R17: the portal refused something because the citizen is not active. No proof, but a reason to ask first.
    public func suspectInactive(_ citizens: Set<Digest128>) throws(LedgerFault) {
        guard !citizens.isEmpty else { return }
        try write("marking citizens to ask about again") { db in
            for citizen in citizens { try askAgain(citizen, db) }
        }
    }

    /// Whoever was never answered about has no row, and is asked about again for that reason.
    private func askAgain(_ citizen: Digest128, _ db: Database) throws {
        try db.cachedStatement(sql: "UPDATE activation SET recheck = 1 WHERE citizen = ?")
            .execute(arguments: [citizen.data])
    }

    public func activationCounts() throws(LedgerFault) -> (active: Int, inactive: Int) {
        try read("counting activation") { db in
            let row = try Row.fetchOne(
                db,
                sql: "SELECT total(state = 1) AS active, total(state = 2) AS inactive FROM activation")
            return (Int(row?["active"] as Double? ?? 0), Int(row?["inactive"] as Double? ?? 0))
        }
    }

    /// After a complete run the newly active are like everybody else.
    public func settleNewlyActive() throws(LedgerFault) {
        try write("settling newly active citizens") { db in
            try db.execute(sql: "UPDATE activation SET isNew = 0 WHERE isNew = 1")
        }
    }
}
