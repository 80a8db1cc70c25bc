// What a `verify` comes to, in numbers: all that is remembered of a message once its verdict is written, so that memory
// does not grow with what is verified.

import SyncCore

struct VerifySummary: Equatable, Sendable {
    /// Messages in which a code was found, with the severity it had there.
    struct Count: Equatable, Sendable {
        let code: FindingCode
        let severity: Finding.Severity
        var messages: Int
    }

    private(set) var accepted = 0
    private(set) var refused = 0
    private(set) var notForUs = 0
    /// In the order of the codes.
    private(set) var counts: [Count] = []
    /// Paths that could not be read.
    var unreadable = 0

    var read: Int { accepted + refused + notForUs }

    mutating func add(_ message: VerifiedMessage) {
        switch message.outcome {
        case .accepted: accepted += 1
        case .refused: refused += 1
        case .notForUs: notForUs += 1
        }
        for finding in message.findings { count(finding) }
    }

    private mutating func count(_ finding: Finding) {
        let key = Self.order(finding.code, finding.severity)
        let index = counts.firstIndex { key <= Self.order($0.code, $0.severity) } ?? counts.endIndex
        if index < counts.endIndex, Self.order(counts[index].code, counts[index].severity) == key {
            counts[index].messages += 1
        } else {
            counts.insert(Count(code: finding.code, severity: finding.severity, messages: 1), at: index)
        }
    }

    private static func order(_ code: FindingCode, _ severity: Finding.Severity) -> (Int, String) {
        (code.number, severity.rawValue)
    }

    var exitCode: ExitCode {
        var codes: Set<ExitCode> = []
        if refused > 0 { codes.insert(.leftOver) }
        if unreadable > 0 { codes.insert(.inputUnreadable) }
        return ExitCode.worst(codes)
    }
}
