// Citizens a rehearsal begins with: known, and active since before anything was said of them.

import SyncCore
import Testing

@testable import SyncState

@Suite struct KnownCitizensTests {
    @Test("R20 who is begun with was active when an earlier visit began") func activeSince() throws {
        let house = try Installation()
        let before = Installation.now.adding(days: -3)
        try house.ledger.begin(
            with: [People.person(0), People.person(1)], of: house.source, activeSince: before)
        #expect(Set(try house.personSet()) == [house.key(0), house.key(1)])
        #expect(try house.ledger.activeCounts() == [house.source: 2])
        // Asked about later and still active, they are active since then.
        #expect(try house.answer(active: [0]).becameActive == 0)
        _ = try house.record([house.snapshot([Installation.event("a")])])
        #expect(try house.situation()?.activeSince == before)
    }
}
