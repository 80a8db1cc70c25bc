// EPJs' questions who is active: whoever is asked about is known from then on, and the question waits for its answer.

import Foundation
import Testing

@testable import SyncCore
@testable import SyncState

@Suite struct ActivationQuestionsTests {
    @Test("R18 everyone asked about is one of those the portal is asked about") func persons() throws {
        let installation = try Installation()
        try installation.record([installation.snapshot([], of: 2)])
        #expect(try installation.record([installation.question([1, 2, 3], id: "q")]) == [.applied])
        #expect(try Set(installation.personSet()) == Set([1, 2, 3].map { installation.key($0) }))
        let question = try #require(try installation.ledger.pendingQuestions(of: installation.source).first)
        #expect(question.messageID == "q" && question.message == MessageNumber(2))
        #expect(question.generated == Installation.now)
        #expect(question.persons.map(\.number) == [1, 2, 3].map(People.person))
        #expect(question.persons.map(\.key) == [1, 2, 3].map { installation.key($0) })
    }

    @Test("R10 a stated birth date outlives a question about the person") func birthDate() throws {
        let installation = try Installation()
        let stated = try #require(CivilDate(year: 2015, month: 6, day: 7))
        try installation.record([
            installation.snapshot([], birthDate: stated), installation.question([0]),
        ])
        try installation.answer(active: [0])
        #expect(try installation.situation()?.birthDate == stated)
    }

    @Test func questionsWaitUntilTheyAreAnswered() throws {
        let installation = try Installation()
        let other = try installation.ledger.sourceID("9902-profil")
        var elsewhere = installation.question([4])
        elsewhere.source = other
        let empty = installation.question([])
        try installation.record([installation.question([1]), installation.question([1, 2]), elsewhere, empty])
        let again = try Installation(folder: installation.folder, rendering: PlainRendering())
        #expect(try again.ledger.pendingQuestions(of: again.source).map(\.persons.count) == [1, 2, 0])
        try again.answer(active: [2])
        try again.ledger.answerQuestions(at: Installation.now)
        #expect(try again.ledger.pendingQuestions(of: again.source).isEmpty)
        #expect(try again.ledger.pendingQuestions(of: other).isEmpty)
        #expect(try again.ledger.undelivered(of: other, limit: 9).count == 1)
        #expect(try again.count("citizen") == 3, "who was asked about stays known")
        #expect(try again.count("message WHERE disposition = 1") == 4)
    }

    @Test("R18 a question that comes twice is answered once") func duplicate() throws {
        let installation = try Installation()
        let question = installation.question([1])
        #expect(try installation.record([question]) == [.applied])
        #expect(try installation.record([question]) == [.duplicate])
        #expect(try installation.ledger.pendingQuestions(of: installation.source).count == 1)
    }
}
