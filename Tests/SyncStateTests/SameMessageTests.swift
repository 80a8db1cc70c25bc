// Section 13 of the requirements for reading EPJ messages, point 13: the same message again, and another under its id.

import Testing

@testable import SyncCore
@testable import SyncState

@Suite struct SameMessageTests {
    @Test("13.13 a MsgId again with the same bytes has no second effect, with other bytes it lies in quarantine")
    func again() throws {
        let installation = try Installation()
        let first = installation.snapshot([Installation.event("a")], id: "one", text: "one")
        var copy = first
        copy.member = "copy"
        #expect(try installation.record([first, copy]) == [.applied, .duplicate])
        #expect(try installation.record([first]) == [.duplicate])
        #expect(try installation.count("stated") == 1)

        let other = installation.snapshot([Installation.event("b")], id: "one", text: "two")
        #expect(try installation.record([other]) == [.quarantined])
        #expect(try installation.record([other]) == [.duplicate], "it is reported once")
        let finding = try #require(try installation.ledger.quarantined().first)
        #expect(finding.code.number == 181)
        #expect(try installation.ledger.original(of: finding.number) == Array("two".utf8), "kept as it was received")
        #expect(try installation.count("stated") == 1)
        try installation.answer(active: [0])
        #expect(try installation.situation()?.visits.flatMap { $0.events.map(\.uid) } == ["a"])
    }
}
