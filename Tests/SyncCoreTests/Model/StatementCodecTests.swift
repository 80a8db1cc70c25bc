// Statements as they lie sealed in the ledger: there and back for everything an EPJ can say, and no byte that traps.

import SyncCore
import Testing

@Suite struct StatementCodecTests {
    static let full = VisitStatement(
        unit: "95316", kind: .notMet, generated: Instant(nanoseconds: 1_804_000_000_123_456_789), arrival: 7,
        events: [
            VisitEvent(
                uid: "A", relatedTo: "B", recurrenceID: clock("2027-03-02 08:00"), serviceID: "9", state: .cancelled,
                start: clock("2027-03-02 08:00"), end: clock("2027-03-02 10:00"), isWindow: true, expectedMinutes: 30,
                recurrence: Recurrence(
                    frequency: .weekly, interval: 2, count: 5, until: clock("2027-12-31 23:59"),
                    byDay: WeekdaySet([.monday, .sunday])),
                excluded: [clock("2027-03-04 08:00"), clock("2027-03-05 08:00")], employees: ["Å", ""],
                details: "ø", reason: .notAtHome),
            VisitEvent(uid: "", state: .planned, start: clock("1969-12-31 23:59"), end: nil),
        ])

    static let services = ServiceStatement(
        generated: oslo("2027-03-01 01:00"), arrival: 3,
        services: [
            CareService(id: "9", unit: "95316", from: date(2020, 1, 1), through: nil),
            CareService(id: "2", unit: "95317", from: date(2020, 1, 1), through: date(2027, 3, 1)),
        ])

    @Test func visitsThereAndBack() throws {
        #expect(try VisitStatement(decoding: Self.full.encode(), arrival: 7) == Self.full)
        let empty = VisitStatement(unit: "1", kind: .snapshot, generated: Instant(seconds: 0), events: [])
        #expect(try VisitStatement(decoding: empty.encode(), arrival: 0) == empty)
    }

    @Test func servicesThereAndBack() throws {
        #expect(try ServiceStatement(decoding: Self.services.encode(), arrival: 3) == Self.services)
    }

    @Test func theEndOf9999IsStillOpen() throws {
        var services = Self.services
        services.services[0].through = .never
        let decoded = try ServiceStatement(decoding: services.encode(), arrival: 3)
        #expect(decoded.services[0].through == nil)
    }

    @Test func truncationAtEveryByteThrows() {
        let visits = Self.full.encode()
        for length in visits.indices {
            #expect(throws: ByteReader.Mismatch.self) {
                try VisitStatement(decoding: Array(visits.prefix(length)), arrival: 0)
            }
        }
        let services = Self.services.encode()
        for length in services.indices {
            #expect(throws: ByteReader.Mismatch.self) {
                try ServiceStatement(decoding: Array(services.prefix(length)), arrival: 0)
            }
        }
    }

    @Test(arguments: [UInt8(0), 2, 255])
    func anotherVersionIsRefused(_ version: UInt8) {
        #expect(throws: ByteReader.Mismatch.self) {
            try VisitStatement(decoding: [version] + Self.full.encode().dropFirst(), arrival: 0)
        }
        #expect(throws: ByteReader.Mismatch.self) {
            try ServiceStatement(decoding: [version] + Self.services.encode().dropFirst(), arrival: 0)
        }
    }

    @Test func numbersTooLargeForTheirBytesAreCutNotTrapped() throws {
        var event = VisitEvent(uid: "A", state: .planned, start: clock("2027-03-02 08:00"), end: nil)
        event.expectedMinutes = .max
        event.recurrence = Recurrence(frequency: .daily, interval: .max, count: .max)
        let statement = VisitStatement(unit: "1", kind: .push, generated: Instant(seconds: 0), events: [event])
        let decoded = try VisitStatement(decoding: statement.encode(), arrival: 0).events[0]
        #expect(decoded.expectedMinutes == Int(Int32.max))
        #expect(decoded.recurrence?.interval == Int(Int32.max))
    }

    @Test func noChangedByteTrapsNowOrWhenThePlanReadsIt() {
        let bytes = Self.full.encode()
        for index in bytes.indices {
            for byte in [UInt8(0), 1, 0x7f, 0x80, 0xff] {
                var changed = bytes
                changed[index] = byte
                guard let statement = try? VisitStatement(decoding: changed, arrival: 0) else { continue }
                var night = Night("2027-03-01 02:00")
                night.citizen.visits = [statement]
                _ = try? night.plan()
            }
        }
        let services = Self.services.encode()
        for index in services.indices {
            for byte in [UInt8(0), 1, 0x7f, 0x80, 0xff] {
                var changed = services
                changed[index] = byte
                _ = try? ServiceStatement(decoding: changed, arrival: 0)
            }
        }
    }
}
