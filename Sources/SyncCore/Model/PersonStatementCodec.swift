// What EPJs say of a person beside visits, as bytes for the sealed memory, each kind with its version in front.

extension UnitServicesStatement {
    private static let version: UInt8 = 1

    public func encode() -> [UInt8] {
        var writer = ByteWriter()
        writer.write(Self.version)
        writer.write(unit)
        writer.write(generated.nanoseconds)
        writer.write(conversation)
        writer.write(isCancellation)
        writer.write(count: services.count)
        for service in services {
            writer.write(service.code)
            writer.write(service.from)
            writer.write(service.through)
        }
        return writer.bytes
    }

    /// - Throws: `ByteReader.Mismatch` when the bytes are of another version.
    public init(decoding bytes: [UInt8], arrival: Int64) throws(ByteReader.Mismatch) {
        var reader = ByteReader(bytes)
        guard try reader.readByte() == Self.version else { throw ByteReader.Mismatch() }
        let unit = try reader.readString()
        let generated = Instant(nanoseconds: try reader.readInt64())
        let conversation = try reader.readString()
        let isCancellation = try reader.readBool()
        var services: [IPLOSService] = []
        for _ in 0..<(try reader.readCount()) {
            let code = try reader.readString()
            let from = try reader.readOptionalDate()
            services.append(IPLOSService(code: code, from: from, through: try reader.readOptionalDate()))
        }
        self.init(
            unit: unit, generated: generated, arrival: arrival, conversation: conversation,
            isCancellation: isCancellation, services: services)
    }
}

extension DeathStatement {
    private static let version: UInt8 = 1

    public func encode() -> [UInt8] {
        var writer = ByteWriter()
        writer.write(Self.version)
        writer.write(generated.nanoseconds)
        writer.write(conversation)
        writer.write(isCancellation)
        return writer.bytes
    }

    /// - Throws: `ByteReader.Mismatch` when the bytes are of another version.
    public init(decoding bytes: [UInt8], arrival: Int64) throws(ByteReader.Mismatch) {
        var reader = ByteReader(bytes)
        guard try reader.readByte() == Self.version else { throw ByteReader.Mismatch() }
        let generated = Instant(nanoseconds: try reader.readInt64())
        let conversation = try reader.readString()
        self.init(
            generated: generated, arrival: arrival, conversation: conversation, isCancellation: try reader.readBool())
    }
}

extension PrivacyStatement {
    private static let version: UInt8 = 1

    public func encode() -> [UInt8] {
        var writer = ByteWriter()
        writer.write(Self.version)
        writer.write(generated.nanoseconds)
        writer.write(definition)
        writer.write(Int64(version))
        writer.write(status.rawValue)
        return writer.bytes
    }

    /// - Throws: `ByteReader.Mismatch` when the bytes are of another version.
    public init(decoding bytes: [UInt8], arrival: Int64) throws(ByteReader.Mismatch) {
        var reader = ByteReader(bytes)
        guard try reader.readByte() == Self.version else { throw ByteReader.Mismatch() }
        let generated = Instant(nanoseconds: try reader.readInt64())
        let definition = try reader.readString()
        let version = Int(try reader.readInt64())
        guard let status = PrivacyStatus(rawValue: try reader.readString()) else { throw ByteReader.Mismatch() }
        self.init(
            generated: generated, arrival: arrival, definition: definition, version: version, status: status)
    }
}

extension ByteWriter {
    mutating func write(_ date: CivilDate?) {
        write(date != nil)
        if let date { write(date.dayNumber) }
    }
}

extension ByteReader {
    mutating func readOptionalDate() throws(Mismatch) -> CivilDate? { try readBool() ? try readDate() : nil }
}
