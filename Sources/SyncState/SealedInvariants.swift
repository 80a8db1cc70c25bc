// Proofs that open what is sealed: that it opens, and that it says what the columns beside it say. One row in memory at a
// time, however many there are.

import Foundation
import GRDB
import SyncCore

extension LedgerProof {
    static var sealed: [Claim] {
        [
            Claim(
                name: "numbers-open", rule: "",
                statement: "every citizen's number opens, and is the one his key is made of",
                prove: { proof in
                    try proof.every("SELECT key, sealed FROM citizen") { row in
                        let key: Data = row[0]
                        let record = try CitizenRecord(decoding: proof.keys.open(row[1], context: key))
                        let number = try NationalIdentityNumber(record.number, synthetic: .accept)
                        return proof.keys.citizenKey(number).data == key
                    }
                }),
            Claim(
                name: "stated-opens", rule: "R2", statement: "everything stated opens",
                prove: { proof in
                    try proof.every("SELECT source, citizen, kind, unit, message, part, sealed FROM stated") { row in
                        let place = StatedPlace(
                            source: row[0], citizen: row[1], kind: StatedKind(rawValue: row[2]) ?? .push, unit: row[3],
                            message: row[4], part: row[5])
                        let bytes = try proof.keys.open(row[6], context: place.context)
                        if place.kind == .services {
                            _ = try ServiceStatement(decoding: bytes, arrival: place.message)
                        } else {
                            _ = try VisitStatement(decoding: bytes, arrival: place.message)
                        }
                        return true
                    }
                }),
            Claim(
                name: "told-opens", rule: "R16",
                statement: "everything told opens, has the identifier it is known by, and can be withdrawn",
                prove: { proof in
                    try proof.every(
                        """
                        SELECT e.source, e.citizen, e.entry, c.sealed, e.told = 2 AND e.fingerprint IS NOT NULL, e.status,
                            e.start FROM entry e LEFT JOIN entryContent c USING (source, citizen, entry)
                        WHERE e.told > 0
                        """
                    ) { row in
                        guard let sealed = row[3] as Data? else { return false }
                        let content = try proof.content(row[0], row[1], row[2], sealed)
                        guard proof.keys.entryKey(content.value).data == row[2] as Data else { return false }
                        // In doubt, the columns may be those of the state before.
                        guard row[4] as Bool else { return true }
                        return content.shown.status.rawValue == row[5] && content.shown.start.seconds == row[6]
                    }
                }),
            Claim(
                name: "inactive-is-reduced", rule: "R3",
                statement: "of citizens who are not active no employee and no description is kept",
                prove: { proof in
                    try proof.every(
                        """
                        SELECT c.source, c.citizen, c.entry, c.sealed FROM entryContent c
                        WHERE c.citizen IN (SELECT citizen FROM activation WHERE state = 2)
                        """
                    ) { row in
                        let shown = try proof.content(row[0], row[1], row[2], row[3]).shown
                        return shown == shown.reduced
                    }
                }),
            Claim(
                name: "quarantine-opens", rule: "R18", statement: "the original of every message in quarantine opens",
                prove: { proof in
                    try proof.every("SELECT id, sealedKey FROM message WHERE disposition = 6") { row in
                        guard row[1] as Data? != nil else { return false }
                        return try proof.originals.openOriginal(of: row[0], proof.db) != nil
                    }
                }),
            Claim(
                name: "waiting-opens", rule: "R18", statement: "every message that waits for an EPJ opens",
                prove: { proof in
                    try proof.every("SELECT id, sealed FROM outgoing WHERE delivered IS NULL") { row in
                        _ = try proof.keys.open(row[1], context: OutgoingWriter.context(row[0]))
                        return true
                    }
                }),
        ]
    }

    private func content(
        _ source: Int64, _ citizen: Data, _ entry: Data, _ sealed: Data
    ) throws -> ToldEntry.Content {
        let context = EntryContent.context(source: source, citizen: citizen, entry: entry)
        return try EntryContent.decode(keys.open(sealed, context: context))
    }

    /// That a row is as it should be; one that does not open is not.
    private func every(_ sql: String, _ isSound: (Row) throws -> Bool) throws -> Invariant.Verdict {
        var count = 0
        var broken = 0
        let rows = try Row.fetchCursor(db, sql: sql)
        while let row = try rows.next() {
            count += 1
            do {
                if try !isSound(row) { broken += 1 }
            } catch let error as DatabaseError {
                throw error
            } catch {
                broken += 1
            }
        }
        return broken == 0 ? .proved(count) : .broken(broken)
    }
}
