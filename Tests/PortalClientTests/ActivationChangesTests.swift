// The list of activation changes: how it is asked for, and what its answers mean.

import SyncCore
import Testing

@testable import PortalClient

@Suite struct ActivationChangesTests {
    static let offsets: [(String, String)] = [
        ("2027-01-11T01:15:00+01:00", "2027-01-11T00:15:00.00000Z"),
        ("2027-01-11T00:15:00.5Z", "2027-01-11T00:15:00.50000Z"),
        // Cut off, never rounded up: a change must not fall between two lists.
        ("2027-01-11T00:15:00.000019999Z", "2027-01-11T00:15:00.00001Z"),
        ("1969-12-31T23:59:59.25Z", "1969-12-31T23:59:59.25000Z"),
    ]

    @Test(arguments: offsets.indices) func theOffsetStandsInTheAddressAndNothingElse(_ index: Int) throws {
        let (written, sent) = Self.offsets[index]
        let offset = try #require(Instant(iso8601WithOffset: written))
        #expect(
            ActivationChanges.path(since: offset) == "/digitaltaktiv/v1/DigitaltAktivStatusEndringer?offset=\(sent)")
    }

    private func answer(_ status: Int, _ body: String) throws(PortalFailure) -> ActivationChangeAnswer {
        try ActivationChanges.answer(status: status, body: Array(body.utf8))
    }

    @Test func whatIsNoNumberIsPassedOver() throws {
        let known = try NationalIdentityNumber("01824049986", synthetic: .accept)
        let list = try answer(
            200,
            """
            {"endringer":[{"fnr":"00000000000"},{"fnr":"01824049986","aarsak":"samtykke"},{"fnr":""},{"fnr":"x"}],
             "nesteOffset":"2027-01-11T00:15:00.12345Z","mer":true}
            """)
        let next = try #require(Instant(iso8601WithOffset: "2027-01-11T00:15:00.12345Z"))
        #expect(list == .list(ActivationChangeList(citizens: [known], next: next)))
    }

    @Test(arguments: [400, 403, 404, 410, 501]) func notOfferedOrTooOldIsAnAnswer(_ status: Int) throws {
        #expect(try answer(status, "<html>") == .notAvailable(status: status))
    }

    static let nonsense = [
        "", "[]", "{}", #"{"endringer":[]}"#, #"{"nesteOffset":"2027-01-11T00:15:00.12345Z"}"#,
        #"{"endringer":[],"nesteOffset":"2027-01-11"}"#, #"{"endringer":[],"nesteOffset":"2027-01-11T00:15:00"}"#,
        #"{"endringer":[{}],"nesteOffset":"2027-01-11T00:15:00.12345Z"}"#, "<html></html>",
    ]

    @Test(arguments: nonsense) func whatIsNoListIsNotBelieved(_ body: String) {
        let reason = "the list of activation changes answered 200 without endringer and nesteOffset"
        #expect(throws: PortalFailure.nonsense(reason: reason)) { try answer(200, body) }
    }

    @Test func aListBeyondTheBoundIsNotRead() {
        let body = [UInt8](repeating: UInt8(ascii: " "), count: (8 << 20) + 1)
        #expect(
            throws: PortalFailure.nonsense(reason: "the list of activation changes has more than 8388608 bytes")
        ) { try ActivationChanges.answer(status: 200, body: body) }
    }
}
