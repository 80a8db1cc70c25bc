// The codec on statements nobody thought of. A failure names the seed and the command that brings it back.

import SyncCore
import Testing

@Suite struct StatementCodecPropertyTests {
    @Test func whateverIsEncodedIsDecoded() throws {
        let seed = Seed.draw(for: "StatementCodecPropertyTests")
        let replay = Comment(rawValue: Seed.replay(seed, "StatementCodecPropertyTests"))
        var random = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            let statement = Self.statement(&random)
            let bytes = statement.encode()
            #expect(try VisitStatement(decoding: bytes, arrival: statement.arrival) == statement, replay)
            // Garbage of the same length is a value or a throw.
            let garbage =
                [bytes[0]] + bytes.dropFirst().map { random.chance(20) ? random.pick([0, 0xff, $0 &+ 1]) : $0 }
            _ = try? VisitStatement(decoding: garbage, arrival: 0)
        }
    }

    static func statement(_ random: inout SeededGenerator) -> VisitStatement {
        VisitStatement(
            unit: text(&random), kind: random.pick([.snapshot, .push, .notMet]),
            generated: Instant(nanoseconds: Int64.random(in: -1 << 60...1 << 61, using: &random)), arrival: 1,
            events: (0..<Int.random(in: 0...4, using: &random)).map { _ in event(&random) })
    }

    private static func event(_ random: inout SeededGenerator) -> VisitEvent {
        var event = VisitEvent(
            uid: text(&random), state: random.pick([.planned, .assigned, .cancelled, .performed]),
            start: wall(&random), end: random.chance(3) ? nil : wall(&random))
        if random.chance(2) { event.relatedTo = text(&random) }
        if random.chance(3) { event.recurrenceID = wall(&random) }
        if random.chance(2) { event.serviceID = text(&random) }
        if random.chance(2) { event.details = text(&random) }
        if random.chance(2) { event.reason = random.pick(CancellationReason.allCases) }
        if random.chance(2) { event.expectedMinutes = Int.random(in: 0...2_000, using: &random) }
        event.isWindow = random.chance(2)
        event.employees = (0..<Int.random(in: 0...3, using: &random)).map { _ in text(&random) }
        event.excluded = (0..<Int.random(in: 0...3, using: &random)).map { _ in wall(&random) }
        if random.chance(2) {
            event.recurrence = Recurrence(
                frequency: random.pick([.daily, .weekly]), interval: Int.random(in: 1...9, using: &random),
                count: random.chance(2) ? nil : Int.random(in: 0...99, using: &random),
                until: random.chance(2) ? nil : wall(&random),
                byDay: WeekdaySet(bits: UInt8.random(in: 0...127, using: &random)))
        }
        return event
    }

    private static func wall(_ random: inout SeededGenerator) -> WallClock {
        WallClock(seconds: Int64.random(in: -4_000_000_000...9_000_000_000, using: &random))
    }

    private static func text(_ random: inout SeededGenerator) -> String {
        String((0..<Int.random(in: 0...12, using: &random)).map { _ in random.pick(Array("aø/æ0 👩‍⚕️\u{0}é")) })
    }
}
