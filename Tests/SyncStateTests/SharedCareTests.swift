// One visit id and two citizens, one citizen and two units or two municipalities, consent that goes and comes back while
// the portal answers in between: what the ledger has to remember for the rules to hold over nights.

import Foundation
import Testing

@testable import SyncCore
@testable import SyncState

@Suite struct SharedCareTests {
    private let now = Installation.now

    private func values(_ installation: Installation, _ person: Int) throws -> [String] {
        try installation.opened(person).filter { $0.status != .enteredInError }.compactMap { $0.content?.value }
            .sorted()
    }

    @Test("Identity 5 two citizens with one visit id keep what they got, whoever came first and whoever comes again")
    func twoCitizens() throws {
        for (first, second) in [(0, 1), (1, 0)] {
            let installation = try Installation()
            try installation.record([0, 1].map { installation.services([], of: $0) })
            try installation.answer(active: [0, 1])
            try installation.record([installation.snapshot([Installation.event("couple")], of: first)])
            try installation.night()
            try installation.record([installation.snapshot([Installation.event("couple")], of: second)])
            try installation.night()
            let marked = "couple/" + installation.key(second).shortHexadecimal
            // Moved, renamed with a relation to the shared id, and the first one's gone: each keeps his own.
            let changes: [(Int, [VisitEvent])] = [
                (second, [Installation.event("couple", inHours: 30)]),
                (second, [related("renamed", to: "couple", inHours: 31)]),
                (first, []), (second, [Installation.event("couple", inHours: 32)]),
                (first, [Installation.event("couple", inHours: 33)]),
            ]
            for (hour, (person, events)) in changes.enumerated() {
                let later = now.adding(hours: hour + 1)
                try installation.record([installation.snapshot(events, of: person, generated: later)], at: later)
                let sent = try installation.night(at: later)
                #expect(sent.count == 1)
                #expect(try values(installation, second) == [marked])
                #expect(try installation.night(at: later).isEmpty)
            }
            #expect(try values(installation, first) == ["couple"])
            #expect(try installation.count("entry") == 2)
        }
    }

    @Test("Identity 5 two citizens who come in one night are told apart the same every night after")
    func bothInOneNight() throws {
        let installation = try Installation()
        try installation.record([0, 1].map { installation.snapshot([Installation.event("couple")], of: $0) })
        try installation.answer(active: [0, 1])
        try installation.night()
        let before = try installation.toldRows()
        #expect(Set(try values(installation, 0) + values(installation, 1)).count == 2)
        let later = now.adding(hours: 2)
        try installation.record(
            [1, 0].map { installation.snapshot([Installation.event("couple")], of: $0, generated: later) }, at: later)
        #expect(try installation.night(at: later).isEmpty)
        #expect(try installation.toldRows() == before)
    }

    @Test("Identity 5 one visit id in two municipalities is two entries, and neither knows of the other")
    func twoMunicipalities() throws {
        let installation = try Installation()
        let other = try installation.ledger.sourceID("9902-profil")
        var elsewhere = installation.snapshot([Installation.event("a", inHours: 50)])
        elsewhere.source = other
        try installation.record([installation.snapshot([Installation.event("a")]), elsewhere])
        try installation.answer(active: [0])
        try installation.night()
        // R12: an empty list of the one withdraws nothing of the other's.
        var empty = installation.snapshot([], generated: now.adding(hours: 1))
        empty.source = other
        try installation.record([empty], at: now.adding(hours: 1))
        #expect(try installation.night(at: now.adding(hours: 1)).isEmpty)
        #expect(try values(installation, 0) == ["a"])
        let situation = try installation.ledger.plannableCitizens(of: other, after: nil, limit: 1)
        #expect(situation.map(\.told.count) == [0])
    }

    @Test("R3 R17 consent gone and back, the portal saying 2118 in between: what is stated is sent, the rest withdrawn")
    func consent() throws {
        let installation = try Installation()
        try installation.record([
            installation.snapshot([Installation.event("a"), Installation.event("b", inHours: 72)]),
            installation.services(["9"]),
        ])
        try installation.answer(active: [0])
        try installation.night()
        // The portal knows first: what was to be sent is refused, and that is no proof.
        let hour = { (hours: Int) in self.now.adding(hours: hours) }
        try installation.record(
            [
                installation.snapshot(
                    [Installation.event("a", inHours: 25), Installation.event("b", inHours: 72)], generated: hour(1))
            ], at: hour(1))
        try installation.push(try installation.plan(at: hour(1)), at: hour(1)) { _ in .refused(answer: "400 2118") }
        try installation.ledger.suspectInactive([installation.key(0)])
        #expect(try installation.personSet().first == installation.key(0))
        #expect(try installation.opened().first { $0.content?.value == "a" }?.start == hour(24))
        try installation.answer(inactive: [0], at: hour(2))
        #expect(try installation.night(at: hour(2)).isEmpty)
        // Away: one visit is left out, another comes.
        try installation.record(
            [
                installation.snapshot(
                    [Installation.event("a", inHours: 25), Installation.event("c", inHours: 80)], generated: hour(3))
            ], at: hour(3))
        try installation.answer(active: [0], at: hour(4))
        let sent = try installation.night(at: hour(4))
        #expect(
            sent.map { operation in
                if case .appointment(let content) = operation.payload {
                    return "\(operation.kind.name) \(content.value)"
                }
                return operation.kind.name
            }.sorted() == ["create c", "memberIn", "update a", "withdraw b"])
        #expect(try installation.night(at: hour(4)).isEmpty)
    }

    @Test("R16 an intent whose visit vanished is withdrawn, also of a citizen of whom an empty list is all there is")
    func vanished() throws {
        let installation = try Installation()
        try installation.record([installation.snapshot([Installation.event("a")])])
        try installation.answer(active: [0])
        // Killed between intent and outcome.
        let plan = try installation.plan()
        _ = try installation.ledger.intend(
            try installation.ledger.pendingOperations(of: plan).map(\.id), of: plan, at: now)
        let later = now.adding(hours: 1)
        try installation.record([installation.snapshot([], generated: later)], at: later)
        try installation.ledger.expireStatements(now: later)
        let sent = try installation.night(at: later)
        #expect(sent.map(\.kind) == [.withdraw])
        #expect(try installation.night(at: later).isEmpty)
    }

    private func related(_ uid: String, to other: String, inHours hours: Int) -> VisitEvent {
        var event = Installation.event(uid, inHours: hours)
        event.relatedTo = other
        return event
    }
}
