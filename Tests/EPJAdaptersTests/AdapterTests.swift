// What sets one EPJ apart from another: the deviations that are granted to it, and counted.

import SyncCore
import Testing

@testable import EPJAdapters

struct AdapterTests {
    private let common = [
        "blanks-around", "cancellation-reason-misspelled", "cancellation-reason-unknown", "her-id-code-list",
        "payload-unknown", "performed-end-unusable",
    ]

    @Test func eachAdapterGrantsItsOwn() {
        let own: [(AdapterKind, [String])] = [
            (.gerica, ["gerica-ack-on-answer", "gerica-duration-months-as-minutes", "service-id-blank"]),
            (.profil, ["gendate-without-zone", "moa-under-7601", "service-area-guide-spelling"]),
            (.cosdoc, ["windows-1252"]),
        ]
        #expect(own.map(\.0) == AdapterKind.allCases)
        for (adapter, ids) in own {
            #expect(adapter.tolerances.map(\.id).sorted() == (common + ids).sorted())
        }
    }

    private func read(_ message: MessageText, as adapter: AdapterKind) -> ReadMessage {
        MessageReader(context: ReadingContext(zone: oslo, synthetic: .accept), everySender: adapter)
            .read(Array(message.text.utf8))
    }

    @Test func performedUnderRequestsIsToleratedOfProfil() {
        var message = MessageText()
        for (code, list, severity) in [
            ("MOA", "7601", "tolerated"), ("MOA", "7602", nil), ("05", "7601", nil), ("08", "7601", nil),
        ] as [(String, String, String?)] {
            message.documents = [
                MessageText.request(code, list: list), MessageText.calendar(EventText(status: nil).text),
            ]
            #expect(read(message, as: .profil).codes == (severity.map { ["EPJ-913 \($0)"] } ?? []))
            #expect(read(message, as: .gerica).codes == (severity.map { _ in ["EPJ-913 noted"] } ?? []))
            #expect(read(message, as: .profil).visits?.events.count == 1)
        }
    }

    @Test func everyAdapterReadsEveryKind() throws {
        for fixture in Fixture.allCases {
            let outcomes = try AdapterKind.allCases.map { adapter in
                MessageReader(context: ReadingContext(zone: oslo, synthetic: .accept), everySender: adapter)
                    .read(try fixture.bytes)
            }
            for outcome in outcomes { #expect(outcome.kind == outcomes[0].kind) }
        }
    }

    @Test func namesHaveRoomInTheirTable() {
        let names = Vocabulary.names.reduce(0) { $0 + $1.0.uris.count * $1.1.count }
        #expect(NameTable.slotCount >= 4 * names)
        #expect(NameTable.slotCount & (NameTable.slotCount - 1) == 0)
    }
}
