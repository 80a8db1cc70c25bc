// The forms in which `verify` answers. Each writes a beginning, a piece for every message as it comes, and an end, so
// that nothing is kept until the last file is read.

protocol VerifyWriter: Sendable {
    /// Lines before the first message.
    var opening: [String] { get }
    /// Lines for a message.
    func lines(for message: VerifiedMessage, isFirst: Bool) -> [String]
    /// Lines after the last message.
    func closing(_ summary: VerifySummary) -> [String]
}

enum VerifyFormat: String, CaseIterable, Sendable {
    case text, json, junit

    var writer: any VerifyWriter {
        switch self {
        case .text: VerifyText()
        case .json: VerifyJSON()
        case .junit: VerifyJUnit()
        }
    }
}
