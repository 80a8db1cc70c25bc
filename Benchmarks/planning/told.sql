-- Everything of the one plan in this ledger was accepted by the portal: the rows are what intents, outcomes and the end of
-- the plan leave. An entry's sealed content is the same bytes before and after, so no key is needed.
PRAGMA cache_size = -2000000;
PRAGMA synchronous = OFF;
BEGIN;
UPDATE entry SET told = 2, fingerprint = o.fingerprint FROM operation o JOIN plan p ON p.id = o.plan
    WHERE entry.source = p.source AND entry.citizen = o.citizen AND entry.entry = o.entry;
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
