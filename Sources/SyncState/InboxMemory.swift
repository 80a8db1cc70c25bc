// What one transaction on the inbox need not ask twice: a bundle names the same few pairs in every message, and hardly any
// source has persons with two numbers.

import SyncCore

/// Lives as long as its transaction, which nobody else writes beside.
final class InboxMemory {
    private var heard: [SourceID: Set<ServiceUnit>] = [:]
    private var linked: [SourceID: Bool] = [:]

    /// Whether the pair was not heard in this transaction yet.
    func isFirst(_ pair: ServiceUnit, of source: SourceID) -> Bool {
        heard[source, default: []].insert(pair).inserted
    }

    /// Whether any of a source's persons had another number.
    func hasLinks(of source: SourceID, _ ask: () throws -> Bool) rethrows -> Bool {
        if let known = linked[source] { return known }
        let found = try ask()
        linked[source] = found
        return found
    }

    func learnsLinks(of source: SourceID) { linked[source] = true }
}
