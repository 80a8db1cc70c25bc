// What is said of a person beside visits comes back as it was stored, and bytes of another version do not.

import SyncCore
import Testing

@Suite struct PersonStatementCodecTests {
    private static let generated = Instant(nanoseconds: 1_800_000_000_123_456_789)

    private static let services = UnitServicesStatement(
        unit: "95316", generated: generated, arrival: 7, conversation: "8b6c0e3a", isCancellation: true,
        services: [
            IPLOSService(code: "15", from: date(2027, 1, 1), through: date(2027, 6, 1)), IPLOSService(code: "1"),
            IPLOSService(code: "å", from: date(2027, 1, 1)), IPLOSService(code: "", through: date(2027, 6, 1)),
        ])

    @Test func unitServices() throws {
        #expect(try UnitServicesStatement(decoding: Self.services.encode(), arrival: 7) == Self.services)
        let empty = UnitServicesStatement(unit: "", generated: Self.generated, conversation: "", services: [])
        #expect(try UnitServicesStatement(decoding: empty.encode(), arrival: 0) == empty)
    }

    @Test(arguments: [true, false]) func death(_ isCancellation: Bool) throws {
        let death = DeathStatement(
            generated: Self.generated, arrival: 3, conversation: "8b6c0e3a", isCancellation: isCancellation)
        #expect(try DeathStatement(decoding: death.encode(), arrival: 3) == death)
    }

    @Test(arguments: PrivacyStatus.allCases) func privacy(_ status: PrivacyStatus) throws {
        let privacy = PrivacyStatement(
            generated: Self.generated, arrival: 3, definition: "8b6c0e3a", version: 1 << 40, status: status)
        #expect(try PrivacyStatement(decoding: privacy.encode(), arrival: 3) == privacy)
    }

    @Test func bytesThatAreNotWhole() {
        let privacy = PrivacyStatement(generated: Self.generated, definition: "d", version: 1, status: .reserved)
        let death = DeathStatement(generated: Self.generated, conversation: "c")
        for (bytes, decode) in [
            (Self.services.encode(), { _ = try UnitServicesStatement(decoding: $0, arrival: 0) }),
            (death.encode(), { _ = try DeathStatement(decoding: $0, arrival: 0) }),
            (privacy.encode(), { _ = try PrivacyStatement(decoding: $0, arrival: 0) }),
        ] as [([UInt8], ([UInt8]) throws -> Void)] {
            for count in bytes.indices {
                #expect(throws: ByteReader.Mismatch.self) { try decode(Array(bytes[..<count])) }
            }
            #expect(throws: ByteReader.Mismatch.self, "of another version") { try decode([2] + bytes.dropFirst()) }
        }
    }
}
