// A D-number that becomes a fødselsnummer (identity rule 8): one message's Patient carries both, and from then on the
// citizen is one, under the new number, in this source.

import Foundation
import Testing

@testable import SyncCore
@testable import SyncState

@Suite struct NumberLinksTests {
    private let now = Installation.now
    private let old = 0
    private let new = 1

    /// The same message, of a Patient that carries both numbers.
    private func carryingBoth(_ arrival: Arrival) -> Arrival {
        var arrival = arrival
        guard case .states(var statements) = arrival.verdict else { return arrival }
        for index in statements.indices { statements[index].formerNumber = People.person(old) }
        arrival.verdict = .states(statements)
        return arrival
    }

    /// Two visits and a contact told of the old number.
    private func told() throws -> Installation {
        let installation = try Installation()
        try installation.record([
            installation.snapshot(
                [
                    Installation.event("a"), Installation.event("b", inHours: 72),
                    Installation.event("past", inHours: -2),
                ], generated: now.adding(hours: -3)),
            installation.services(["9"]),
        ])
        try installation.answer(active: [old])
        try installation.night()
        return installation
    }

    private func said(_ operations: [IntendedOperation], _ installation: Installation) -> [String] {
        operations.map { operation in
            let whose = operation.citizenKey == installation.key(old) ? "old" : "new"
            switch operation.payload {
            case .appointment(let content): return "\(whose) \(operation.kind.name) \(content.value)"
            case .membership(let pair, _, _): return "\(whose) \(operation.kind.name) \(pair.service)"
            }
        }
    }

    private func marked(_ value: String, _ installation: Installation) -> String {
        value + "/" + installation.key(new).shortHexadecimal
    }

