// Statements as bytes, for the sealed memory of what the EPJs said. The leading version lets a newer program refuse or
// translate what an older one stored.

extension VisitStatement {
    private static let version: UInt8 = 1

    public func encode() -> [UInt8] {
        var writer = ByteWriter(reservingCapacity: 64 + events.count * 160)
        writer.write(Self.version)
        writer.write(unit)
        writer.write(kind.rawValue)
        writer.write(generated.nanoseconds)
        writer.write(count: events.count)
        for event in events { event.encode(to: &writer) }
        return writer.bytes
    }

    /// - Throws: `ByteReader.Mismatch` when the bytes are of another version.
    public init(decoding bytes: [UInt8], arrival: Int64) throws(ByteReader.Mismatch) {
        var reader = ByteReader(bytes)
        guard try reader.readByte() == Self.version else { throw ByteReader.Mismatch() }
        let unit = try reader.readString()
        guard let kind = Kind(rawValue: try reader.readByte()) else { throw ByteReader.Mismatch() }
        let generated = Instant(nanoseconds: try reader.readInt64())
        let count = try reader.readCount()
        var events: [VisitEvent] = []
        events.reserveCapacity(count)
        for _ in 0..<count { events.append(try VisitEvent(from: &reader)) }
        self.init(unit: unit, kind: kind, generated: generated, arrival: arrival, events: events)
    }
}

extension VisitEvent {
    fileprivate func encode(to writer: inout ByteWriter) {
        writer.write(uid)
        writer.write(relatedTo)
        writer.write(recurrenceID)
        writer.write(serviceID)
        writer.write(state.rawValue)
        writer.write(start.seconds)
        writer.write(end)
        writer.write(isWindow)
        writer.write(Int32(clamping: expectedMinutes ?? -1))
        writer.write(recurrence != nil)
        if let recurrence {
            writer.write(recurrence.frequency.rawValue)
            writer.write(Int32(clamping: recurrence.interval))
            writer.write(Int32(clamping: recurrence.count ?? -1))
            writer.write(recurrence.until)
            writer.write(recurrence.byDay.bits)
        }
        writer.write(count: excluded.count)
        for date in excluded { writer.write(date.seconds) }
        writer.write(count: employees.count)
        for name in employees { writer.write(name) }
        writer.write(details)
        writer.write(reason?.rawValue ?? UInt8.max)
    }

    fileprivate init(from reader: inout ByteReader) throws(ByteReader.Mismatch) {
        let uid = try reader.readString()
        let relatedTo = try reader.readOptionalString()
        let recurrenceID = try reader.readOptionalWallClock()
        let serviceID = try reader.readOptionalString()
        guard let state = VisitState(rawValue: try reader.readByte()) else { throw ByteReader.Mismatch() }
        let start = try reader.readWallClock()
        let end = try reader.readOptionalWallClock()
        let isWindow = try reader.readBool()
        let minutes = Int(try reader.readInt32())
        let recurrence = try reader.readBool() ? try Recurrence(from: &reader) : nil
        var excluded: [WallClock] = []
        for _ in 0..<(try reader.readCount()) { excluded.append(try reader.readWallClock()) }
        var employees: [String] = []
        for _ in 0..<(try reader.readCount()) { employees.append(try reader.readString()) }
        let details = try reader.readOptionalString()
        let reason = CancellationReason(rawValue: try reader.readByte())
        self.init(
            uid: uid, relatedTo: relatedTo, recurrenceID: recurrenceID, serviceID: serviceID, state: state,
            start: start, end: end, isWindow: isWindow, expectedMinutes: minutes < 0 ? nil : minutes,
            recurrence: recurrence, excluded: excluded, employees: employees, details: details, reason: reason)
    }
}

extension Recurrence {
    fileprivate init(from reader: inout ByteReader) throws(ByteReader.Mismatch) {
        guard let frequency = Frequency(rawValue: try reader.readByte()) else { throw ByteReader.Mismatch() }
        let interval = Int(try reader.readInt32())
        guard interval >= 1 else { throw ByteReader.Mismatch() }
        let count = Int(try reader.readInt32())
        let until = try reader.readOptionalWallClock()
        let byDay = WeekdaySet(bits: try reader.readByte())
        self.init(
            frequency: frequency, interval: interval, count: count < 0 ? nil : count, until: until, byDay: byDay)
    }
}

extension ServiceStatement {
    private static let version: UInt8 = 1

    public func encode() -> [UInt8] {
        var writer = ByteWriter()
        writer.write(Self.version)
        writer.write(generated.nanoseconds)
        writer.write(count: services.count)
        for service in services {
            writer.write(service.id)
            writer.write(service.unit)
            writer.write(service.from.dayNumber)
            writer.write((service.through ?? .never).dayNumber)
        }
        return writer.bytes
    }

    /// - Throws: `ByteReader.Mismatch` when the bytes are of another version.
    public init(decoding bytes: [UInt8], arrival: Int64) throws(ByteReader.Mismatch) {
        var reader = ByteReader(bytes)
        guard try reader.readByte() == Self.version else { throw ByteReader.Mismatch() }
        let generated = Instant(nanoseconds: try reader.readInt64())
        var services: [CareService] = []
        for _ in 0..<(try reader.readCount()) {
            let id = try reader.readString()
            let unit = try reader.readString()
            let from = try reader.readDate()
            let through = try reader.readDate()
            services.append(CareService(id: id, unit: unit, from: from, through: through == .never ? nil : through))
        }
        self.init(generated: generated, arrival: arrival, services: services)
    }
}

extension ByteWriter {
    mutating func write(_ clock: WallClock?) {
        write(clock != nil)
        if let clock { write(clock.seconds) }
    }
}

extension ByteReader {
    /// Bounded like everything that is calculated with: what lies outside was not written by this program.
    mutating func readWallClock() throws(Mismatch) -> WallClock {
        let clock = WallClock(seconds: try readInt64())
        guard WallClock.representable.contains(clock.seconds) else { throw Mismatch() }
        return clock
    }

    mutating func readOptionalWallClock() throws(Mismatch) -> WallClock? {
        try readBool() ? try readWallClock() : nil
    }

    mutating func readDate() throws(Mismatch) -> CivilDate {
        let date = CivilDate(dayNumber: try readInt32())
        guard WallClock.representable.contains(WallClock(date: date, secondOfDay: 0).seconds) else { throw Mismatch() }
        return date
    }
}
