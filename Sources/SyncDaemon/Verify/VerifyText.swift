// `verify --format text`: a line for each finding in the form in which compilers report, so that editors jump to the
// place, then the codes with their counts.

import SyncCore

struct VerifyText: VerifyWriter {
    var opening: [String] { [] }

    func lines(for message: VerifiedMessage, isFirst: Bool) -> [String] {
        message.findings.map { Self.line($0, in: message.file) }
    }

    func closing(_ summary: VerifySummary) -> [String] {
        let width = summary.counts.map { String($0.messages).count }.max() ?? 0
        let counts = summary.counts.map { count in
            let number = String(count.messages)
            return "  \(String(repeating: " ", count: width - number.count))\(number) \(count.code) \(count.severity)"
        }
        let head = counts.isEmpty ? [] : ["Messages by code:"]
        return head + counts + [
            "\(summary.read) read, \(summary.accepted) accepted, \(summary.refused) refused, "
                + "\(summary.notForUs) not for us"
        ]
    }

    /// `FILE:LINE:COLUMN: refused EPJ-101 MsgHead/MsgInfo/Patient/Ident/Id: text`; a finding about the whole file has
    /// no line and column.
    static func line(_ finding: Finding, in file: String) -> String {
        let position = finding.position
        let place = position.line > 0 ? ":\(position.line):\(position.column)" : ""
        let element = position.element.isEmpty ? "" : " " + position.element
        return "\(shown(file))\(place): \(finding.severity) \(finding.code)\(element): \(finding.text)"
    }

    /// A file may be named anything; control characters would break the line or speak to the terminal.
    static func shown(_ file: String) -> String {
        String(
            String.UnicodeScalarView(file.unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : $0 }))
    }
}
