// Slices of citizens: each comes once, in order, with everything that is theirs and nothing that is somebody else's.

import Foundation
import Testing

@testable import SyncCore
@testable import SyncState

@Suite struct SituationsTests {
    private let now = Installation.now

    @Test func citizensComeOnceAndInOrder() throws {
        let installation = try Installation()
        let everybody = Array(0..<450)
        let inactive = everybody.filter { $0 % 10 == 3 }
        let unknown = everybody.filter { $0 % 10 == 7 }
        let active = everybody.filter { $0 % 10 != 3 && $0 % 10 != 7 }
        try installation.record(
            everybody.map { installation.snapshot([Installation.event("uid-\($0)")], of: $0) }
                + everybody.map { installation.services(["9"], of: $0) })
        try installation.answer(active: active, inactive: inactive)
        #expect(unknown.count == 45)
        for limit in [1_000, 200, 199, 1] {
            var found: [CitizenSituation] = []
            while true {
                let slice = try installation.ledger.plannableCitizens(
                    of: installation.source, after: found.last?.citizenKey, limit: limit)
                #expect(slice.count <= limit)
                if slice.isEmpty { break }
                found += slice
            }
            #expect(found.map(\.citizenKey) == active.map { installation.key($0) }.sorted())
            // Nobody's rows came to anybody else.
            let uids = Dictionary(uniqueKeysWithValues: active.map { (installation.key($0), "uid-\($0)") })
            #expect(found.allSatisfy { $0.visits.map { $0.events.map(\.uid) } == [[uids[$0.citizenKey] ?? ""]] })
            #expect(found.allSatisfy { $0.services?.services.count == 1 && $0.activation == .active })
        }
    }

    @Test func oneSourceSeesNothingOfAnother() throws {
        let installation = try Installation()
        let other = try installation.ledger.sourceID("9902-profil")
        var arrival = installation.snapshot([Installation.event("b")], of: 1)
        arrival.source = other
        try installation.record([installation.snapshot([Installation.event("a")]), arrival])
        try installation.answer(active: [0, 1])
        try installation.night()
        #expect(try installation.situation(1) == nil)
        let seen = try installation.ledger.plannableCitizens(of: other, after: nil, limit: 10)
        #expect(seen.map(\.citizenKey) == [installation.key(1)] && seen[0].told.isEmpty)
    }

    @Test func contentsAreThoseOfTheEntriesAskedFor() throws {
        let installation = try Installation()
        try installation.record([
            installation.snapshot([Installation.event("a"), Installation.event("b", inHours: 30)]),
            installation.snapshot([Installation.event("c")], of: 1),
        ])
        try installation.answer(active: [0, 1])
        try installation.night()
        let mine = try installation.opened(0)
        let others = try installation.opened(1)
        let asked = [(installation.key(0), mine[1].key), (installation.key(1), others[0].key)]
        let contents = try installation.ledger.contents(of: asked, in: installation.source)
        #expect(contents == [mine[1].key: mine[1].content, others[0].key: others[0].content])
        // Sealed to its row: under another citizen there is none.
        #expect(throws: LedgerFault.sealBroken) {
            try installation.ledger.contents(
                of: [(installation.key(1), mine[0].key)], in: installation.source)
        }
    }

    @Test func everythingToldComesBackAsItWas() throws {
        let installation = try Installation()
        let event = Installation.event("a", employees: ["Kari"], details: "Med hjelpemidler")
        try installation.record([
            installation.snapshot([event, Installation.event("b", inHours: 30)]), installation.services(["9"]),
        ])
        try installation.answer(active: [0])
        let sent = try installation.night()
        let closed = try #require(try installation.situation())
        #expect(closed.told.allSatisfy { $0.content == nil && $0.told == .yes })
        let opened = try installation.opened()
        #expect(Set(opened.map { $0.content?.value }) == ["a", "b"])
        for entry in opened {
            let content = try #require(entry.content)
            #expect(entry.key == installation.ledger.keys.entryKey(content.value))
            #expect(entry.status == content.shown.status && entry.start == content.shown.start)
            #expect(entry.end == content.shown.end && entry.pair == content.shown.pair)
        }
        #expect(sent.count == 3 && closed.memberships.map(\.told) == [.yes])
        #expect(try installation.night().isEmpty)
    }

    @Test func whatWasOnlyPlannedIsNotTold() throws {
        let installation = try Installation()
        try installation.record([installation.snapshot([Installation.event("a")])])
        try installation.answer(active: [0])
        _ = try installation.plan()
        #expect(try installation.count("entry") == 1)
        #expect(try installation.situation()?.told.isEmpty == true)
        #expect(try installation.opened().isEmpty)
    }

    @Test func aToldEntryWithoutContentIsNoticed() throws {
        let installation = try Installation()
        try installation.record([installation.snapshot([Installation.event("a")])])
        try installation.answer(active: [0])
        try installation.night()
        try installation.execute("DELETE FROM entryContent")
        #expect(throws: LedgerFault.sealBroken) { try installation.opened() }
    }
}
