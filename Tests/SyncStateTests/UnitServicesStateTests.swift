// R15: which of a unit's lists is in force, in whatever order lists and cancellations arrive, and for how long.

import Foundation
import Testing

@testable import SyncCore
@testable import SyncState

@Suite struct UnitServicesStateTests {
    private let now = Installation.now

    /// A list by its codes, `nil` for the cancellation of the dialogue, at hours after `now`.
    private struct Sent: Sendable {
        let conversation: String
        let codes: [String]?
        let hours: Int

        init(_ conversation: String, _ codes: [String]?, at hours: Int) {
            self.conversation = conversation
            self.codes = codes
            self.hours = hours
        }
    }

    private func inForce(_ installation: Installation, unit: String = "95316") throws -> [String]? {
        try installation.situation()?.unitServices.first { $0.unit == unit }?.services.map(\.code)
    }

    @Test(
        "R15 the newest list whose dialogue is not cancelled is in force, in whatever order they arrive",
        arguments: [
            ([Sent("a", ["15"], at: 0), Sent("b", ["1"], at: 1)], ["1"]),
            ([Sent("a", ["15"], at: 0), Sent("b", ["1"], at: 1), Sent("b", nil, at: 1)], ["15"]),
            // A cancellation may carry any GenDate.
            ([Sent("a", ["15"], at: 0), Sent("b", ["1"], at: 1), Sent("b", nil, at: -5)], ["15"]),
            ([Sent("a", ["15"], at: 0), Sent("b", ["1"], at: 1), Sent("a", nil, at: 2)], ["1"]),
            ([Sent("a", ["15"], at: 0), Sent("a", nil, at: 0)], []),
            ([Sent("a", ["15"], at: 0), Sent("b", [], at: 1), Sent("b", nil, at: 1), Sent("a", nil, at: 0)], []),
            // A dialogue's own newer list.
            ([Sent("a", ["15"], at: 0), Sent("a", ["1"], at: 1)], ["1"]),
            ([Sent("a", ["15"], at: 0), Sent("a", ["1"], at: 1), Sent("a", nil, at: 3)], []),
            (
                [Sent("a", ["15"], at: 0), Sent("b", ["1"], at: 1), Sent("c", ["5"], at: 2), Sent("b", nil, at: 1)],
                ["5"]
            ),
        ])
    private func orders(_ sent: [Sent], _ codes: [String]) throws {
        for order in permutations(Array(sent.indices)) {
            let installation = try Installation()
            let arrivals = order.map { index in
                installation.list(
                    sent[index].conversation, sent[index].codes, generated: now.adding(hours: sent[index].hours))
            }
            try installation.record(arrivals, at: now.adding(hours: 10))
            try installation.answer(active: [0])
            #expect(try inForce(installation) == codes, "\(order)")
            // A restart knows no more and no less.
            #expect(try inForce(Installation(folder: installation.folder)) == codes, "\(order)")
        }
    }

