// Which messages are meant: some by their numbers, or all, or all of one code. One that is not there is said before
// anything is done to another.

import ArgumentParser
import SyncCore
import SyncState

struct QuarantineSelection: ParsableArguments {
    @Argument(help: ArgumentHelp("Messages by their numbers in 'quarantine list'.", valueName: "id"))
    var ids: [String] = []

    @Flag(help: "Every message in quarantine.")
    var all = false

    @Option(
        help: ArgumentHelp("With --all: only those with this code, such as EPJ-101.", valueName: "EPJ-nnn"),
        transform: { text in
            guard let code = FindingCode(text) else {
                throw ValidationError("'--code' takes a code such as EPJ-101.")
            }
            return code
        })
    var code: FindingCode?

    func validate() throws {
        if ids.isEmpty, !all { throw ValidationError("Name the messages by their numbers, or say '--all'.") }
        if !ids.isEmpty, all { throw ValidationError("Name messages or say '--all', not both.") }
        if code != nil, !all { throw ValidationError("'--code' goes with '--all'.") }
    }

    var choice: MessageChoice { all ? .all(code) : .some(ids) }
}

/// Which of the messages in quarantine are meant.
enum MessageChoice {
    /// All, or all of one code.
    case all(FindingCode?)
    case some([String])

    /// - Parameter list: what lies in quarantine.
    /// - Throws: `CommandEnd` with exit code 65 for a number that is not there.
    func choose(from list: [QuarantinedMessage]) throws(CommandEnd) -> [QuarantinedMessage] {
        switch self {
        case .all(nil): return list
        case .all(let code?): return list.filter { $0.code == code }
        case .some(let ids): return try choose(Set(try Self.numbers(ids)), from: list)
        }
    }

    private func choose(
        _ numbers: Set<MessageNumber>, from list: [QuarantinedMessage]
    ) throws(CommandEnd) -> [QuarantinedMessage] {
        let chosen = list.filter { numbers.contains($0.number) }
        let missing = numbers.subtracting(chosen.map(\.number)).map(\.value).sorted()
        guard missing.isEmpty else {
            let names = missing.map(String.init).joined(separator: ", ")
            throw CommandEnd(
                .inputUnreadable,
                "There is no message \(names) in quarantine. Nothing was done. 'epjsyncd quarantine list' shows what lies "
                    + "there.")
        }
        return chosen
    }

    /// - Throws: `CommandEnd` with exit code 65. What is no message number is not repeated: it may be somebody's.
    private static func numbers(_ ids: [String]) throws(CommandEnd) -> [MessageNumber] {
        var numbers: [MessageNumber] = []
        for (index, id) in ids.enumerated() {
            guard id.count <= 10, id.allSatisfy({ ("0"..."9").contains($0) }), let value = Int64(id) else {
                throw CommandEnd(
                    .inputUnreadable,
                    "Argument \(index + 1) is no message number. Nothing was done. 'epjsyncd quarantine list' shows the "
                        + "numbers.")
            }
            numbers.append(MessageNumber(value))
        }
        return numbers
    }
}

extension FindingCode {
    /// `EPJ-101`.
    fileprivate init?(_ text: String) {
        guard text.hasPrefix("EPJ-"), let number = Int(text.dropFirst(4)), number > 0,
            FindingCode(number).description == text
        else { return nil }
        self.init(number)
    }
}
