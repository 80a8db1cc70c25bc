// What this process takes of the machine, as the kernel counts it.

import Foundation

struct ProcessUse: Sendable, Equatable {
    var residentBytes = 0
    var residentBytesMax = 0
    var cpuSeconds = 0.0
    var openFiles = 0
    var threads = 0

    /// - Returns: zeros where the kernel does not say.
    static func current() -> ProcessUse {
        var use = ProcessUse()
        if let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) {
            for line in status.split(separator: "\n") {
                let words = line.split(whereSeparator: \.isWhitespace)
                guard words.count > 1, let number = Int(words[1]) else { continue }
                switch words[0] {
                case "VmRSS:": use.residentBytes = number * 1_024
                case "VmHWM:": use.residentBytesMax = number * 1_024
                case "Threads:": use.threads = number
                default: break
                }
            }
        }
        var usage = rusage()
        if getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 {
            use.cpuSeconds = [usage.ru_utime, usage.ru_stime].reduce(0) {
                $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6
            }
        }
        use.openFiles = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
        return use
    }
}
