// What this process has used so far, as the kernel sees it: wall time and getrusage(2).

import Glibc

struct Cost {
    var wall: Double
    var user: Double
    var system: Double

    static func now() -> Cost {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return Cost(
            wall: Double(time.tv_sec) + Double(time.tv_nsec) / 1e9, user: seconds(usage.ru_utime),
            system: seconds(usage.ru_stime))
    }

    private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }

    static func - (left: Cost, right: Cost) -> Cost {
        Cost(wall: left.wall - right.wall, user: left.user - right.user, system: left.system - right.system)
    }
}
