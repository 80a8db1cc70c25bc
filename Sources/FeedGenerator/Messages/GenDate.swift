// When a message says it was made, in the shapes senders write it: with no to nine fraction digits, with an offset,
// with Z, or with nothing, which means Norwegian time.

/// A moment on the wall clock, to the second.
struct GenDate: Sendable {
    let time: CivilTime
    /// 0...59
    let second: Int

    /// What may stand after the time of day.
    enum Zones {
        case all
        /// Z or an offset.
        case stated
        /// Nothing.
        case none
    }

    /// An hour or less before the night's run begins, after the day has begun.
    static func tonight(_ today: CivilDay, random: inout SplitMix64) -> GenDate {
        GenDate(time: CivilTime(today, minute: random.within(5...33)), second: random.below(60))
    }

    /// During the working day before the night.
    static func byDay(_ yesterday: CivilDay, minutes: ClosedRange<Int>, random: inout SplitMix64) -> GenDate {
        GenDate(time: CivilTime(yesterday, minute: random.within(minutes)), second: random.below(60))
    }

    /// A few minutes after something ended.
    static func shortlyAfter(_ end: CivilTime, random: inout SplitMix64) -> GenDate {
        GenDate(time: end.adding(minutes: random.within(1...8)), second: random.below(60))
    }

    /// An `xs:dateTime` in one of the shapes.
    func text(_ clock: OsloClock, zones: Zones = .all, random: inout SplitMix64) -> String {
        let digits = random.pick([0, 0, 1, 3, 6, 7, 7, 9])
        let fraction = digits == 0 ? "" : "." + padded(random.below(Self.power(digits)), digits)
        let seconds = padded(second, 2) + fraction
        let shape = random.below(5)
        switch zones == .none ? 1 : shape {
        case 0: return String(clock.utc(time).dropLast(3)) + seconds + "Z"
        case 1 where zones != .stated: return String(time.iso.dropLast(2)) + seconds
        default: return String(time.iso.dropLast(2)) + seconds + clock.offsetText(time)
        }
    }

    private static func power(_ exponent: Int) -> Int {
        (0..<exponent).reduce(1) { product, _ in product * 10 }
    }
}
