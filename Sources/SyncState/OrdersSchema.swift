// What an operator ordered, as tables: durable before anything of it is sent, and obeyed by every later plan. Beside them
// what the stories of appointments and runs are told from.

extension Schema {
    static let orders = """
        -- kind: 0 a cycle's plan of a source, 1 what one order asks for
        ALTER TABLE plan ADD COLUMN kind INTEGER NOT NULL DEFAULT 0 CHECK (kind IN (0, 1));
        -- whose word an operation is
        ALTER TABLE operation ADD COLUMN message INTEGER;
        -- the report as people read it
        ALTER TABLE run ADD COLUMN text TEXT;
        -- entries to be kept off the portal. No reference to the entry: one that was never told has no row for long
        CREATE TABLE withdrawal (
            source INTEGER NOT NULL REFERENCES source (id),
            citizen BLOB NOT NULL CHECK (length(citizen) = 16),
            entry BLOB NOT NULL CHECK (length(entry) = 16),
            reason TEXT NOT NULL,
            ordered INTEGER NOT NULL,
            PRIMARY KEY (source, citizen, entry)
        ) STRICT, WITHOUT ROWID;
        -- kind: 1 everything, 2 employee names. Of every source, and of citizens no message has spoken of yet
        CREATE TABLE withholding (
            citizen BLOB NOT NULL CHECK (length(citizen) = 16),
            kind INTEGER NOT NULL CHECK (kind IN (1, 2)),
            ordered INTEGER NOT NULL,
            PRIMARY KEY (citizen, kind)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE retirement (
            source INTEGER NOT NULL PRIMARY KEY REFERENCES source (id),
            municipality TEXT NOT NULL,
            ordered INTEGER NOT NULL,
            finished INTEGER
        ) STRICT;
        -- identifiers whose entry is gone from here and perhaps not from the portal: nobody else ever gets them. Whose they
        -- were is not kept
        CREATE TABLE spentIdentifier (
            source INTEGER NOT NULL,
            entry BLOB NOT NULL CHECK (length(entry) = 16),
            PRIMARY KEY (source, entry)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX messageWithOriginal ON message (received) WHERE sealedKey IS NOT NULL;

        """
}
