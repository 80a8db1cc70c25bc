-- The ledger as it was before the runs that were measured.
PRAGMA foreign_keys = ON;
PRAGMA synchronous = OFF;
BEGIN;
DELETE FROM operation;
DELETE FROM hold WHERE plan > 1;
DELETE FROM plan WHERE id > 1;
DELETE FROM run WHERE id > 1;
DELETE FROM entry WHERE told = 0;
COMMIT;
PRAGMA wal_checkpoint(TRUNCATE);
