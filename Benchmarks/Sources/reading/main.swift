// Streams a bundle from a file through DocumentReader and says what it came to. scripts/benchmark-reading measures the
// whole process against xmllint.

import EPJAdapters
import Glibc
import SyncCore

guard CommandLine.arguments.count == 2 else {
    complain("usage: reading FILE")
    exit(64)
}
exit(Stream(CommandLine.arguments[1]).run())
