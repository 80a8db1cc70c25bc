// The limit of planning by a ledger like this: its rows read by one range scan per table in the order of citizens and
// compared, key and fingerprint, with what they should be; nothing is unsealed, unrolled, hashed or written.
//
// bare-merge expect LEDGER FILE   writes citizen, entry and fingerprint of everything told, in order
// bare-merge compare LEDGER FILE  reads every statement, and every entry beside FILE; prints what is the same and what not

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct row {
    unsigned char citizen[16], entry[16], fingerprint[16];
};

static void require(int condition, const char *what) {
    if (condition) return;
    fprintf(stderr, "bare-merge: %s\n", what);
    exit(1);
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql) {
    sqlite3_stmt *statement;
    require(sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK, sqlite3_errmsg(db));
    return statement;
}

static void copy(unsigned char *to, sqlite3_stmt *statement, int column) {
    require(sqlite3_column_bytes(statement, column) == 16, "a digest is not 16 bytes long");
    memcpy(to, sqlite3_column_blob(statement, column), 16);
}

static int next(sqlite3_stmt *entries, struct row *row) {
    int code = sqlite3_step(entries);
    if (code == SQLITE_DONE) return 0;
    require(code == SQLITE_ROW, "the ledger cannot be read");
    copy(row->citizen, entries, 0);
    copy(row->entry, entries, 1);
    copy(row->fingerprint, entries, 2);
    return 1;
}

int main(int count, char **arguments) {
    require(count == 4, "usage: bare-merge expect|compare LEDGER FILE");
    int compares = strcmp(arguments[1], "compare") == 0;
    sqlite3 *db;
    require(sqlite3_open_v2(arguments[2], &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK, "no ledger");
    require(sqlite3_exec(db, "PRAGMA cache_size = -32768", NULL, NULL, NULL) == SQLITE_OK, "no pragma");
    FILE *file = fopen(arguments[3], compares ? "rb" : "wb");
    require(file != NULL, "no file");
    sqlite3_stmt *entries = prepare(
        db, "SELECT citizen, entry, fingerprint FROM entry WHERE source = 1 AND told = 2 ORDER BY citizen, entry");
    struct row is;
    if (!compares) {
        while (next(entries, &is)) require(fwrite(&is, sizeof is, 1, file) == 1, "cannot write");
        require(fclose(file) == 0, "cannot write");
        return 0;
    }
    long long statements = 0, bytes = 0, same = 0, changed = 0, added = 0, gone = 0;
    sqlite3_stmt *stated = prepare(db, "SELECT citizen, sealed FROM stated WHERE source = 1 ORDER BY citizen");
    while (sqlite3_step(stated) == SQLITE_ROW) {
        sqlite3_column_blob(stated, 1);
        bytes += sqlite3_column_bytes(stated, 1);
        statements++;
    }
    struct row expected;
    int has = next(entries, &is), wants = fread(&expected, sizeof expected, 1, file) == 1;
    while (has || wants) {
        int order = !has ? 1 : !wants ? -1 : memcmp(&is, &expected, 32);
        if (order == 0 && memcmp(is.fingerprint, expected.fingerprint, 16) == 0) same++;
        else if (order == 0) changed++;
        else if (order < 0) gone++;
        else added++;
        if (order <= 0) has = next(entries, &is);
        if (order >= 0) wants = fread(&expected, sizeof expected, 1, file) == 1;
    }
    printf("bare merge: %lld statements of %lld bytes; %lld entries as stated, %lld changed, %lld new, %lld gone\n",
        statements, bytes, same, changed, added, gone);
    return 0;
}
