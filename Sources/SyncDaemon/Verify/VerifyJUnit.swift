// `verify --format junit`: the XML that CI servers read as test results. A message is a test case; a refused one has
// failed, one that is not for us is skipped. The suite carries no counts: they are optional, every reader counts the
// cases, and they would have to be known before the first message.

import SyncCore

struct VerifyJUnit: VerifyWriter {
    var opening: [String] {
        [#"<?xml version="1.0" encoding="UTF-8"?>"#, "<testsuites>", #"<testsuite name="epjsyncd verify">"#]
    }

    func lines(for message: VerifiedMessage, isFirst: Bool) -> [String] {
        let name = message.member == 1 ? message.file : "\(message.file)#\(message.member)"
        let head = #"<testcase classname="epjsyncd.verify" name="\#(Self.escaped(name))""#
        var content: [String] = []
        if message.outcome == .notForUs {
            content.append(#"<skipped message="not for us"/>"#)
        }
        for finding in message.findings where finding.severity == .refused {
            content.append(
                #"<failure type="\#(finding.code)" message="\#(Self.escaped(finding.text))">"#
                    + "\(Self.escaped(VerifyText.line(finding, in: message.file)))</failure>")
        }
        let observed = message.findings.filter { $0.severity != .refused }
            .map { Self.escaped(VerifyText.line($0, in: message.file)) }
        if !observed.isEmpty {
            content.append("<system-out>\(observed.joined(separator: "\n"))</system-out>")
        }
        return content.isEmpty ? [head + "/>"] : [head + ">"] + content + ["</testcase>"]
    }

    func closing(_ summary: VerifySummary) -> [String] { ["</testsuite>", "</testsuites>"] }

    /// XML 1.0 §2.2 and §2.4. What XML cannot hold at all becomes U+FFFD; blanks other than the space are written as
    /// references, because attribute values lose them otherwise (§3.3.3).
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\t", "\n", "\r": result += "&#\(scalar.value);"
            case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
