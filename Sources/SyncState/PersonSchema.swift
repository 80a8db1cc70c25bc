// What EPJs say of a person beside visits and TjenesteOversikt, as tables. All of them are small: a night reads them by
// the same ranges of citizens as everything else. What is sealed holds the dialogue's and the definition's own names.

extension Schema {
    static let persons = """
        -- a unit's lists of services (PLO), one for each dialogue. state: 0 stated, 1 cancelled, 2 past its time (A11), but
        -- something was told of it
        CREATE TABLE unitService (
            source INTEGER NOT NULL REFERENCES source (id),
            citizen BLOB NOT NULL REFERENCES citizen (key),
            unit TEXT NOT NULL,
            conversation BLOB NOT NULL CHECK (length(conversation) = 16),
            state INTEGER NOT NULL CHECK (state IN (0, 1, 2)),
            message INTEGER NOT NULL,
            generated INTEGER NOT NULL,
            expires INTEGER NOT NULL,
            sealed BLOB,
            PRIMARY KEY (source, citizen, unit, conversation),
            CHECK ((state = 0) = (sealed IS NOT NULL))
        ) STRICT, WITHOUT ROWID;
        -- sealed: a death or its cancellation. By citizen first: a death counts in every source (R11)
        CREATE TABLE death (
            citizen BLOB NOT NULL REFERENCES citizen (key),
            source INTEGER NOT NULL REFERENCES source (id),
            conversation BLOB NOT NULL CHECK (length(conversation) = 16),
            message INTEGER NOT NULL,
            sealed BLOB NOT NULL,
            PRIMARY KEY (citizen, source, conversation)
        ) STRICT, WITHOUT ROWID;
        -- sealed: the newest version of each definition (R10)
        CREATE TABLE privacySetting (
            source INTEGER NOT NULL REFERENCES source (id),
            citizen BLOB NOT NULL REFERENCES citizen (key),
            definition BLOB NOT NULL CHECK (length(definition) = 16),
            message INTEGER NOT NULL,
            sealed BLOB NOT NULL,
            PRIMARY KEY (source, citizen, definition)
        ) STRICT, WITHOUT ROWID;
        -- questions (SIDAB) not answered yet. sealed: MsgId and persons
        CREATE TABLE activationQuestion (
            message INTEGER NOT NULL PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
            source INTEGER NOT NULL REFERENCES source (id),
            generated INTEGER NOT NULL,
            sealed BLOB NOT NULL
        ) STRICT;

        """
}
