// Times as the messages write them. Parsing is by bytes and by position, because a reader that accepts "almost a date"
// is how 2017-04-20 becomes the 20th of some other month.

extension CivilDate {
    /// `yyyy-MM-dd`, optionally followed by an xs:date zone (`Z` or `±hh:mm`), which a calendar day does not need.
    public init?(iso8601 text: some Collection<UInt8>) {
        let bytes = Array(text)
        guard bytes.count >= 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            let year = bytes.digits(0..<4), let month = bytes.digits(5..<7), let day = bytes.digits(8..<10)
        else { return nil }
        if bytes.count > 10, ZoneSuffix(bytes[10...]) == nil { return nil }
        self.init(year: year, month: month, day: day)
    }

    public init?(iso8601 text: String) { self.init(iso8601: Array(text.utf8)) }

    public var iso8601: String {
        let (year, month, day) = components
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }
}

extension WallClock {
    /// `yyyy-MM-ddTHH:mm:ss` of xCal, without a zone. Fractions of a second are read and dropped; `24:00:00` is not
    /// a time of RFC 5545.
    public init?(iso8601 text: some Collection<UInt8>) {
        let bytes = Array(text)
        guard let (clock, rest, _) = WallClock.prefix(of: bytes), rest.isEmpty else { return nil }
        self = clock
    }

    public init?(iso8601 text: String) { self.init(iso8601: Array(text.utf8)) }

    /// The clock at the start of `bytes`, its fraction in nanoseconds, and what follows.
    static func prefix(of bytes: [UInt8]) -> (WallClock, rest: ArraySlice<UInt8>, nanoseconds: Int64)? {
        guard bytes.count >= 19, bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"),
            bytes[16] == UInt8(ascii: ":"), let date = CivilDate(iso8601: bytes[0..<10]),
            let hour = bytes.digits(11..<13), let minute = bytes.digits(14..<16), let second = bytes.digits(17..<19),
            hour < 24, minute < 60, second < 60
        else { return nil }
        var rest = bytes[19...]
        var nanoseconds: Int64 = 0
        if rest.first == UInt8(ascii: ".") {
            let fraction = rest.dropFirst().prefix { (48...57).contains($0) }
            guard (1...9).contains(fraction.count) else { return nil }
            nanoseconds = fraction.reduce(0) { $0 * 10 + Int64($1 - 48) }
            for _ in fraction.count..<9 { nanoseconds *= 10 }
            rest = rest.dropFirst(1 + fraction.count)
        }
        return (
            WallClock(date: date, secondOfDay: hour * 3600 + minute * 60 + second), rest, nanoseconds
        )
    }

    /// RFC 5545 basic form `yyyyMMddTHHmmss`, the tail of an occurrence's identifier.
    ///
    /// Written digit by digit: a night asks for it once per occurrence of every citizen.
    public var basic: String {
        let (year, month, day) = date.components
        let second = secondOfDay
        return String(unsafeUninitializedCapacity: 15) { positions in
            var buffer = positions
            // Every one of the 15 positions is written, and none beyond.
            func write(_ value: Int, _ positions: Range<Int>) { WallClock.write(value, positions, into: &buffer) }
            write(year, 0..<4)
            write(month, 4..<6)
            write(day, 6..<8)
            buffer[8] = UInt8(ascii: "T")
            write(second / 3600, 9..<11)
            write(second / 60 % 60, 11..<13)
            write(second % 60, 13..<15)
            return 15
        }
    }

    /// RFC 3339 without a zone: `yyyy-MM-ddTHH:mm:ss`.
    public var iso8601: String { iso8601(milliseconds: nil, isUTC: false) }

