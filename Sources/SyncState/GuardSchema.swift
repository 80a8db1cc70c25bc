// What the guard remembers: for what a source is held, what a person approved, and by which configuration the last plan that
// passed was made. A plan is bound to what it was made from: the configuration, the statements, and the rows it changes.

import GRDB

extension Schema {
    static let guarding = """
        -- what citizens of a source are shown by, as of the last plan that passed
        CREATE TABLE sourceTerms (
            source INTEGER PRIMARY KEY REFERENCES source (id),
            terms BLOB NOT NULL CHECK (length(terms) = 16)
        ) STRICT;
        -- terms: what an approval of a changed configuration is good for. state: 0 open, 1 approved, 2 over
        CREATE TABLE hold (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            plan INTEGER NOT NULL REFERENCES plan (id),
            source INTEGER NOT NULL REFERENCES source (id),
            kind TEXT NOT NULL,
            count INTEGER NOT NULL,
            whole INTEGER NOT NULL,
            unit TEXT,
            terms BLOB NOT NULL,
            since INTEGER NOT NULL,
            state INTEGER NOT NULL CHECK (state IN (0, 1, 2)),
            approved INTEGER,
            CHECK (state <> 1 OR approved IS NOT NULL)
        ) STRICT;
        CREATE INDEX holdBySource ON hold (source, state);
        -- what complete runs created
        CREATE TABLE created (
            source INTEGER NOT NULL REFERENCES source (id),
            run INTEGER NOT NULL REFERENCES run (id),
            count INTEGER NOT NULL,
            PRIMARY KEY (source, run)
        ) STRICT, WITHOUT ROWID;
        -- in the order in which something newer was stated of a citizen
        CREATE TABLE news (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            source INTEGER NOT NULL REFERENCES source (id),
            citizen BLOB NOT NULL REFERENCES citizen (key),
            UNIQUE (source, citizen)
        ) STRICT;
        -- plans to apply, by number. run: that carried it out
        CREATE TABLE decision (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            plans TEXT NOT NULL,
            withoutChanged INTEGER NOT NULL CHECK (withoutChanged IN (0, 1)),
            now INTEGER,
            made INTEGER NOT NULL,
            run INTEGER REFERENCES run (id)
        ) STRICT;
        -- kept: may be applied later; not superseded by the next plan. news: the newest it knew
        ALTER TABLE plan ADD COLUMN kept INTEGER NOT NULL DEFAULT 0 CHECK (kept IN (0, 1));
        ALTER TABLE plan ADD COLUMN news INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE plan ADD COLUMN terms BLOB;
        -- the row it changes, as the plan saw it; none for what was not told
        ALTER TABLE operation ADD COLUMN basis BLOB;

        """
}
