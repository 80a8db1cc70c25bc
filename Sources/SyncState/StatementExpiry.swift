// How long what is stated is kept (A11). Deaths and privacy settings are not among it: who is dead stays dead, and a limit
// holds until it is lifted.

import GRDB
import SyncCore

extension Ledger {
    /// What the portal refuses night after night is given up this long after its time.
    private static let refusedDaysMax = 14

    /// Statements past their time (A11), and pushes whose visits are long over.
    ///
    /// Of an active citizen a statement stays until its source's newest plan has known it and left nothing of the
    /// citizen open: a performed visit that arrived late, or met a portal that was down, refused it or called the citizen
    /// inactive (R17), is still to be told (R18).
    public func expireStatements(now: Instant) throws(LedgerFault) {
        try write("forgetting old statements") { db in
            let expired: StatementArguments = [
                "now": now.seconds, "givenUp": now.adding(days: -Self.refusedDaysMax).seconds,
            ]
            try db.execute(
                sql: "\(Self.plansAsTheyStand) DELETE FROM stated WHERE \(isDue("stated"))", arguments: expired)
            // A contact told by a unit's list outlives the list. If a later list is cancelled, the contact is not thereby
            // ended: that something is to be restored is still known, though no longer what.
            let due = isDue("unitService")
            try db.execute(
                sql: """
                    \(Self.plansAsTheyStand) UPDATE unitService SET state = 2, sealed = NULL
                    WHERE \(due) AND state = 0 AND \(Self.hasContact)
                    """, arguments: expired)
            try db.execute(
                sql: """
                    \(Self.plansAsTheyStand) DELETE FROM unitService
                    WHERE \(due) AND (state = 1 OR NOT \(Self.hasContact))
                    """, arguments: expired)
        }
    }

    private static let plansAsTheyStand = """
        WITH newest AS (SELECT source, max(id) AS id, state, seen FROM plan WHERE kind = 0 GROUP BY source),
            unsettled AS MATERIALIZED (
                SELECT n.source, o.citizen FROM newest n JOIN operation o ON o.plan = n.id
                WHERE o.state IN (0, 1, 4, 6)),
            refused AS MATERIALIZED (
                SELECT n.source, o.citizen FROM newest n JOIN operation o ON o.plan = n.id WHERE o.state = 3)
        """

    private func isDue(_ table: String) -> String {
        """
        expires < :now AND (
            citizen NOT IN (SELECT citizen FROM activation WHERE state = 1)
            OR message <= (SELECT seen FROM newest n WHERE n.source = \(table).source AND n.state = 2)
                AND (source, citizen) NOT IN (SELECT source, citizen FROM unsettled)
                AND citizen NOT IN (SELECT citizen FROM activation WHERE recheck = 1)
                AND (expires < :givenUp OR (source, citizen) NOT IN (SELECT source, citizen FROM refused)))
        """
    }

    private static let hasContact = """
        EXISTS (SELECT 1 FROM membership m JOIN serviceUnit u ON u.id = m.pair
            WHERE m.source = unitService.source AND m.citizen = unitService.citizen AND u.unit = unitService.unit
                AND m.told > 0)
        """
}
