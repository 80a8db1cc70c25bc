// Whom an order is about is read from standard input and from nowhere else: what stands on a command line stands in the
// shell's history and in everybody's list of processes (R19).

import ArgumentParser
import Foundation
import SyncCore

enum PersonOnInput {
    /// - Throws: `CommandEnd` with exit code 65; no text repeats what was given.
    static func read(
        _ synthetic: NationalIdentityNumber.SyntheticNumbers, line: () -> String? = { readLine() }
    ) throws(CommandEnd) -> NationalIdentityNumber {
        if isatty(STDIN_FILENO) == 1 { Output.error("Identity number: ", terminator: "") }
        // A file of another system begins with a mark of its byte order.
        let blanks = CharacterSet.whitespaces.union(CharacterSet(charactersIn: "\u{FEFF}"))
        guard let text = line()?.trimmingCharacters(in: blanks), !text.isEmpty else {
            throw end("Standard input is empty: the citizen's identity number is read from it.")
        }
        do {
            return try NationalIdentityNumber(text, synthetic: synthetic)
        } catch {
            throw end(reason(error))
        }
    }

    private static func end(_ reason: String) -> CommandEnd {
        CommandEnd(.inputUnreadable, reason + " Nothing was done.")
    }

    private static func reason(_ fault: NationalIdentityNumber.Fault) -> String {
        switch fault {
        case .notElevenDigits: "The first line of standard input is not eleven digits."
        case .wrongControlDigits, .impossibleDate:
            "The first line of standard input is no identity number: its date or its control digits are wrong."
        case .helpNumber: "The first line of standard input is a help number; nobody on the portal has one."
        case .synthetic:
            "The first line of standard input is a synthetic number, and this installation does not take them "
                + "(input.synthetic_numbers)."
        }
    }
}

/// What stood where a name or a number of ours should have stood, for a text that repeats it.
enum Mistyped {
    /// R19: digits that may be somebody's number are not repeated; of ours none has as many.
    static func shown(_ text: String, else words: String = "of that name") -> String {
        var run = 0
        let digitsMax = text.reduce(0) { most, character in
            run = character.isNumber ? run + 1 : character == " " ? run : 0
            return max(most, run)
        }
        return digitsMax >= 10 ? words : text
    }
}

/// Catches a number given where it must not be, and says so without repeating it.
struct NothingOnCommandLine: ParsableArguments {
    @Argument(help: .hidden)
    var surplus: [String] = []

    func validate() throws {
        guard surplus.isEmpty else {
            throw ValidationError(
                "The citizen's identity number is read from standard input, never from the command line. If one stood "
                    + "there, it now stands in the shell's history: remove it.")
        }
    }
}
