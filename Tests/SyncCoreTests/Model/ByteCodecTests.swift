// Bytes there and back, and what happens when they are not ours: a throw, never a trap.

import SyncCore
import Testing

@Suite struct ByteCodecTests {
    @Test func everythingWrittenIsReadBack() throws {
        var writer = ByteWriter()
        writer.write(UInt8(200))
        writer.write(true)
        writer.write(false)
        writer.write(Int64.min)
        writer.write(Int64.max)
        writer.write(Int32.min)
        writer.write(count: 0)
        writer.write("Blåbærsyltetøy \u{0} 👩‍⚕️")
        writer.write("")
        writer.write(String?.none)
        writer.write(Optional("da"))
        var reader = ByteReader(writer.bytes)
        #expect(try reader.readByte() == 200)
        #expect(try reader.readBool() && !reader.readBool())
        #expect(try reader.readInt64() == .min)
        #expect(try reader.readInt64() == .max)
        #expect(try reader.readInt32() == .min)
        #expect(try reader.readCount() == 0)
        #expect(try reader.readString() == "Blåbærsyltetøy \u{0} 👩‍⚕️")
        #expect(try reader.readString() == "")
        #expect(try reader.readOptionalString() == nil)
        #expect(try reader.readOptionalString() == "da")
        #expect(reader.isAtEnd)
        #expect(throws: ByteReader.Mismatch.self) { try reader.readByte() }
    }

    @Test func theBytesAreLittleEndianBehindTheirLength() {
        var writer = ByteWriter()
        writer.write(Int32(258))
        writer.write("å")
        #expect(writer.bytes == [2, 1, 0, 0, 2, 0, 0, 0, 0xc3, 0xa5])
        writer.removeAll()
        #expect(writer.bytes.isEmpty)
    }

    @Test(arguments: [Int32.max, Int32.min, -1, 5])
    func aLengthThatCannotBeIsNoLength(_ length: Int32) {
        var writer = ByteWriter()
        writer.write(length)
        writer.write(Int32(0))
        var reader = ByteReader(writer.bytes)
        #expect(throws: ByteReader.Mismatch.self) { try reader.readString() }
    }

    @Test func aLengthOfAllThatIsLeftIsRead() throws {
        var reader = ByteReader([2, 0, 0, 0, 0x68, 0x69])
        #expect(try reader.readString() == "hi")
        #expect(reader.isAtEnd)
    }

    @Test func shownAppointmentsSurviveTruncationByThrowing() throws {
        let shown = ShownAppointment(
            status: .cancelled, start: oslo("2027-03-02 08:00"), end: oslo("2027-03-02 10:00"), isWindow: true,
            isRecurring: true, pair: ServiceUnit(service: "9", unit: "95316"), serviceName: "Hjemmesykepleie",
            place: .elsewhere, employees: ["A", "B"], details: "Æ", cancellationCode: "S", minors: .youthOnly,
            mayCancel: true)
        var writer = ByteWriter()
        shown.write(to: &writer)
        var reader = ByteReader(writer.bytes)
        #expect(try ShownAppointment(from: &reader) == shown)
        #expect(reader.isAtEnd)
        for length in writer.bytes.indices {
            var cut = ByteReader(Array(writer.bytes.prefix(length)))
            #expect(throws: ByteReader.Mismatch.self) { try ShownAppointment(from: &cut) }
        }
    }

    @Test func noByteOfAShownAppointmentCanTrap() {
        var writer = ByteWriter()
        ShownAppointment(
            status: .booked, start: oslo("2027-03-02 08:00"), end: oslo("2027-03-02 10:00"),
            pair: ServiceUnit(service: "9", unit: "95316"), serviceName: "H", employees: ["A"]
        ).write(to: &writer)
        for index in writer.bytes.indices {
            for byte in [UInt8(0), 1, 0x7f, 0x80, 0xff] {
                var bytes = writer.bytes
                bytes[index] = byte
                var reader = ByteReader(bytes)
                // Either a value or a throw; a trap would end the test run.
                _ = (try? ShownAppointment(from: &reader)).map {
                    TestDigests().fingerprint(of: $0, to: Digest128(bytes))
                }
            }
        }
    }
}
