// Every code an operator can meet, with what it means and what to do, as a page: docs/codes.md is this text, and a test
// holds the two together.

import SyncCore

enum CodeTable {
    /// Markdown.
    static var page: String {
        (head + exitCodes + events + holds + findings).joined(separator: "\n") + "\n"
    }

    private static let head = [
        "# Codes, for operators", "",
        "Made from the program's own tables by `make docs`; `epjsyncd status --list-codes` prints it. A code, once published, "
            + "keeps its meaning. The portal's own answers are in [portal.md](portal.md), what the sender of a message reads in "
            + "[vendors/findings.md](vendors/findings.md), and the work around them in [operations.md](operations.md).",
        "",
    ]

    private static var exitCodes: [String] {
        [
            "## Exit codes", "",
            "When several apply: "
                + ExitCode.precedence.map { String($0.rawValue) }.joined(separator: ", ") + ".", "",
            "| code | means | do |", "|---|---|---|",
        ] + ExitCode.allCases.map { "| \($0.rawValue) | \($0.meaning) | \($0.advice) |" } + [""]
    }

    private static var events: [String] {
        [
            "## Events in the journal", "",
            "Under systemd each event is a record of its own with these fields: `MESSAGE_ID` (below), `SOURCE` (the source's "
                + "id), `RUN` (its number), `CODE` (an exit code, a finding's code, or what a source is held for), `PRIORITY`. "
                + "`journalctl MESSAGE_ID=…`, `journalctl SOURCE=9901-gerica CODE=EPJ-101` find them. Run by hand it is a line "
                + "on standard error, unless the run's report says the same.", "",
            "| event | MESSAGE_ID | level | means | do |", "|---|---|---|---|---|",
        ]
            + Event.Kind.allCases.map {
                "| `\($0.rawValue)` | `\($0.messageID)` | \($0.level) | \($0.meaning) | \($0.advice) |"
            } + [""]
    }

    private static var holds: [String] {
        [
            "## What a source is held for", "",
            "Always the same two commands, which every message about it holds: `epjsyncd plan --show P…` to look, `epjsyncd "
                + "approve H…` if it is right. Nobody has to decide before 08:00.", "",
            "| kind | means | look for |", "|---|---|---|",
        ] + HeldKind.allCases.map { "| `\($0.rawValue)` | \($0.meaning) | \($0.cause) |" } + [""]
    }

    private static let families: [(ClosedRange<Int>, String)] = [
        (1...30, "bytes and XML"), (31...50, "bundles, pages and wrappers"), (51...100, "anything else about reading"),
        (101...150, "the patient"), (151...200, "the envelope, and what came before"), (201...300, "the calendar"),
        (301...350, "services"), (351...400, "the dialogue"), (401...450, "PLO"), (451...500, "Personvern"),
        (501...550, "Digitalbruker"), (551...600, "receipts"), (601...900, "other"),
        (901...950, "deviations that are read all the same of some or of all"),
        (951...960, "what only vendor testing notes"), (961...999, "attachments"),
    ]

    private static var findings: [String] {
        let kinds = FindingKind.allCases.sorted { $0.rawValue < $1.rawValue }
        var lines = [
            "## Findings in messages", "",
            "*Refused*: the whole message has no effect and lies in quarantine. *Noted*: it was read all the same.",
        ]
        for (range, name) in families {
            let members = kinds.filter { range.contains($0.rawValue) }
            guard !members.isEmpty else { continue }
            lines += [
                "", "### \(name.prefix(1).uppercased() + name.dropFirst())", "", "| code | | means | do |",
                "|---|---|---|---|",
            ]
            lines += members.map { "| \($0.code) | \($0.severity) | \($0.text) | \($0.concern.text) |" }
        }
        return lines
    }
}

extension ExitCode {
    var meaning: String {
        switch self {
        case .done: "done, nothing left open"
        case .changes: "`plan`: there are changes"
        case .leftOver:
            "done, but messages were set aside, or items are left for the next run; `verify`: something is refused; `status`: "
                + "something is open"
        case .held: "a source is held: a person has to look; `apply`: a plan is stale"
        case .lockHeld: "another run holds the lock"
        case .windowClosed: "the night's window closed, or the cycle was told to stop, before it was done"
        case .usage: "the command line is wrong"
        case .inputUnreadable: "what the command line or standard input names is not there or cannot be read"
        case .portalUnreachable:
            "the portal or HelseID was not available, refuses us, answers nonsense, or answers nothing to go by twenty times in "
                + "a row"
        case .internalError: "an internal error"
        case .stateUnwritable: "the state cannot be written; `check`: something in it is broken"
        case .stale: "`status`: no complete cycle within 26 hours"
        case .configurationInvalid:
            "the configuration is not valid, or the master key or the client's key is missing or wrong"
        }
    }

    var advice: String {
        switch self {
        case .done: "nothing"
        case .changes: "look; `sync` sends them"
        case .leftOver: "in the morning: the report names code, file and line; `quarantine list`"
        case .held: "in the morning: the report says what to type"
        case .lockHeld: "wait, or look with `status`"
        case .windowClosed: "nothing; if it is so every night, begin earlier or raise `portal.requests_per_second_max`"
        case .usage: "`--help`"
        case .inputUnreadable: "the text names it"
        case .portalUnreachable:
            "while the window is open nothing, it is tried again; after it: network, proxy, HelseID, NHN's status page"
        case .internalError: "at once: report it with the text; nothing that was committed is lost"
        case .stateUnwritable: "at once: disk space and permissions of `state.directory`; then `epjsyncd check`"
        case .stale: "at once: `history`, and why the last run failed"
        case .configurationInvalid: "at once: the text names file and key; `epjsyncd check-config`"
        }
    }
}

extension HeldKind {
    fileprivate var meaning: String {
        switch self {
        case .configuration: "the configuration of the source is not that of its last plan that was sent"
        case .firstRun: "nothing was ever told of this source"
        case .withdrawals:
            "too many visits would be withdrawn, because the EPJ no longer states them or a service was closed"
        case .cancellations: "the EPJ cancels too many visits at once"
        case .changedTimes: "too many visits would change their time"
        case .changes: "too much of what citizens see would change in any way"
        case .creations: "far more new visits than a run usually has"
        case .contactsEnded: "too many health contacts would be ended"
        case .goneInactive: "the portal calls too many citizens inactive"
        }
    }

    fileprivate var cause: String {
        switch self {
        case .configuration: "who changed what; approve it if it was meant"
        case .firstRun: "whether the plan is right; `sync --first-run`"
        case .withdrawals:
            "a delivery that is not whole, a unit that fell out of the export, a service that was closed by mistake"
        case .cancellations: "a holiday, a strike, or a mistake in the EPJ"
        case .changedTimes: "a clock or a time zone in the EPJ; a new plan of the rounds"
        case .changes: "a mapping, a name, an export in another form"
        case .creations: "a unit that begins, or a history that was sent again"
        case .contactsEnded: "a TjenesteOversikt that is not whole"
        case .goneInactive: "the portal's environment, and what its operator announces"
        }
    }
}
