// Deaths and privacy settings: what is in force in whatever order messages arrive, in every source that it concerns, and
// for good.

import Foundation
import Testing

@testable import SyncCore
@testable import SyncState

@Suite struct PersonConditionsTests {
    private let now = Installation.now

    /// Something is told of the citizen, so that the night has to look at him.
    private func told(_ people: [Int] = [0]) throws -> Installation {
        let installation = try Installation()
        for person in people {
            try installation.record([
                installation.snapshot([Installation.event("uid-\(person)", inHours: 72)], of: person),
                installation.services(["9"], of: person),
            ])
        }
        try installation.answer(active: people)
        try installation.night()
        return installation
    }

    // MARK: R11

    @Test(
        "R11 dead while some dialogue has a death and no cancellation, in whatever order they arrive",
        arguments: [
            ([("a", false)], true), ([("a", false), ("a", true)], false), ([("a", true)], false),
            ([("a", false), ("b", true)], true), ([("a", false), ("b", false), ("a", true)], true),
            ([("a", false), ("b", false), ("a", true), ("b", true)], false),
        ])
    func deaths(_ sent: [(String, Bool)], _ isDead: Bool) throws {
        for order in permutations(Array(sent.indices)) {
            let installation = try told()
            try installation.record(order.map { installation.death(sent[$0].0, cancelled: sent[$0].1) })
            #expect(try installation.situation()?.isDead == isDead, "\(order)")
            #expect(try Installation(folder: installation.folder).situation()?.isDead == isDead, "\(order)")
        }
    }

