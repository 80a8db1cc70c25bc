// What one transaction on the inbox need not ask twice: a bundle names the same few pairs in every message, and hardly any
// source has persons with two numbers.

import Foundation
import SyncCore

/// Lives as long as its transaction, which nobody else writes beside.
final class InboxMemory {
    private var heard: [SourceID: Set<ServiceUnit>] = [:]
    private var linked: [SourceID: Bool] = [:]
    private var noted: [SourceID: Set<Digest128>] = [:]
    /// The date of birth that was stated last.
    private var births: [Data: CivilDate] = [:]
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

    /// Whether it is new that a source names this citizen, or states this date of birth of him.
    func isNews(_ citizen: Data, born date: CivilDate?, of source: SourceID) -> Bool {
        let isOther = if let date { births.updateValue(date, forKey: citizen) != date } else { false }
        return known[source, default: []].insert(citizen).inserted || isOther
    }
}
