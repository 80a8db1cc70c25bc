// Which address belongs to whom: random, made when a citizen is first shown, and gone with the process (R19: an address
// ends up in histories, logs and screenshots, so it says nothing of anybody).

/// The addresses of the citizens' pages.
final class PageAddresses: Sendable {
    private struct Known {
        var ids: [String: String] = [:]
        var numbers: [String: String] = [:]
    }

    private let known = Locked(Known())

    /// Letters only: nothing in an address can be taken for a number.
    private static let letters = Array("bcdfghjkmnpqrstvwxz")

    /// The id of a citizen's page.
    func id(of number: String) -> String {
        known.withLock { known in
            if let id = known.ids[number] { return id }
            // 20 letters of 19: 84 bits of the system's random numbers.
            var random = SystemRandomNumberGenerator()
            let id = String((0..<20).map { _ in Self.letters[Int.random(in: 0..<Self.letters.count, using: &random)] })
            known.ids[number] = id
            known.numbers[id] = number
            return id
        }
    }

    /// Whose page that is; `nil` for an id of nobody, or of a process before this one.
    func number(of id: String) -> String? {
        known.withLock { $0.numbers[id] }
    }
}
