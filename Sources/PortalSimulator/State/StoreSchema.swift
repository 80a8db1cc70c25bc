// The portal's tables. Instants stand as text in UTC, so that the file can be read with `sqlite3` alone.

import GRDB

extension DatabaseMigrator {
    /// The schema of the portal's state, from an empty file on.
    static var portalState: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { db in
            try db.execute(
                sql: """
                    CREATE TABLE citizen (
                        fnr TEXT NOT NULL PRIMARY KEY,
                        active INTEGER NOT NULL CHECK (active IN (0, 1)),
                        viaOthers INTEGER NOT NULL CHECK (viaOthers IN (0, 1)),
                        assignedProxy INTEGER NOT NULL CHECK (assignedProxy IN (0, 1))
                    ) WITHOUT ROWID;
                    CREATE TABLE appointment (
                        system TEXT NOT NULL, value TEXT NOT NULL, id TEXT NOT NULL, patient TEXT NOT NULL,
                        status TEXT NOT NULL, start TEXT, "end" TEXT, periodStart TEXT, periodEnd TEXT,
                        service TEXT NOT NULL, unit TEXT NOT NULL,
                        recurring INTEGER NOT NULL CHECK (recurring IN (0, 1)),
                        employee TEXT, description TEXT, cancellationReason TEXT,
                        flags TEXT NOT NULL, -- codes separated by a blank
                        versions INTEGER NOT NULL CHECK (versions > 0),
                        lastChange TEXT NOT NULL, lastUpdated TEXT NOT NULL, content TEXT NOT NULL,
                        UNIQUE (system, value)
                    );
                    CREATE INDEX appointmentPatient ON appointment (patient);
                    CREATE TABLE offer (
                        source TEXT NOT NULL, service TEXT NOT NULL, herId TEXT NOT NULL, name TEXT NOT NULL,
                        active INTEGER NOT NULL CHECK (active IN (0, 1)),
                        PRIMARY KEY (source, service, herId)
                    ) WITHOUT ROWID;
                    CREATE TABLE healthContact (
                        source TEXT NOT NULL, service TEXT NOT NULL, herId TEXT NOT NULL, patient TEXT NOT NULL,
                        since TEXT NOT NULL, until TEXT,
                        PRIMARY KEY (source, service, herId, patient)
                    ) WITHOUT ROWID;
                    CREATE INDEX healthContactPatient ON healthContact (patient);
                    CREATE TABLE request (
                        kind TEXT NOT NULL, answer INTEGER NOT NULL, count INTEGER NOT NULL,
                        PRIMARY KEY (kind, answer)
                    ) WITHOUT ROWID;
                    CREATE TABLE counter (changesShownToCitizen INTEGER NOT NULL);
                    INSERT INTO counter VALUES (0);
                    """)
        }
        migrator.registerMigration("2 activation changes") { db in
            // at: nanoseconds since 1970, so that changes of one second keep their order
            try db.execute(
                sql: """
                    CREATE TABLE activationChange (fnr TEXT NOT NULL PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
                    CREATE INDEX activationChangeAt ON activationChange (at);
                    """)
        }
        migrator.registerMigration("3 earlier appointments") { db in
            // What an appointment was before its last change; the first version is 1.
            try db.execute(
                sql: """
                    CREATE TABLE earlierAppointment (
                        system TEXT NOT NULL, value TEXT NOT NULL, version INTEGER NOT NULL, since TEXT NOT NULL,
                        status TEXT NOT NULL, start TEXT, "end" TEXT, periodStart TEXT, periodEnd TEXT,
                        service TEXT NOT NULL, recurring INTEGER NOT NULL, employee TEXT, description TEXT,
                        cancellationReason TEXT,
                        PRIMARY KEY (system, value, version)
                    ) WITHOUT ROWID;
                    """)
        }
        return migrator
    }
}
