-- 2 % of what was told is no longer what is stated, spread over everybody: 1.9 % was told otherwise, 0.1 % not at all.
-- Keys are digests, so any bytes of theirs are a fair draw.
PRAGMA cache_size = -2000000;
PRAGMA synchronous = OFF;
PRAGMA foreign_keys = ON;
BEGIN;
UPDATE entry SET fingerprint = entry WHERE substr(entry, 9, 2) < x'04DD';
DELETE FROM entry WHERE substr(entry, 9, 2) >= x'04DD' AND substr(entry, 9, 2) < x'051F';
COMMIT;
PRAGMA wal_checkpoint(TRUNCATE);
