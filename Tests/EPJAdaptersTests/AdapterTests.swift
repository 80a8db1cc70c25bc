// What sets one EPJ apart from another: the deviations that are granted to it, and counted.

import SyncCore
import Testing

@testable import EPJAdapters

struct AdapterTests {
    private let common = [
        "cancellation-reason-misspelled", "cancellation-reason-padded", "cancellation-reason-unknown",
        "her-id-code-list", "payload-unknown", "performed-end-unusable",
    ]

    @Test func eachAdapterGrantsItsOwn() {
        let own: [(AdapterKind, [String])] = [
            (.gerica, ["gerica-ack-on-answer", "gerica-duration-months-as-minutes", "service-id-blank"]),
            (.profil, ["gendate-without-zone", "moa-under-7601", "service-area-guide-spelling"]),
            (.cosdoc, ["blanks-around", "windows-1252"]),
        ]
        #expect(own.map(\.0) == AdapterKind.allCases)
        for (adapter, ids) in own {
            #expect(adapter.tolerances.map(\.id).sorted() == (common + ids).sorted())
        }
    }

    /// A message of one EPJ's shape is refused of another for that EPJ's deviations, and for nothing else.
    @Test func everyAdapterReadsEveryKind() throws {
        let context = ReadingContext(zone: oslo, synthetic: .accept)
        for fixture in Fixture.allCases {
            let anybody = MessageReader(context: context, everySender: nil).read(try fixture.bytes)
            for adapter in AdapterKind.allCases {
                let message = MessageReader(context: context, everySender: adapter).read(try fixture.bytes)
                if fixture == .plannedAnswer, adapter != .gerica {
                    #expect(message.codes == ["EPJ-902 refused", "EPJ-903 refused", "EPJ-901 refused"])
                } else {
                    #expect(message.kind == anybody.kind, "\(fixture) of \(adapter): \(message.codes)")
                }
            }
        }
    }
}
