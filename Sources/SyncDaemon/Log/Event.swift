// What the journal hears of: each kind of event once, with the id by which `journalctl MESSAGE_ID=…` finds it for ever, how
// urgent it is, what it means and what to do. docs/codes.md is made from it. A text holds codes, counts, source ids and
// opaque ids: never a number, a name or a word of a message (R19).

import Logging

struct Event: Sendable {
    let kind: Kind
    let text: String
    var source: String?
    var run: Int64?
    /// An exit code, a finding's code, what a source is held for.
    var code: String?
    /// Where the kind alone does not say it.
    var level: Logger.Level?

    init(
        _ kind: Kind, _ text: String, source: String? = nil, run: Int64? = nil, code: String? = nil,
        level: Logger.Level? = nil
    ) {
        (self.kind, self.text, self.source, self.run, self.code, self.level) = (kind, text, source, run, code, level)
    }

    enum Kind: String, CaseIterable, Sendable {
        case started
        case stopped
        case reloaded = "configuration-reloaded"
        case configurationRefused = "configuration-refused"
        case nightBegan = "night-began"
        case nightEnded = "night-ended"
        case dayEnded = "day-ended"
        case held
        case setAside = "set-aside"
        case portalUnreachable = "portal-unreachable"
        case sourceSilent = "source-silent"
        case lockHeld = "lock-held"
        case approved
        case ledgerFailure = "ledger-failure"
        case problem
        case commandFailed = "command-failed"
        case listening
        case notListening = "not-listening"
        case step
    }
}

extension Event.Kind {
    /// 128 bits, for this kind alone and for ever.
    var messageID: String {
        switch self {
        case .started: "6e31c01256bf4073ad0a909a6b3819a3"
        case .stopped: "3060ce084ec140bba710048f066a76b0"
        case .reloaded: "8293fe1817a54883accc0660b89e5334"
        case .configurationRefused: "37776adaeedd46ce9e4581abeb6df5b8"
        case .nightBegan: "57566748f8534eefa5f87a6ad69e8887"
        case .nightEnded: "7187c1f49c354ee4bb58e8b99881c582"
        case .dayEnded: "21883b0036784724a8cbae160281d79a"
        case .held: "ac95a801ba4e4eec9593e59cff8a3619"
        case .setAside: "b3fedd9cd9954300a6e1850b2347cf88"
        case .portalUnreachable: "31ed27539e6a413e8f018f8733369548"
        case .sourceSilent: "66fda2957bc846558850f07f163a3cf7"
        case .lockHeld: "04355a78604e42aaad8eddbc2c0b7c0b"
        case .approved: "25634e53734f43ea861e3051065ad5c1"
        case .ledgerFailure: "055d19f59c764a9297ad060ea8e90998"
        case .problem: "535c70d8d4fc48ad951aeeaef6ac6927"
        case .commandFailed: "3a00c684363549a391736191ac1b4e8a"
        case .listening: "5ad8a03264c54902b48cd60c1903f7af"
        case .notListening: "ae7be7e8c4a6442e830d3776b9eeddc5"
        case .step: "e600b546bd0e438382c802dac3762ba2"
        }
    }

    var level: Logger.Level {
        switch self {
        case .step: .trace
        case .nightBegan, .nightEnded, .dayEnded, .listening: .info
        case .started, .stopped, .reloaded, .lockHeld, .approved, .setAside: .notice
        case .held, .sourceSilent, .problem, .notListening: .warning
        case .portalUnreachable, .configurationRefused, .commandFailed: .error
        case .ledgerFailure: .critical
        }
    }

    /// The run's report on standard output says the same: where both reach a person, once is enough.
    var isInReport: Bool {
        switch self {
        case .nightBegan, .nightEnded, .dayEnded, .held, .setAside, .portalUnreachable, .sourceSilent, .approved: true
        default: false
        }
    }

    var meaning: String {
        switch self {
        case .started: "The service is there, with its window and its sources."
        case .stopped: "The service ended because it was asked to."
        case .reloaded: "A changed configuration was read and counts from the next cycle."
        case .configurationRefused: "A configuration is not valid. CODE is 78; the text names file and key."
        case .nightBegan: "The night's cycle begins. RUN is not known yet."
        case .nightEnded: "A cycle ended. CODE is its exit code; its report is on standard output and in `history RUN`."
        case .dayEnded: "Something was read, or told, by day. CODE is its exit code."
        case .held: "A source is held. CODE is for what; the text has the commands."
        case .setAside: "A message was set aside. CODE is the finding; the text says in which batch, file and line."
        case .portalUnreachable: "The portal or HelseID was not available. CODE is 69; the text says which, and why."
        case .sourceSilent: "No batch of SOURCE has come for 26 hours. Nothing is withdrawn for it."
        case .lockHeld: "Another run holds the lock."
        case .approved: "A person approved a hold. CODE is what it is for."
        case .ledgerFailure: "The ledger could not be read or written. CODE is 73."
        case .problem: "Something could not be done; the text says what, and what happens next."
        case .commandFailed: "A command could not go on. CODE is its exit code."
        case .listening: "The status page and the metrics can be asked for."
        case .notListening: "`status.listen` cannot be listened on. The service goes on without."
        case .step: "One step of a run, at level trace: codes, counts and opaque ids."
        }
    }

    var advice: String {
        switch self {
        case .started, .stopped, .reloaded, .nightBegan, .approved, .listening, .step: "Nothing."
        case .configurationRefused: "Correct what the text names; `epjsyncd check-config`; `systemctl reload`."
        case .nightEnded, .dayEnded, .commandFailed: "By the exit code."
        case .held: "Look in the morning: `epjsyncd plan --show`, then `approve` or put the source right."
        case .setAside: "By the finding's code; `epjsyncd quarantine list`."
        case .portalUnreachable: "Nothing while the window is open: it is tried again. After it: network, HelseID, NHN."
        case .sourceSilent: "Ask whoever runs the EPJ whether its export runs, and whether it reaches the inbox."
        case .lockHeld: "Wait; `epjsyncd status` from elsewhere tells what runs."
        case .ledgerFailure: "Disk space and permissions of `state.directory`; then `epjsyncd check`."
        case .problem: "What the text says."
        case .notListening: "See who has the port, or name another in `status.listen`. It is tried again every minute."
        }
    }
}