    /// The same with what may follow. Written digit by digit: every body has it three times.
    fileprivate func iso8601(milliseconds: Int?, isUTC: Bool) -> String {
        let (year, month, day) = date.components
        let second = secondOfDay
        return String(unsafeUninitializedCapacity: 24) { positions in
            var buffer = positions
            func write(_ value: Int, _ positions: Range<Int>) { WallClock.write(value, positions, into: &buffer) }
            write(year, 0..<4)
            buffer[4] = UInt8(ascii: "-")
            write(month, 5..<7)
            buffer[7] = UInt8(ascii: "-")
            write(day, 8..<10)
            buffer[10] = UInt8(ascii: "T")
            write(second / 3600, 11..<13)
            buffer[13] = UInt8(ascii: ":")
            write(second / 60 % 60, 14..<16)
            buffer[16] = UInt8(ascii: ":")
            write(second % 60, 17..<19)
            var length = 19
            if let milliseconds {
                buffer[19] = UInt8(ascii: ".")
                write(milliseconds, 20..<23)
                length = 23
            }
            guard isUTC else { return length }
            buffer[length] = UInt8(ascii: "Z")
            return length + 1
        }
    }

    /// Decimal digits, as many as there are positions.
    @inline(__always)
    private static func write<Text: MutableCollection>(
        _ value: Int, _ positions: Range<Int>, into buffer: inout Text
    ) where Text.Element == UInt8, Text.Index == Int {
        var value = value
        for position in positions.reversed() {
            buffer[position] = UInt8(48 + value % 10)
            value /= 10
        }
    }
}

extension Instant {
    /// xs:dateTime with 0 to 9 fraction digits and `Z`, an offset, or nothing, which is then the wall clock of `zone`
    /// (the samples of the standards write all three).
    public init?(iso8601 text: some Collection<UInt8>, zone: TimeZoneTable) {
        let bytes = Array(text)
        guard let (clock, rest, nanoseconds) = WallClock.prefix(of: bytes),
            (1900..<2200).contains(clock.date.components.year)
        else { return nil }
        let whole: Instant
        if rest.isEmpty {
            whole = zone.instant(of: clock)
        } else {
            guard let suffix = ZoneSuffix(rest) else { return nil }
            whole = Instant(seconds: clock.seconds - Int64(suffix.offsetSeconds))
        }
        self.init(nanoseconds: whole.nanoseconds + nanoseconds)
    }

    /// The same, but a zone must be written: what a person types after `--now`.
    public init?(iso8601WithOffset text: String) {
        let bytes = Array(text.utf8)
        guard let (clock, rest, nanoseconds) = WallClock.prefix(of: bytes), let suffix = ZoneSuffix(rest),
            (1900..<2200).contains(clock.date.components.year)
        else { return nil }
        let whole = Instant(seconds: clock.seconds - Int64(suffix.offsetSeconds))
        self.init(nanoseconds: whole.nanoseconds + nanoseconds)
    }

    /// `yyyy-MM-ddTHH:mm:ssZ`.
    public var iso8601UTC: String { WallClock(seconds: seconds).iso8601(milliseconds: nil, isUTC: true) }

    /// FHIR `instant` with milliseconds, as `meta.lastUpdated` wants it.
    public var fhirInstant: String {
        let milliseconds = (nanoseconds / 1_000_000).modulo(1000)
        return WallClock(seconds: seconds).iso8601(milliseconds: Int(milliseconds), isUTC: true)
    }
}

/// `Z` or `±hh:mm`.
struct ZoneSuffix {
    let offsetSeconds: Int

    init?(_ bytes: ArraySlice<UInt8>) {
        let text = Array(bytes)
        if text == [UInt8(ascii: "Z")] {
            offsetSeconds = 0
            return
        }
        guard text.count == 6, text[0] == UInt8(ascii: "+") || text[0] == UInt8(ascii: "-"),
            text[3] == UInt8(ascii: ":"), let hours = text.digits(1..<3), let minutes = text.digits(4..<6),
            hours <= 14, minutes < 60
        else { return nil }
        offsetSeconds = (text[0] == UInt8(ascii: "-") ? -1 : 1) * (hours * 3600 + minutes * 60)
    }
}

extension [UInt8] {
    /// The number written in these positions, or `nil` when one of them is no ASCII digit.
    func digits(_ range: Range<Int>) -> Int? {
        var value = 0
        for index in range {
            guard (48...57).contains(self[index]) else { return nil }
            value = value * 10 + Int(self[index] - 48)
        }
        return value
    }
}

func padded(_ value: Int, _ width: Int) -> String {
    let text = String(value)
    return text.count >= width ? text : String(repeating: "0", count: width - text.count) + text
}
