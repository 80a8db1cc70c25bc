// What one transaction on the inbox need not ask twice: a bundle names the same few pairs in every message, and hardly any
// source has persons with two numbers.

import Foundation
import SyncCore

/// Lives as long as its transaction, which nobody else writes beside.
final class InboxMemory {
    private var heard: [SourceID: Set<ServiceUnit>] = [:]
    private var linked: [SourceID: Bool] = [:]
    private var noted: [SourceID: Set<Digest128>] = [:]
    /// The date of birth that was stated last, or that none was, of whoever was named.
    private var births: [Data: CivilDate?] = [:]
    private var known: [SourceID: Set<Data>] = [:]

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

    /// Whether nothing new was noted of the citizen in this transaction yet.
    func isFirstNews(of citizen: Data, _ source: SourceID) -> Bool {
        noted[source, default: []].insert(Digest128(citizen)).inserted
    }

    /// Whether it is new that a source names this citizen, with this date of birth or with none.
    func isNews(_ citizen: Data, born date: CivilDate?, of source: SourceID) -> Bool {
        let last = births.updateValue(date, forKey: citizen)
        return known[source, default: []].insert(citizen).inserted || last != .some(date)
    }
}
