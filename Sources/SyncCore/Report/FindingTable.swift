// The table of findings as a page: docs/vendors/findings.md is this text, and a test holds the two together.

public enum FindingTable {
    /// Markdown.
    public static var page: String {
        var lines = [
            "# What is found in messages, by code", "",
            "Made from the program's own table by `make docs`; `epjsyncd verify --list-codes` prints it. A code, once "
                + "published, keeps its meaning.", "",
            "*Refused*: the whole message has no effect and lies in quarantine; after 72 hours its sender gets a negative "
                + "receipt (AppRec status 2 of Volven 8258) with the error of Volven 8221 in the third column and the text "
                + "in the fourth. A bundle that is refused is no message and gets no receipt. *Noted*: read all the same; "
                + "where the EPJ is known for it, the report counts it as *tolerated*. The last column says whose matter it "
                + "is:", "",
            "| | what an operator can do |", "|---|---|",
        ]
        lines += FindingKind.Concern.allCases.map { "| \($0.rawValue) | \($0.text) |" }
        lines += ["", "| code | | 8221 | what the sender reads | concerns |", "|---|---|---|---|---|"]
        lines += FindingKind.allCases.sorted { $0.rawValue < $1.rawValue }.map { kind in
            "| \(kind.code) | \(kind.severity) | \(kind.receiptError?.rawValue ?? "–") | \(kind.text) | "
                + "\(kind.concern.rawValue) |"
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
