// What counts as a whole, and where an outbox was left.

extension Schema {
    /// counted: the keyed name of the bundle or page whose messages came to count together under this number. sealed: the
    /// cursor, which is the EPJ's and may be anything, and what its last answer was told apart by.
    static let staging = """
        ALTER TABLE batch ADD COLUMN counted BLOB CHECK (length(counted) = 16);
        CREATE TABLE outbox (
            url TEXT NOT NULL PRIMARY KEY,
            sealed BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;

        """
}
