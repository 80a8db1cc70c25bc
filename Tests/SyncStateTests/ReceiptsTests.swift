// Which messages are answered, how, when, and how often: once.

import Foundation
import Testing

@testable import SyncCore
@testable import SyncState

@Suite struct ReceiptsTests {
    private func installation() throws -> Installation { try Installation(rendering: PlainRendering()) }

    private let now = Installation.now
    private var due: Instant { now.adding(hours: 72) }

    @Test("HITS 1168 §5.4 a receipt answers the reading in", arguments: MessageDisposition.allCases)
    func decisions(end: MessageDisposition) {
        let wanted: [Envelope.Acknowledgement: ReceiptDecision] =
            switch end {
            case .applied, .superseded, .duplicate: [.always: .accepted, .onError: .none, .never: .none]
            case .notForUs, .refused: [.always: .none, .onError: .none, .never: .none]
            case .quarantined: [.always: .refusedLater, .onError: .refusedLater, .never: .none]
            }
        for asked in Envelope.Acknowledgement.allCases {
            #expect(ReceiptDecision(end, asked) == wanted[asked], "\(asked)")
        }
    }

    @Test func everyEndAndWhatIsAskedFor() throws {
        for asked in Envelope.Acknowledgement.allCases {
            let installation = try installation()
            let day = now.adding(days: 1)
            let newer = installation.snapshot([], generated: day, id: "newer")
            let older = installation.snapshot([Installation.event("a")], generated: now, id: "older")
            var foreign = installation.snapshot([], id: "foreign")
            foreign.verdict = .notForUs
            let same = installation.snapshot([], generated: day, id: "same")
            let broken = installation.unread(installation.snapshot([], of: 5, id: "broken"))
            let arrivals = [newer, older, foreign, same, broken].map { installation.asking($0, asked) }
            #expect(
                try installation.record(arrivals, at: day) == [
                    .applied, .superseded, .notForUs, .duplicate, .quarantined,
                ])
            let said = ["newer", "older", "same"].map {
                "receipt v11 for \($0) at 2027-01-04T21:33:20Z: accepted"
            }
            #expect(try installation.waiting() == (asked == .always ? said : []), "\(asked)")
            try installation.ledger.answerQuarantined(at: day.adding(days: 3))
            let refused = "receipt v11 for broken at 2027-01-07T21:33:20Z: refused X99 It is wrong. Mend it."
            #expect(try installation.waiting().contains(refused) == (asked != .never), "\(asked)")
        }
    }

    @Test func aMessageThatComesAgainGetsNoSecondReceipt() throws {
        let installation = try installation()
        let message = installation.asking(installation.snapshot([], id: "a"))
        #expect(try installation.record([message]) == [.applied])
        var again = message
        again.member = "again.xml"
        #expect(try installation.record([again]) == [.duplicate])
        // Other bytes under the same MsgId lie in quarantine, and the MsgId is answered already.
        let other = installation.asking(installation.snapshot([Installation.event("b")], of: 1, id: "a"))
        #expect(try installation.record([other]) == [.quarantined])
        try installation.ledger.answerQuarantined(at: due)
        #expect(try installation.waiting().count == 1)
        #expect(try installation.count("receiptDue") == 0)
    }

    @Test func versionsAndSourcesAreTheMessages() throws {
        let installation = try installation()
        let other = try installation.ledger.sourceID("9902-profil")
        var elsewhere = installation.asking(installation.snapshot([], id: "a"), version: .v10)
        elsewhere.source = other
        // Two sources may count alike.
        try installation.record([installation.asking(installation.snapshot([], id: "a")), elsewhere])
        #expect(try installation.waiting() == ["receipt v11 for a at 2027-01-03T21:33:20Z: accepted"])
        #expect(try installation.waiting(of: other) == ["receipt v10 for a at 2027-01-03T21:33:20Z: accepted"])
        let ids = try installation.ledger.queue.read { try String.fetchAll($0, sql: "SELECT id FROM outgoing") }
        #expect(Set(ids).count == 2 && ids.allSatisfy { UUID(uuidString: $0) != nil })
        #expect(ids.allSatisfy { Array($0)[14] == "8" && "89ab".contains(Array($0)[19]) })
    }

    @Test func aStrangersMessageIsNotAnswered() throws {
        let installation = try installation()
        var stranger = installation.asking(installation.unread(installation.snapshot([])))
        stranger.source = nil
        var nameless = installation.asking(installation.unread(installation.snapshot([], of: 1)))
        nameless.messageID = nil
        let unasked = installation.unread(installation.snapshot([], of: 2))
        try installation.record([stranger, nameless, unasked])
        try installation.ledger.answerQuarantined(at: due.adding(days: 9))
        #expect(try installation.count("outgoing") == 0 && installation.count("receiptDue") == 0)
    }

    @Test func theNegativeReceiptComesAfter72Hours() throws {
        let installation = try installation()
        try installation.record([installation.asking(installation.unread(installation.snapshot([], id: "a")))])
        #expect(try installation.ledger.quarantined().map(\.receipt) == [.due(due)])
        try installation.ledger.answerQuarantined(at: due.adding(seconds: -1))
        #expect(try installation.waiting() == [])
        try installation.ledger.answerQuarantined(at: due)
        let said = ["receipt v11 for a at 2027-01-06T21:33:20Z: refused X99 It is wrong. Mend it."]
        #expect(try installation.waiting() == said)
        try installation.ledger.answerQuarantined(at: due.adding(days: 1))
        #expect(try installation.waiting() == said)
    }

    @Test func aRetryBeforeThatIsAnsweredByWhatItCameTo() throws {
        let installation = try installation()
        let message = installation.asking(installation.snapshot([], id: "a"))
        try installation.record([installation.unread(message)])
        let later = now.adding(hours: 70)
        let stays = try installation.ledger.retry(
            MessageNumber(1), as: installation.unread(message, "Still wrong."), now: later, statedDaysMax: 30)
        #expect(stays == .quarantined)
        #expect(try installation.count("receiptDue") == 1)
        #expect(
            try installation.ledger.retry(MessageNumber(1), as: message, now: later, statedDaysMax: 30) == .applied)
        #expect(try installation.waiting() == ["receipt v11 for a at 2027-01-06T19:33:20Z: accepted"])
        try installation.ledger.answerQuarantined(at: due)
        #expect(try installation.waiting().count == 1)
    }

    @Test func aRetryAfterTheNegativeReceiptSendsNoSecond() throws {
        let installation = try installation()
        let message = installation.asking(installation.snapshot([Installation.event("a")], id: "a"))
        try installation.record([installation.unread(message)])
        try installation.ledger.answerQuarantined(at: due)
        // Something newer of the same citizen and unit counts by then.
        try installation.record(
            [installation.asking(installation.snapshot([], generated: now.adding(hours: 1), id: "b"))], at: due)
        #expect(try installation.ledger.quarantined().map(\.receipt) == [.decided(due)])
        #expect(
            try installation.ledger.retry(MessageNumber(1), as: message, now: due, statedDaysMax: 30) == .superseded)
        #expect(try installation.waiting().map { $0.prefix(17) } == ["receipt v11 for a", "receipt v11 for b"])
    }

    @Test func aNextAttemptUnderTheSameIDTakesTheReceipt() throws {
        let installation = try installation()
        let message = installation.asking(installation.snapshot([], id: "a", text: "mended"))
        try installation.record([
            installation.unread(installation.asking(installation.snapshot([], id: "a", text: "broken"))), message,
        ])
        try installation.ledger.answerQuarantined(at: due)
        #expect(try installation.waiting() == ["receipt v11 for a at 2027-01-03T21:33:20Z: accepted"])
    }

    @Test("R18 what is let go of is refused with a receipt") func discard() throws {
        let installation = try installation()
        try installation.record([installation.asking(installation.unread(installation.snapshot([], id: "a")))])
        #expect(try installation.ledger.discard([MessageNumber(1)]) == 1)
        try installation.ledger.answerQuarantined(at: now.adding(hours: 1))
        #expect(
            try installation.waiting() == [
                "receipt v11 for a at 2027-01-03T22:33:20Z: refused X99 It is wrong. Mend it."
            ])
    }

    @Test func whatIsDeliveredIsForgottenAndItsAnswerFound() throws {
        let installation = try installation()
        try installation.record([installation.asking(installation.snapshot([], id: "a"))])
        let told = try installation.ledger.undelivered(of: installation.source, limit: 9)
        #expect(try installation.ledger.undeliveredCount() == 1)
        try installation.ledger.recordDelivered(told, at: now)
        #expect(try installation.ledger.undeliveredCount() == 0)
        #expect(try installation.count("outgoing WHERE sealed IS NULL AND delivered = \(now.seconds)") == 1)

        func receipt(_ original: String, _ status: ReceivedReceipt.Status, source: SourceID?) -> Arrival {
            var arrival = installation.snapshot([])
            arrival.messageID = nil
            arrival.source = source
            arrival.verdict = .receipt(
                ReceivedReceipt(
                    id: "r", generated: now, status: status, errors: ["E35", "X99"], originalMessageID: original))
            return arrival
        }
        let id = try #require(told.first?.id)
        let other = try installation.ledger.sourceID("9902-profil")
        #expect(
            try installation.record([
                receipt("unheard", .accepted, source: installation.source), receipt(id, .accepted, source: other),
                receipt(id, .accepted, source: nil), receipt(id, .rejected, source: installation.source),
                receipt(id, .accepted, source: installation.source),
            ]) == [.notForUs, .notForUs, .notForUs, .applied, .duplicate])
        #expect(
            try installation.rows("SELECT answerStatus, answerErrors FROM outgoing") == [
                "[answerStatus:2 answerErrors:\"E35 X99\"]"
            ])
    }

    @Test func nothingIsDecidedTwiceAcrossACopy() throws {
        let first = try installation()
        try first.record([first.asking(first.snapshot([], id: "a"))])
        let bytes = try first.ledger.undelivered(of: first.source, limit: 9)
        let again = try Installation(folder: first.folder, rendering: PlainRendering())
        #expect(try again.ledger.undelivered(of: again.source, limit: 9) == bytes)
        #expect(try again.ledger.outgoing(after: 0)[again.source]?.receiptsAccepted == 1)
        #expect(try again.ledger.outgoing(after: again.ledger.newestOutgoing()).isEmpty)
        for (name, content) in try first.folder.contents() {
            #expect(content.range(of: Data("receipt v11".utf8)) == nil, "\(name) tells what was told")
        }
    }
}
