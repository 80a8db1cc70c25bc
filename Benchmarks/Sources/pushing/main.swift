// Sends appointments as the daemon does, and says what it cost. scripts/benchmark-pushing measures it against nginx.

import Glibc

exit(await Command(CommandLine.arguments).run())
