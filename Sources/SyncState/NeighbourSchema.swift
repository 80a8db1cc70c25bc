// Digests are spread evenly over an index of theirs alone: a bundle of one municipality then changes nearly every page of a
// country's index, and every changed page is written twice. Behind their source they are neighbours.

import GRDB

extension Schema {
    static let neighbours = """
        DROP INDEX messageByKey;
        CREATE INDEX messageByKey ON message (source, messageKey) WHERE messageKey IS NOT NULL;
        DROP INDEX messageByStated;
        CREATE INDEX messageByStated ON message (source, statedKey) WHERE statedKey IS NOT NULL;

        -- as it was, but for what tells one message from another
        CREATE TABLE outgoingNext (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            source INTEGER NOT NULL REFERENCES source (id),
            id TEXT NOT NULL,
            kind INTEGER NOT NULL CHECK (kind IN (1, 2, 3)),
            status INTEGER CHECK ((kind = 1) = (status IS NOT NULL)),
            message INTEGER CHECK ((kind = 1) = (message IS NOT NULL)),
            sealed BLOB,
            created INTEGER NOT NULL,
            delivered INTEGER,
            answered INTEGER,
            answerStatus INTEGER,
            answerErrors TEXT,
            UNIQUE (source, id),
            CHECK ((sealed IS NULL) = (delivered IS NOT NULL)),
            CHECK ((answered IS NULL) = (answerStatus IS NULL))
        ) STRICT;
        INSERT INTO outgoingNext SELECT number, source, id, kind, status, message, sealed, created, delivered, answered,
            answerStatus, answerErrors FROM outgoing ORDER BY number;
        -- a number is not used twice, whatever was deleted
        DELETE FROM sqlite_sequence WHERE name = 'outgoingNext';
        INSERT INTO sqlite_sequence (name, seq) SELECT 'outgoingNext', seq FROM sqlite_sequence WHERE name = 'outgoing';
        DROP TABLE outgoing;
        ALTER TABLE outgoingNext RENAME TO outgoing;
        CREATE INDEX outgoingWaiting ON outgoing (source, number) WHERE delivered IS NULL;
        CREATE INDEX outgoingByMessage ON outgoing (message) WHERE message IS NOT NULL;

        """
}