    @Test("Identity 8 5 the old number's future is withdrawn in the plan that creates the new one's, and before it")
    func oneCitizen() throws {
        let installation = try told()
        let arrival = carryingBoth(
            installation.snapshot([Installation.event("a"), Installation.event("b", inHours: 72)], of: new))
        #expect(try installation.record([arrival]) == [.applied])
        #expect(try installation.personSet().contains(installation.key(new)), "the portal is asked about it")
        try installation.answer(active: [old, new])
        let sent = said(try installation.night(), installation)
        // The services were stated of the old number, and are the person's.
        #expect(
            Array(sent.prefix(4).sorted()) == ["new memberIn 9", "old memberOut 9", "old withdraw a", "old withdraw b"])
        #expect(
            Array(sent.dropFirst(4).sorted())
                == ["new create \(marked("a", installation))", "new create \(marked("b", installation))"])
        #expect(try installation.night().isEmpty)
        // An identifier never changes its citizen, in later nights neither.
        let later = now.adding(hours: 5)
        try installation.record(
            [
                installation.snapshot(
                    [Installation.event("a", inHours: 30), Installation.event("b", inHours: 72)], of: new,
                    generated: later.adding(hours: -1))
            ], at: later)
        #expect(said(try installation.night(at: later), installation) == ["new update \(marked("a", installation))"])
        #expect(try installation.count("(SELECT entry FROM entry GROUP BY source, entry HAVING count(*) > 1)") == 0)
    }

    @Test("Identity 8 what was ordered off the portal under the old number stays off under the new one")
    func keptOff() throws {
        let installation = try told()
        let entry = try #require(try installation.ledger.findEntries("a").first)
        try installation.ledger.keepOff(entry, reason: "wrong-patient", at: now)
        try installation.night()
        try installation.record([
            carryingBoth(
                installation.snapshot([Installation.event("a"), Installation.event("b", inHours: 72)], of: new))
        ])
        try installation.answer(active: [old, new])
        let sent = said(try installation.night(), installation)
        #expect(sent.contains("new create \(marked("b", installation))"))
        #expect(!sent.contains { $0.hasPrefix("new create \(marked("a", installation))") || $0 == "new create a" })
        #expect(try installation.night().isEmpty)
    }

    @Test("Identity 8 what is stated of the old number afterwards is stated of the new one")
    func oldNumberAfterwards() throws {
        let installation = try told()
        try installation.record([carryingBoth(installation.snapshot([Installation.event("a")], of: new))])
        try installation.answer(active: [old, new])
        try installation.night()
        let later = now.adding(hours: 5)
        try installation.record(
            [
                installation.snapshot([Installation.event("a", inHours: 30)], generated: later.adding(hours: -1)),
                installation.push([Installation.event("c", inHours: 40)], generated: later.adding(hours: -1)),
            ], at: later)
        #expect(
            said(try installation.night(at: later), installation).sorted()
                == ["new create c", "new update \(marked("a", installation))"])
        #expect(try installation.situation(old)?.visits.isEmpty == true)
        #expect(try installation.night(at: later).isEmpty)
    }

    @Test("Identity 8 a number nobody heard of before is linked too, and what comes under it is the new one's")
    func unknownBefore() throws {
        let installation = try Installation()
        try installation.record([carryingBoth(installation.snapshot([], of: new))])
        #expect(try installation.personSet() == [installation.key(new)])
        try installation.record([installation.push([Installation.event("a")])])
        try installation.answer(active: [new])
        #expect(said(try installation.night(), installation) == ["new create a"])
    }

    @Test("Identity 8 the old one's are withdrawn though the new number is not active, while the portal takes them")
    func newNumberNotActive() throws {
        let installation = try told()
        let arrival = carryingBoth(installation.snapshot([Installation.event("a")], of: new))
        try installation.record([arrival])
        try installation.answer(active: [old], inactive: [new])
        #expect(
            said(try installation.night(), installation).sorted()
                == ["old memberOut 9", "old withdraw a", "old withdraw b"])
        #expect(try installation.night().isEmpty)
        // R2: what was stated is there when the number becomes active.
        try installation.answer(active: [new])
        #expect(
            said(try installation.night(), installation).sorted()
                == ["new create \(marked("a", installation))", "new memberIn 9"])
    }

    @Test("Identity 8 R3 of an old number that is not active nothing is sent, and the new one's are created")
    func oldNumberNotActive() throws {
        let installation = try told()
        try installation.record([carryingBoth(installation.snapshot([Installation.event("a")], of: new))])
        try installation.answer(active: [new], inactive: [old])
        #expect(
            said(try installation.night(), installation).sorted()
                == ["new create \(marked("a", installation))", "new memberIn 9"])
        // He is called active under it again: nothing is shown twice.
        try installation.answer(active: [old])
        #expect(
            said(try installation.night(), installation).sorted()
                == ["old memberOut 9", "old withdraw a", "old withdraw b"])
        #expect(try installation.night().isEmpty)
    }

    @Test("Identity 8 R16 an intent of the old number without outcome is withdrawn as well")
    func possiblyTold() throws {
        let installation = try Installation()
        try installation.record([installation.snapshot([Installation.event("a")])])
        try installation.answer(active: [old])
        try installation.push(try installation.plan()) { _ in .unknown(answer: "timeout", notBefore: Installation.now) }
        try installation.record([carryingBoth(installation.snapshot([], of: new, generated: now.adding(hours: 1)))])
        #expect(said(try installation.night(), installation) == ["old withdraw a"])
    }

    @Test("Identity 8 R10 R11 limits and deaths stated of the old number hold for the new one, of whichever source")
    func conditions() throws {
        for cause in 0..<4 {
            let installation = try told()
            let other = try installation.ledger.sourceID("9902-profil")
            let stated = [
                installation.privacy("d", 1, .accessLimited), installation.death("d"),
                installation.death("d", source: other), installation.privacy("d", 1, .reservationLifted),
            ][cause]
            let link = carryingBoth(installation.snapshot([Installation.event("a")], of: new))
            // Whichever comes first.
            for order in [[stated, link], [link, stated]] {
                let installation = try Installation(folder: StateFolder())
                _ = try installation.ledger.sourceID("9902-profil")
                try installation.record([installation.snapshot([Installation.event("a")])] + order)
                try installation.answer(active: [old, new])
                let situation = try #require(try installation.situation(new))
                #expect(situation.isWithheld == (cause == 0))
                #expect(situation.isDead == (cause == 1 || cause == 2))
                #expect(try installation.night().isEmpty == (cause < 3))
            }
        }
    }

    @Test("Identity 8 a limit of the new number that is younger than the old one's counts")
    func youngerLimit() throws {
        let installation = try told()
        try installation.record([
            installation.privacy("d", 1, .accessLimited), installation.privacy("d", 2, .accessLimitLifted, of: new),
            installation.privacy("e", 3, .reserved), installation.list("l", ["15"]),
            installation.list("l", nil, of: new),
            carryingBoth(installation.services([], of: new)),
        ])
        try installation.answer(active: [old, new])
        let situation = try #require(try installation.situation(new))
        #expect(situation.isWithheld)
        #expect(situation.unitServices.map(\.isCancellation) == [true])
        #expect(situation.services?.services.isEmpty == true)
        try installation.record([installation.privacy("e", 4, .reservationLifted)])
        #expect(try installation.situation(new)?.isWithheld == false)
        for table in ["stated", "unitService", "privacySetting", "death"] {
            #expect(try installation.count("\(table) WHERE citizen = x'\(hex(installation.key(old)))'") == 0)
        }
    }

    @Test("Identity 8 R14 of two lists of one unit the newest counts, under whichever number it was stated")
    func newestList() throws {
        for isOldNewer in [true, false] {
            let installation = try Installation()
            try installation.record([
                installation.snapshot(
                    [Installation.event("a")], of: old, generated: now.adding(hours: isOldNewer ? -1 : -3)),
                carryingBoth(
                    installation.snapshot([Installation.event("b")], of: new, generated: now.adding(hours: -2))),
            ])
            try installation.answer(active: [new])
            #expect(said(try installation.night(), installation) == ["new create \(isOldNewer ? "a" : "b")"])
        }
    }

    @Test("Identity 8 a message that changes nothing but the number is no repetition of the one before")
    func sameContent() throws {
        let installation = try told()
        let plain = installation.snapshot([Installation.event("a")], of: new)
        let both = carryingBoth(installation.snapshot([Installation.event("a")], of: new))
        let again = carryingBoth(installation.snapshot([Installation.event("a")], of: new))
        #expect(try installation.record([plain, both, again]) == [.applied, .applied, .duplicate])
        #expect(try installation.count("numberLink") == 1)
    }

    @Test("Identity 8 one source's message says nothing of what another means by the number")
    func otherSource() throws {
        let installation = try told()
        let other = try installation.ledger.sourceID("9902-profil")
        var elsewhere = carryingBoth(installation.snapshot([Installation.event("x")], of: new))
        elsewhere.source = other
        try installation.record([elsewhere])
        try installation.answer(active: [old, new])
        #expect(try installation.night().isEmpty)
        #expect(try installation.situation(old)?.isReplaced == false)
    }

    @Test("Identity 8 the link is durable with its message, and holds no number in clear")
    func durable() throws {
        let installation = try told()
        try installation.record([carryingBoth(installation.snapshot([Installation.event("a")], of: new))])
        let reopened = try Installation(folder: installation.folder)
        try reopened.answer(active: [old, new])
        #expect(try reopened.situation(old)?.isReplaced == true)
        for (name, bytes) in try installation.folder.contents() {
            for person in [old, new] {
                #expect(bytes.range(of: Data(People.person(person).digits.utf8)) == nil, "\(name)")
            }
        }
    }

    @Test("Identity 8 a link that is staged with its bundle counts with it") func staged() throws {
        let installation = try told()
        var writer = ByteWriter()
        let arrival = carryingBoth(installation.snapshot([Installation.event("a")], of: new))
        let content = try ArrivalContent(
            arrival, placed: nil, batch: BatchNumber(1), installation.ledger.keys, nil,
            now: arrival.generated ?? Instant(seconds: 0))
        arrival.stage(content, into: &writer)
        var reader = ByteReader(writer.bytes)
        guard case .states(let statements) = try Arrival.unstaged(from: &reader).0.verdict else {
            Issue.record("no statement")
            return
        }
        #expect(statements.map(\.formerNumber) == [People.person(old)])
    }

    private func hex(_ key: Digest128) -> String { key.data.map { String(format: "%02x", $0) }.joined() }

    @Test("Identity 8 nothing is told by day under the new number while visits are shown under the old")
    func byDay() throws {
        let installation = try told()
        try installation.record([
            carryingBoth(installation.push([Installation.event("a", inHours: 3)], of: new, generated: now))
        ])
        try installation.answer(active: [old, new])
        func citizens() throws -> [Digest128] {
            try installation.ledger.citizensOfTheDay(of: installation.source, settleSeconds: 0, now: now).citizens
                .map(\.citizenKey)
        }
        #expect(try citizens() == [])
        // Of whom the portal calls inactive it shows nothing.
        try installation.answer(inactive: [old])
        #expect(try citizens() == [installation.key(new)])
        try installation.answer(active: [old])
        #expect(try citizens() == [])
        try installation.ledger.write("withdrawing") { db in
            try db.execute(sql: "UPDATE entry SET status = 4 WHERE status IN (0, 1)")
        }
        #expect(try citizens() == [installation.key(new)], "the night has taken them back")
    }
}