    @Test("R18 where deaths and their cancellations end") func deathDispositions() throws {
        let installation = try told()
        let ends = try installation.record([
            installation.death("a"), installation.death("a"), installation.death("b"),
            installation.death("a", cancelled: true), installation.death("a", cancelled: true), installation.death("a"),
            installation.death("c", cancelled: true), installation.death("c"),
        ])
        #expect(
            ends == [
                .applied, .duplicate, .applied, .applied, .duplicate, .duplicate, .applied, .superseded,
            ])
    }

    @Test("R11 a death stated in one source silences the citizen in every other, and only he himself undoes it")
    func everySource() throws {
        let installation = try told([0, 1])
        let other = try installation.ledger.sourceID("9902-profil")
        try installation.record([installation.death("a", source: other)])
        #expect(try installation.situation(0)?.isDead == true)
        #expect(try installation.situation(1)?.isDead == false)
        // The other source knows no visit of his: there is nothing to be planned.
        #expect(try installation.ledger.plannableCitizens(of: other, after: nil, limit: 10).isEmpty)
        #expect(try Set(installation.night().map(\.kind)) == [.withdraw, .memberOut])
        // The same dialogue of another source is another dialogue.
        try installation.record([installation.death("a", cancelled: true)])
        #expect(try installation.situation(0)?.isDead == true)
        try installation.record([installation.death("a", cancelled: true, source: other)])
        #expect(try installation.situation(0)?.isDead == false)
        #expect(try Set(installation.night().map(\.kind)) == [.create, .memberIn])
        #expect(try installation.night().isEmpty)
    }

    @Test("R11 who is dead stays dead, and what was told is taken back though nothing is stated any more")
    func forGood() throws {
        let installation = try told()
        let late = now.adding(days: 1)
        try installation.record([installation.death("a"), installation.privacy("d", 1, .reserved)], at: late)
        try installation.execute("DELETE FROM stated")
        for days in [40, 4_000] { try installation.ledger.expireStatements(now: now.adding(days: days)) }
        let situation = try #require(try installation.situation())
        #expect(situation.isDead && situation.isWithheld)
        #expect(try Set(installation.night(at: late).map(\.kind)) == [.withdraw, .memberOut])
    }

    @Test("R11 who is dead can be asked of any citizens, planned or not") func deceased() throws {
        let installation = try Installation()
        try installation.record([
            installation.death("a", of: 0), installation.death("a", of: 1), installation.death("a", of: 2),
            installation.death("a", cancelled: true, of: 1), installation.snapshot([], of: 3),
        ])
        let asked = Set([0, 1, 3].map { installation.key($0) })
        #expect(try installation.ledger.deceased(among: asked) == [installation.key(0)])
        #expect(try installation.ledger.deceased(among: []) == [])
    }

    @Test("R3 a dead citizen who is not active is not planned") func inactive() throws {
        let installation = try told()
        try installation.record([installation.death("a")])
        try installation.answer(inactive: [0])
        #expect(try installation.situation() == nil)
    }

    // MARK: R10

    @Test(
        "R10 of each definition the highest version is in force, in whatever order they arrive",
        arguments: [
            ([("d", 1, .reserved)], true), ([("d", 1, .reserved), ("d", 2, .reservationLifted)], false),
            ([("d", 1, .reservationLifted), ("d", 2, .reserved)], true),
            ([("d", 1, .accessLimited), ("e", 2, .accessLimitLifted)], true),
            ([("d", 1, .accessLimited), ("d", 3, .accessLimitLifted), ("d", 2, .accessLimited)], false),
            ([("d", 1, .consentNotGiven), ("e", 1, .consentRegistered)], false),
        ] as [([(String, Int, PrivacyStatus)], Bool)])
    func privacy(_ sent: [(String, Int, PrivacyStatus)], _ isWithheld: Bool) throws {
        for order in permutations(Array(sent.indices)) {
            let installation = try told()
            let arrivals = order.map { index in
                let (definition, version, status) = sent[index]
                // GenDate decides nothing.
                return installation.privacy(definition, version, status, generated: now.adding(hours: -version))
            }
            try installation.record(arrivals)
            #expect(try installation.situation()?.isWithheld == isWithheld, "\(order)")
            #expect(try Installation(folder: installation.folder).situation()?.isWithheld == isWithheld, "\(order)")
        }
    }

    @Test("R10 an equal or older version is stale") func privacyDispositions() throws {
        let installation = try told()
        let ends = try installation.record([
            installation.privacy("d", 2, .reserved), installation.privacy("d", 2, .reservationLifted),
            installation.privacy("d", 1, .reservationLifted), installation.privacy("e", 1, .consentGiven),
            installation.privacy("d", 3, .reservationLifted),
        ])
        #expect(ends == [.applied, .superseded, .superseded, .applied, .applied])
    }

    @Test("R10 a limit set with one source is that source's") func privacyOfASource() throws {
        let installation = try told()
        let other = try installation.ledger.sourceID("9902-profil")
        var elsewhere = installation.privacy("d", 1, .reserved)
        elsewhere.source = other
        try installation.record([elsewhere])
        #expect(try installation.situation()?.isWithheld == false)
        try installation.record([installation.privacy("d", 1, .reserved)])
        #expect(try installation.situation()?.isWithheld == true)
        #expect(try Set(installation.night().map(\.kind)) == [.withdraw, .memberOut])
        try installation.record([installation.privacy("d", 2, .reservationLifted)])
        #expect(try Set(installation.night().map(\.kind)) == [.create, .memberIn])
    }

    // MARK: Who is planned

    @Test("R2 every active citizen of whom something could be said or taken back comes once, in order")
    func plannable() throws {
        let installation = try told([0, 1, 2])
        try installation.record([
            installation.death("a", of: 0), installation.privacy("d", 1, .reserved, of: 1),
            // Of these nothing was ever told, so a death or a setting has nothing to take back.
            installation.death("a", of: 3), installation.privacy("d", 1, .reserved, of: 4),
            installation.list("l", ["15"], of: 5), installation.list("l", nil, of: 6),
            installation.list("l", ["15"], of: 7),
            installation.list("l", ["15"], of: 2), installation.death("b", of: 2),
            installation.privacy("d", 1, .reserved, of: 2),
        ])
        try installation.execute("DELETE FROM stated")
        try installation.answer(active: [0, 1, 2, 3, 4, 5, 6], inactive: [7])
        for limit in [1, 2, 100] {
            var found: [Digest128] = []
            while true {
                let slice = try installation.ledger.plannableCitizens(
                    of: installation.source, after: found.last, limit: limit)
                if slice.isEmpty { break }
                found += slice.map(\.citizenKey)
            }
            #expect(found == [0, 1, 2, 5, 6].map { installation.key($0) }.sorted())
        }
    }
}
