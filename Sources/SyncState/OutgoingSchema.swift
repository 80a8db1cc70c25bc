// What EPJs are told, as tables. A message is rendered once and lies here, sealed, until it is delivered; what stays of it
// is its id, by which the EPJ's own receipt finds it.

import GRDB

extension Schema {
    static let outgoing = """
        -- kind: 1 receipt, 2 status (SDAB), 3 answer to a question. status: of a receipt (8258). answer…: the EPJ's receipt
        CREATE TABLE outgoing (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            source INTEGER NOT NULL REFERENCES source (id),
            id TEXT NOT NULL UNIQUE,
            kind INTEGER NOT NULL CHECK (kind IN (1, 2, 3)),
            status INTEGER CHECK ((kind = 1) = (status IS NOT NULL)),
            -- that a receipt answers
            message INTEGER CHECK ((kind = 1) = (message IS NOT NULL)),
            sealed BLOB,
            created INTEGER NOT NULL,
            delivered INTEGER,
            answered INTEGER,
            answerStatus INTEGER,
            answerErrors TEXT,
            CHECK ((sealed IS NULL) = (delivered IS NOT NULL)),
            CHECK ((answered IS NULL) = (answerStatus IS NULL))
        ) STRICT;
        CREATE INDEX outgoingWaiting ON outgoing (source, number) WHERE delivered IS NULL;
        CREATE INDEX outgoingByMessage ON outgoing (message) WHERE message IS NOT NULL;
        -- negative receipts to come. sealed: what the message is answered by, and the finding's text
        CREATE TABLE receiptDue (
            message INTEGER NOT NULL PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
            due INTEGER NOT NULL,
            sealed BLOB NOT NULL
        ) STRICT;
        CREATE INDEX receiptByDue ON receiptDue (due);
        -- which sources' EPJs know a citizen, for as long as they may be told of him
        CREATE TABLE sourceCitizen (
            citizen BLOB NOT NULL REFERENCES citizen (key),
            source INTEGER NOT NULL REFERENCES source (id),
            PRIMARY KEY (citizen, source)
        ) STRICT, WITHOUT ROWID;
        INSERT OR IGNORE INTO sourceCitizen (citizen, source)
            SELECT citizen, source FROM stated UNION SELECT citizen, source FROM unitService
            UNION SELECT citizen, source FROM death UNION SELECT citizen, source FROM privacySetting
            UNION SELECT citizen, source FROM entry UNION SELECT citizen, source FROM membership;

        """
}
