// The two memories as tables. *Stated* holds what the EPJs said, *told* (entry, membership, offer) what the portal was
// sent; between them lie plans and operations. Everything about a citizen is clustered by (source, citizen), because the
// unit of work is one citizen: a night is a handful of range scans, never a look-up per visit.
//
// Instants are seconds since 1970 UTC, except `generated` (GenDate), which keeps its nanoseconds because it orders
// statements. Dates are days since 1970-01-01. Keys are 128-bit keyed digests. `sealed` is AES-GCM.

import GRDB

enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 two memories") { db in
            try db.execute(sql: installation + inbox + stated + told + plans)
        }
        migrator.registerMigration("2 persons") { db in try db.execute(sql: persons) }
        // What lies in quarantine says where it is wrong, and what a message states is known under any MsgId.
        migrator.registerMigration("3 set aside") { db in try db.execute(sql: setAside) }
        // Bundles and pages count as a whole; an outbox is asked for what follows.
        migrator.registerMigration("4 staging") { db in try db.execute(sql: staging) }
        // What EPJs are told, and which of them knows whom.
        migrator.registerMigration("5 outgoing") { db in try db.execute(sql: outgoing) }
        // Large changes wait for a person, and a plan is bound to what it was made from.
        migrator.registerMigration("6 guard") { db in try db.execute(sql: guarding) }
        // What operators ordered, and what `why` and `history` tell.
        migrator.registerMigration("7 orders") { db in try db.execute(sql: orders) }
        // Which two numbers are one person.
        migrator.registerMigration("8 numbers") { db in try db.execute(sql: numbers) }
        // What a plan reserved and nothing came of is found without reading everything that was told. An index refers to
        // nothing, so not every reference of the ledger has to be checked for it.
        migrator.registerMigration("12 speed", foreignKeyChecks: .immediate) { db in
            try db.execute(sql: "CREATE INDEX entryUntold ON entry (source) WHERE told = 0")
        }
        // What nobody knows to have arrived may have left the portal with what it showed before.
        migrator.registerMigration("13 doubt", foreignKeyChecks: .immediate) { db in
            try db.execute(
                sql: "ALTER TABLE entry ADD COLUMN latestStart INTEGER CHECK (told = 1 OR latestStart IS NULL)")
        }
        // Which pushes were told by day, and how much of late.
        migrator.registerMigration("14 day lane", foreignKeyChecks: .immediate) { db in try db.execute(sql: dayLane) }
        // When each source and each pair was last heard.
        migrator.registerMigration("15 status", foreignKeyChecks: .immediate) { db in try db.execute(sql: hearing) }
        // What a ledger that was lost had shown, until somebody has been told how much of it nobody states any more.
        migrator.registerMigration("16 shown before", foreignKeyChecks: .immediate) { db in
            try db.execute(
                sql: """
                    CREATE TABLE shownBefore (
                        source INTEGER PRIMARY KEY REFERENCES source (id), count INTEGER NOT NULL
                    ) STRICT
                    """)
        }
        // What was intended by day is counted where it is intended, so that nothing tried again counts twice.
        migrator.registerMigration("17 lane", foreignKeyChecks: .immediate) { db in
            try db.execute(sql: "DROP TABLE dayTold")
        }
        // What one source sent, and what it was answered, lie side by side in the indexes too.
        migrator.registerMigration("18 neighbours", foreignKeyChecks: .immediate) { db in
            try db.execute(sql: neighbours)
        }
        // Who became active waits for a plan to be let through, and what waits beside it is found without looking at it.
        migrator.registerMigration("19 waiting", foreignKeyChecks: .immediate) { db in
            try db.execute(
                sql: """
                    DROP INDEX outgoingWaiting;
                    CREATE INDEX outgoingWaiting ON outgoing (source, number, kind) WHERE delivered IS NULL
                    """)
        }
        // Names stay what they are when the master key becomes another one. A version that did not know so would name everything
        // anew, and tell everything twice.
        migrator.registerMigration("20 names", foreignKeyChecks: .immediate) { db in
            try db.execute(
                sql: "CREATE TABLE keptNames (id INTEGER PRIMARY KEY CHECK (id = 1), sealed BLOB NOT NULL) STRICT")
        }
        // A cycle that somebody is asked about ends with 4, whether or not the night ended first.
        migrator.registerMigration("21 cut short", foreignKeyChecks: .immediate) { db in
            try db.execute(
                sql: "ALTER TABLE run ADD COLUMN cutShort INTEGER NOT NULL DEFAULT 0 CHECK (cutShort IN (0, 1))")
        }
        // What counts only since it was read again is no news by its number.
        migrator.registerMigration("22 read again", foreignKeyChecks: .immediate) { db in
            try db.execute(sql: readAgain)
        }
        return migrator
    }

    private static let installation = """
        CREATE TABLE installation (name TEXT NOT NULL PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE source (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
        -- sealed: the number and a stated birth date
        CREATE TABLE citizen (
            key BLOB NOT NULL PRIMARY KEY CHECK (length(key) = 16),
            sealed BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE serviceUnit (
            id INTEGER PRIMARY KEY,
            source INTEGER NOT NULL REFERENCES source (id),
            service TEXT NOT NULL,
            unit TEXT NOT NULL,
            UNIQUE (source, service, unit)
        ) STRICT;
        -- state: 0 unknown, 1 active, 2 inactive. recheck: to be asked first: refused as inactive (R17), or no answer
        CREATE TABLE activation (
            citizen BLOB NOT NULL PRIMARY KEY REFERENCES citizen (key),
            state INTEGER NOT NULL CHECK (state IN (0, 1, 2)),
            viaOthersOnly INTEGER NOT NULL CHECK (viaOthersOnly IN (0, 1)),
            activeSince INTEGER CHECK ((state = 1) = (activeSince IS NOT NULL)),
            isNew INTEGER NOT NULL CHECK (isNew IN (0, 1)),
            asked INTEGER NOT NULL,
            recheck INTEGER NOT NULL CHECK (recheck IN (0, 1))
        ) STRICT, WITHOUT ROWID;

        """

    private static let inbox = """
        CREATE TABLE batch (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            taken INTEGER NOT NULL,
            ended INTEGER
        ) STRICT;
        -- disposition (R18): 1 applied, 2 superseded, 3 duplicate, 4 not for us, 5 refused, 6 quarantined
        CREATE TABLE message (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            batch INTEGER NOT NULL REFERENCES batch (number),
            member BLOB NOT NULL CHECK (length(member) = 16),
            source INTEGER REFERENCES source (id),
            messageKey BLOB CHECK (length(messageKey) = 16),
            contentKey BLOB NOT NULL CHECK (length(contentKey) = 16),
            disposition INTEGER NOT NULL CHECK (disposition BETWEEN 1 AND 6),
            code INTEGER,
            line INTEGER,
            received INTEGER NOT NULL,
            generated INTEGER,
            bytes INTEGER NOT NULL,
            -- where the sealed original lies in its batch's segment, and its own key, sealed; both gone when forgotten
            segmentOffset INTEGER,
            segmentLength INTEGER,
            sealedKey BLOB,
            UNIQUE (batch, member),
            CHECK ((disposition IN (5, 6)) = (code IS NOT NULL)),
            CHECK ((sealedKey IS NULL) = (segmentOffset IS NULL))
        ) STRICT;
        CREATE INDEX messageByKey ON message (messageKey) WHERE messageKey IS NOT NULL;
        CREATE INDEX messageSetAside ON message (disposition, received) WHERE disposition IN (5, 6);

        """

    /// element: names of the national vocabulary, never a value. statedKey: what the message states, whatever its MsgId.
    private static let setAside = """
        ALTER TABLE message ADD COLUMN "column" INTEGER;
        ALTER TABLE message ADD COLUMN element TEXT;
        ALTER TABLE message ADD COLUMN statedKey BLOB CHECK (length(statedKey) = 16);
        CREATE INDEX messageByStated ON message (statedKey) WHERE statedKey IS NOT NULL;

        """

    private static let stated = """
        -- kind: 0 services (unit ''), 1 snapshot, 2 push. One row of kinds 0 and 1 per unit, one of kind 2 per statement;
        -- part: which of the message's statements
        CREATE TABLE stated (
            source INTEGER NOT NULL REFERENCES source (id),
            citizen BLOB NOT NULL REFERENCES citizen (key),
            kind INTEGER NOT NULL CHECK (kind IN (0, 1, 2)),
            unit TEXT NOT NULL,
            message INTEGER NOT NULL,
            part INTEGER NOT NULL,
            generated INTEGER NOT NULL,
            expires INTEGER NOT NULL,
            sealed BLOB NOT NULL,
            PRIMARY KEY (source, citizen, kind, unit, message, part)
        ) STRICT, WITHOUT ROWID;

        """

    private static let told = """
        -- told: 0 no, 1 possibly, 2 yes. notBefore: when a possibly told entry may be sent again
        CREATE TABLE entry (
            source INTEGER NOT NULL REFERENCES source (id),
            citizen BLOB NOT NULL REFERENCES citizen (key),
            entry BLOB NOT NULL CHECK (length(entry) = 16),
            told INTEGER NOT NULL CHECK (told IN (0, 1, 2)),
            fingerprint BLOB CHECK (told = 2 OR fingerprint IS NULL),
            status INTEGER NOT NULL,
            start INTEGER NOT NULL,
            "end" INTEGER NOT NULL,
            pair INTEGER NOT NULL REFERENCES serviceUnit (id),
            notBefore INTEGER,
            PRIMARY KEY (source, citizen, entry)
        ) STRICT, WITHOUT ROWID;
        -- an identifier belongs to one citizen for ever
        CREATE UNIQUE INDEX entryHolder ON entry (source, entry);
        CREATE TABLE entryContent (
            source INTEGER NOT NULL,
            citizen BLOB NOT NULL,
            entry BLOB NOT NULL,
            sealed BLOB NOT NULL,
            PRIMARY KEY (source, citizen, entry),
            FOREIGN KEY (source, citizen, entry) REFERENCES entry ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;
        -- every further uid that led to an entry
        CREATE TABLE alias (
            source INTEGER NOT NULL,
            citizen BLOB NOT NULL,
            uid BLOB NOT NULL CHECK (length(uid) = 16),
            entry BLOB NOT NULL,
            PRIMARY KEY (source, citizen, uid),
            FOREIGN KEY (source, citizen, entry) REFERENCES entry ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE series (
            source INTEGER NOT NULL REFERENCES source (id),
            citizen BLOB NOT NULL REFERENCES citizen (key),
            uid BLOB NOT NULL CHECK (length(uid) = 16),
            residue INTEGER NOT NULL,
            PRIMARY KEY (source, citizen, uid)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE membership (
            source INTEGER NOT NULL REFERENCES source (id),
            citizen BLOB NOT NULL REFERENCES citizen (key),
            pair INTEGER NOT NULL REFERENCES serviceUnit (id),
            told INTEGER NOT NULL CHECK (told IN (0, 1, 2)),
            since INTEGER NOT NULL,
            until INTEGER,
            PRIMARY KEY (source, citizen, pair)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE offer (
            source INTEGER NOT NULL REFERENCES source (id),
            value TEXT NOT NULL,
            told INTEGER NOT NULL CHECK (told IN (0, 1, 2)),
            fingerprint BLOB,
            PRIMARY KEY (source, value)
        ) STRICT, WITHOUT ROWID;

        """

    private static let plans = """
        CREATE TABLE run (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            command TEXT NOT NULL,
            now INTEGER NOT NULL,
            started INTEGER NOT NULL,
            ended INTEGER,
            exitCode INTEGER,
            report TEXT
        ) STRICT;
        -- state: 0 in the making, 1 durable, 2 ended, 3 superseded. seen: the newest message it could know
        CREATE TABLE plan (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            run INTEGER NOT NULL REFERENCES run (id),
            source INTEGER NOT NULL REFERENCES source (id),
            state INTEGER NOT NULL CHECK (state IN (0, 1, 2, 3)),
            seen INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX planBySource ON plan (source);
        -- state: 0 planned, 1 intended, 2 accepted, 3 refused, 4 unknown, 5 superseded, 6 left for the next run.
        -- sealed: what is to be told; gone once it is. before…: what was told when the intent was made
        CREATE TABLE operation (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            plan INTEGER NOT NULL REFERENCES plan (id),
            kind INTEGER NOT NULL,
            citizen BLOB NOT NULL REFERENCES citizen (key),
            entry BLOB,
            pair INTEGER NOT NULL REFERENCES serviceUnit (id),
            urgency INTEGER NOT NULL,
            state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 6),
            -- of an appointment
            fingerprint BLOB,
            status INTEGER,
            start INTEGER,
            "end" INTEGER,
            -- of a membership
            since INTEGER,
            until INTEGER,
            beforeTold INTEGER,
            beforeFingerprint BLOB,
            intended INTEGER,
            ended INTEGER,
            answer TEXT,
            sealed BLOB,
            CHECK ((entry IS NULL) = (since IS NOT NULL)),
            CHECK ((entry IS NULL) = (status IS NULL)),
            CHECK (state <> 1 OR intended IS NOT NULL)
        ) STRICT;
        CREATE INDEX operationByPlan ON operation (plan, state);

        """
}
