/* sqlite3_config() takes whatever its first argument says, which Swift cannot call. */
#ifndef CSQLITE_SHIM_H
#define CSQLITE_SHIM_H

#include <sqlite3.h>

/* Before anything else of SQLite is called. */
static inline int csqlite_set_memory_statistics(int on) {
    return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, on);
}

#endif
