-- Everything of the one plan in this ledger was accepted by the portal: the rows are what intents, outcomes and the end of
-- the plan leave. An entry's sealed content is the same bytes before and after, so no key is needed.
PRAGMA cache_size = -2000000;
PRAGMA synchronous = OFF;
PRAGMA temp_store = MEMORY;
BEGIN;
-- Nothing was told before: every row of this plan is new.
DELETE FROM entry;
INSERT INTO entry (source, citizen, entry, told, fingerprint, status, start, "end", pair)
    SELECT p.source, o.citizen, o.entry, 2, o.fingerprint, o.status, o.start, o."end", o.pair
    FROM operation o JOIN plan p ON p.id = o.plan WHERE o.entry IS NOT NULL ORDER BY o.id;
INSERT INTO entryContent (source, citizen, entry, sealed)
    SELECT p.source, o.citizen, o.entry, o.sealed
    FROM operation o JOIN plan p ON p.id = o.plan WHERE o.entry IS NOT NULL ORDER BY o.id;
INSERT INTO membership (source, citizen, pair, told, since, until)
    SELECT p.source, o.citizen, o.pair, 2, o.since, o.until
    FROM operation o JOIN plan p ON p.id = o.plan WHERE o.entry IS NULL ORDER BY o.id;
INSERT OR REPLACE INTO sourceTerms (source, terms) SELECT source, terms FROM plan;
UPDATE plan SET state = 2, kept = 0;
UPDATE hold SET state = 2;
UPDATE activation SET isNew = 0;
DELETE FROM operation;
COMMIT;
PRAGMA wal_checkpoint(TRUNCATE);
