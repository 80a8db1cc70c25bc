// A question that only a person may answer: on a terminal, with the whole word.

import Foundation

struct Confirmation {
    var isTerminal: () -> Bool = { isatty(STDIN_FILENO) == 1 }
    var answer: () -> String? = { readLine() }

    /// Asks on standard error, so that an answer on standard output stays one.
    func isGiven(_ question: String) -> Bool {
        Output.error(question + " Type yes: ", terminator: "")
        return answer()?.trimmingCharacters(in: .whitespaces) == "yes"
    }
}