    @Test("R15 of lists of one GenDate the one that arrives last is in force") func arrival() throws {
        let installation = try Installation()
        #expect(
            try installation.record([installation.list("b", ["15"]), installation.list("a", ["1"])]) == [
                .applied, .applied,
            ])
        #expect(try installation.record([installation.list("b", ["5"])]) == [.applied], "its dialogue's newest")
        try installation.answer(active: [0])
        #expect(try inForce(installation) == ["5"])
    }

    @Test("R15 a unit's list says nothing of another unit's") func units() throws {
        let installation = try Installation()
        try installation.record([
            installation.list("a", ["15"]), installation.list("b", ["1"], unit: "95317"),
            installation.list("c", [], unit: "95317", generated: now.adding(seconds: -1)),
            installation.list("a", nil, unit: "95317"),
        ])
        try installation.answer(active: [0])
        #expect(try inForce(installation) == ["15"])
        #expect(try inForce(installation, unit: "95317") == ["1"])
        #expect(try installation.situation()?.unitServices.map(\.unit) == ["95316", "95317"])
    }

    @Test("R18 where lists and cancellations end") func dispositions() throws {
        let installation = try Installation()
        let ends = try installation.record([
            installation.list("b", ["15"]),
            // Kept, since b may be cancelled, but not in force.
            installation.list("a", ["1"], generated: now.adding(seconds: -1)),
            installation.list("b", ["1"], generated: now.adding(seconds: -1)),
            installation.list("b", nil), installation.list("b", nil),
            installation.list("c", nil),
            // What its cancellation was waiting for.
            installation.list("c", ["5"]),
        ])
        #expect(ends == [.applied, .superseded, .superseded, .applied, .duplicate, .applied, .superseded])
        try installation.answer(active: [0])
        #expect(try inForce(installation) == ["1"])
    }

    @Test("R14 a GenDate after receipt is ordered as the receipt's time") func future() throws {
        let installation = try Installation()
        try installation.record([installation.list("a", ["15"], generated: now.adding(hours: 20))])
        try installation.record(
            [installation.list("b", ["1"], generated: now.adding(hours: 1))], at: now.adding(hours: 1))
        try installation.answer(active: [0])
        #expect(try inForce(installation) == ["1"])
    }

    @Test("R15 contacts follow the list, back and forth, through whole nights") func nights() throws {
        let installation = try Installation()
        try installation.record([installation.list("a", ["15"])])
        try installation.answer(active: [0])
        #expect(try installation.night().map(\.kind) == [.memberIn])
        try installation.record([installation.list("b", [], generated: now)])
        #expect(try installation.night().map(\.kind) == [.memberOut])
        try installation.record([installation.list("b", nil)])
        #expect(try installation.night().map(\.kind) == [.memberIn])
        try installation.record([installation.list("a", nil)])
        #expect(try installation.night().map(\.kind) == [.memberOut])
        #expect(try installation.night().isEmpty)
    }

    // MARK: A11

    @Test("A11 lists are kept for stated_days_max, earlier ones too") func kept() throws {
        let installation = try Installation()
        let early = now.adding(days: -10)
        try installation.record([installation.list("a", ["15"], generated: early)], at: early)
        try installation.record([installation.list("b", ["1"])])
        func lists(after days: Int) throws -> Int {
            try installation.ledger.expireStatements(now: now.adding(days: days).adding(seconds: 1))
            return try installation.count("unitService")
        }
        #expect(try lists(after: 19) == 2)
        #expect(try lists(after: 20) == 1)
        try installation.answer(active: [0])
        #expect(try lists(after: 30) == 1, "no plan has known it")
        try installation.night()
        #expect(try lists(after: 30) == 0)
    }

    @Test("A11 of a list past its time nothing is left but that there was one") func forgotten() throws {
        let installation = try Installation()
        try installation.record([installation.list("a", ["15"])])
        try installation.answer(active: [0])
        try installation.night()
        let late = now.adding(days: 31)
        try installation.ledger.expireStatements(now: late)
        #expect(try installation.rows("SELECT state, sealed FROM unitService") == ["[state:2 sealed:NULL]"])
        // Whoever was told something is planned all the same.
        #expect(try installation.situation()?.unitServices == [])
        // A list that is cancelled gives back what nobody remembers: the contact stays as it is.
        try installation.record([installation.list("b", [], generated: late), installation.list("b", nil)], at: late)
        #expect(try installation.situation()?.unitServices == [])
        #expect(try installation.night(at: late).isEmpty)
        // The forgotten one cancelled: now the unit has said nothing that stands.
        try installation.record([installation.list("a", nil)], at: late)
        #expect(try installation.night(at: late).map(\.kind) == [.memberOut])
    }

    @Test("A11 a cancellation is remembered for as long as its list may come, though nothing is kept")
    func cancellationsAreKept() throws {
        let installation = try Installation()
        try installation.record([installation.list("a", nil)], statedDaysMax: 0)
        try installation.ledger.expireStatements(now: now.adding(days: 30))
        #expect(
            try installation.record([installation.list("a", ["15"])], at: now.adding(days: 30)) == [.superseded])
        try installation.ledger.expireStatements(now: now.adding(days: 60).adding(seconds: 1))
        #expect(try installation.count("unitService") == 0)
    }

    @Test("A11 a cancellation past its time is forgotten, and the contact it ended stays ended")
    func cancelledContact() throws {
        let installation = try Installation()
        try installation.record([installation.list("a", ["15"])])
        try installation.answer(active: [0])
        try installation.night()
        try installation.record([installation.list("a", nil)])
        #expect(try installation.night().map(\.kind) == [.memberOut])
        try installation.ledger.expireStatements(now: now.adding(days: 31))
        #expect(try installation.count("unitService") == 0)
        #expect(try installation.night(at: now.adding(days: 31)).isEmpty)
    }

    @Test("R15 what is cancelled is gone at once") func goneAtOnce() throws {
        let installation = try Installation()
        try installation.record([installation.list("a", ["15"]), installation.list("a", nil)])
        #expect(try installation.rows("SELECT state, sealed FROM unitService") == ["[state:1 sealed:NULL]"])
    }
}
