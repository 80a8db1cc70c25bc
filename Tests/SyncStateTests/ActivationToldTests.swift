// Who is told that a citizen became active or no longer is, and how questions are answered.

import Foundation
import Testing

@testable import SyncCore
@testable import SyncState

@Suite struct ActivationToldTests {
    private func installation() throws -> Installation { try Installation(rendering: PlainRendering()) }

    private func status(_ person: Int, _ isActive: Bool, to source: String = "9901-gerica") -> String {
        "\(source) status of \(People.person(person).digits): \(isActive)"
    }

    @Test(
        "R3 a change is told, and unknown to inactive is none",
        arguments: [
            ([true], [true]), ([false], []), ([true, true], [true]), ([true, false], [true, false]),
            ([false, true], [true]), ([true, false, true], [true, false, true]), ([false, false, true, true], [true]),
        ] as [([Bool], [Bool])])
    func changes(answers: [Bool], told: [Bool]) throws {
        let installation = try installation()
        try installation.record([installation.snapshot([])])
        // All within one second, which ids must survive.
        for answer in answers { try installation.answer(active: answer ? [0] : [], inactive: answer ? [] : [0]) }
        #expect(try installation.waiting() == told.map { status(0, $0) })
    }

    @Test func everySourceThatKnowsTheCitizenIsTold() throws {
        let installation = try installation()
        let other = try installation.ledger.sourceID("9902-profil")
        let gone = try installation.ledger.sourceID("9903-gone")
        func from(_ source: SourceID, _ arrival: Arrival) -> Arrival {
            var arrival = arrival
            arrival.source = source
            return arrival
        }
        try installation.record([
            installation.snapshot([], of: 0), installation.snapshot([], of: 1), installation.question([2]),
            from(other, installation.services([], of: 1)), from(other, installation.question([3])),
            from(gone, installation.snapshot([], of: 0)),
        ])
        try installation.answer(active: [0, 1, 2, 3])
        #expect(try installation.waiting() == [0, 1, 2].map { status($0, true) })
        #expect(try installation.waiting(of: other) == [1, 3].map { status($0, true, to: "9902-profil") })
        #expect(try installation.waiting(of: gone) == [], "a source that is not configured has no EPJ to tell")
        #expect(try installation.ledger.outgoing(after: 0)[other]?.statusMessages == 2)
    }

    @Test("R11 nothing is told of the dead") func dead() throws {
        let installation = try installation()
        try installation.record([installation.snapshot([], of: 1), installation.death("d"), installation.question([0])])
        try installation.answer(active: [0, 1])
        try installation.answer(inactive: [0])
        #expect(try installation.waiting() == [status(1, true)])
        try installation.ledger.answerQuestions(at: Installation.now)
        #expect(try installation.waiting().last == "9901-gerica answer to id-3: []")
        try installation.record([installation.death("d", cancelled: true)])
        try installation.answer(active: [0])
        #expect(try installation.waiting().last == status(0, true))
    }

    @Test func aQuestionIsAnsweredOnce() throws {
        let installation = try installation()
        try installation.record([
            installation.asking(installation.question([3, 1, 2, 1], id: "q")), installation.question([2], id: "r"),
        ])
        try installation.answer(active: [1, 3], inactive: [2])
        try installation.ledger.answerQuestions(at: Installation.now)
        let active = [3, 1].map { People.person($0).digits }
        let answers = ["87688 answer to q: \(active)", "9901-gerica answer to r: []"]
        #expect(try installation.waiting().suffix(2) == answers)
        try installation.ledger.answerQuestions(at: Installation.now)
        #expect(try installation.waiting().suffix(2) == answers)
        #expect(try installation.count("activationQuestion") == 0 && installation.count("outgoing WHERE kind = 3") == 2)
    }

    @Test func aQuestionOfAnEarlierVersionIsAnsweredToo() throws {
        let installation = try installation()
        try installation.record([installation.question([1], id: "q")])
        var writer = ByteWriter()
        writer.write(1 as UInt8)
        writer.write("q" as String?)
        writer.write(count: 1)
        writer.write(People.person(1).digits)
        let sealed = try installation.ledger.keys.seal(
            writer.bytes, context: PersonContext.question(source: installation.source.row, message: 1))
        try installation.ledger.queue.write { db in
            try db.execute(sql: "UPDATE activationQuestion SET sealed = ?", arguments: [sealed])
        }
        try installation.answer(active: [1])
        try installation.ledger.answerQuestions(at: Installation.now)
        #expect(try installation.waiting().last == "9901-gerica answer to q: [\"\(People.person(1).digits)\"]")
    }
}
