// A message that waits for the end of its bundle, as bytes. They live as long as the reading of the bundle, so they carry no
// version: what wrote them reads them.

import Foundation
import SyncCore

extension Arrival {
    func stage(_ content: ArrivalContent, into writer: inout ByteWriter) {
        writer.write(member)
        writer.write(messageID)
        writer.write(generated?.nanoseconds)
        writer.write(source?.row)
        content.stage(into: &writer)
        verdict.stage(content.encoded, into: &writer)
        writer.write(replyTo != nil)
        replyTo?.write(to: &writer)
    }

    /// - Throws: `ByteReader.Mismatch` when the bytes are not what was staged.
    static func unstaged(from reader: inout ByteReader) throws -> (Arrival, ArrivalContent) {
        var arrival = Arrival(
            member: try reader.readString(), bytes: [], messageID: try reader.readOptionalString(),
            generated: try reader.readOptionalInt64().map { Instant(nanoseconds: $0) },
            source: try reader.readOptionalInt64().map { SourceID($0) }, verdict: .notForUs)
        var content = try ArrivalContent(unstaging: &reader)
        arrival.verdict = try Verdict(unstaging: &reader, &content.encoded)
        arrival.replyTo = try reader.readBool() ? ReplyTo(from: &reader) : nil
        return (arrival, content)
    }
}

extension ArrivalContent {
    /// But what it states, which lies with the verdict.
    fileprivate func stage(into writer: inout ByteWriter) {
        writer.write(key)
        writer.write(Int64(bytes))
        writer.write(bytes: Array(member))
        writer.write(messageKey)
        writer.write(stated)
        writer.write(original?.offset)
        if let original {
            writer.write(original.length)
            writer.write(bytes: Array(original.sealedKey))
        }
        writer.write(receipt?.id)
        if let receipt { writer.write(bytes: Array(receipt.sealed)) }
    }

    fileprivate init(unstaging reader: inout ByteReader) throws {
        key = try reader.readDigest()
        bytes = Int(try reader.readInt64())
        member = Data(try reader.readBytes())
        messageKey = try reader.readOptionalDigest()
        stated = try reader.readOptionalDigest()
        original = try reader.readOptionalInt64().map { offset in
            KeptOriginal(offset: offset, length: try reader.readInt64(), sealedKey: Data(try reader.readBytes()))
        }
        receipt = try reader.readOptionalString().map { id in
            ReadyReceipt(id: id, status: .accepted, sealed: Data(try reader.readBytes()))
        }
        encoded = []
    }
}

extension Arrival.Verdict {
    fileprivate func stage(_ encoded: [[UInt8]], into writer: inout ByteWriter) {
        switch self {
        case .states(let statements):
            writer.write(UInt8(0))
            writer.write(count: statements.count)
            for (statement, content) in zip(statements, encoded) { statement.stage(content, into: &writer) }
        case .asks(let question):
            writer.write(UInt8(1))
            writer.write(question.generated.nanoseconds)
            writer.write(bytes: AskedPersons(messageID: nil, persons: question.persons).encode())
        case .notForUs:
            writer.write(UInt8(2))
        case .setAside(let finding):
            writer.write(UInt8(3))
            finding.stage(into: &writer)
        case .receipt(let receipt):
            writer.write(UInt8(4))
            receipt.stage(into: &writer)
        }
    }

    fileprivate init(unstaging reader: inout ByteReader, _ encoded: inout [[UInt8]]) throws {
        switch try reader.readByte() {
        case 0:
            let count = try reader.readCount()
            self = .states(try (0..<count).map { _ in try SyncCore.Statement(unstaging: &reader, &encoded) })
        case 1:
            let generated = Instant(nanoseconds: try reader.readInt64())
            let asked = try AskedPersons(decoding: reader.readBytes())
            self = .asks(ActivationQuestion(generated: generated, persons: asked.persons))
        case 2: self = .notForUs
        case 3: self = .setAside(try Finding(unstaging: &reader))
        case 4: self = .receipt(try ReceivedReceipt(unstaging: &reader))
        default: throw ByteReader.Mismatch()
        }
    }
}

extension SyncCore.Statement {
    fileprivate func stage(_ encoded: [UInt8], into writer: inout ByteWriter) {
        writer.write(citizen.digits)
        writer.write(formerNumber?.digits)
        writer.write(birthDate.map { Int64($0.dayNumber) })
        writer.write(kind)
        writer.write(bytes: encoded)
    }

    fileprivate init(unstaging reader: inout ByteReader, _ encoded: inout [[UInt8]]) throws {
        // Whether synthetic numbers are people here was decided when the message was read.
        let citizen = try NationalIdentityNumber(try reader.readString(), synthetic: .accept)
        let former = try reader.readOptionalString().map { try NationalIdentityNumber($0, synthetic: .accept) }
        let birthDate = try reader.readOptionalInt64().map { CivilDate(dayNumber: Int32(truncatingIfNeeded: $0)) }
        let kind = try reader.readByte()
        let bytes = try reader.readBytes()
        encoded.append(bytes)
        let content: Content =
            switch kind {
            case 1: .visits(try VisitStatement(decoding: bytes, arrival: 0))
            case 2: .services(try ServiceStatement(decoding: bytes, arrival: 0))
            case 3: .unitServices(try UnitServicesStatement(decoding: bytes, arrival: 0))
            case 4: .death(try DeathStatement(decoding: bytes, arrival: 0))
            case 5: .privacy(try PrivacyStatement(decoding: bytes, arrival: 0))
            default: throw ByteReader.Mismatch()
            }
        self.init(citizen: citizen, formerNumber: former, birthDate: birthDate, content: content)
    }
}

extension ReceivedReceipt {
    fileprivate func stage(into writer: inout ByteWriter) {
        writer.write(id)
        writer.write(generated.nanoseconds)
        writer.write(Int64(status.rawValue))
        writer.write(count: errors.count)
        for error in errors { writer.write(error) }
        writer.write(originalMessageID)
    }

    fileprivate init(unstaging reader: inout ByteReader) throws {
        let id = try reader.readString()
        let generated = Instant(nanoseconds: try reader.readInt64())
        guard let status = Status(rawValue: Int(try reader.readInt64())) else { throw ByteReader.Mismatch() }
        let errors = try (0..<(try reader.readCount())).map { _ in try reader.readString() }
        self.init(
            id: id, generated: generated, status: status, errors: errors, originalMessageID: try reader.readString())
    }
}

extension Finding {
    fileprivate func stage(into writer: inout ByteWriter) {
        writer.write(Int64(code.number))
        writer.write(severity.rawValue)
        writer.write(Int64(position.line))
        writer.write(Int64(position.column))
        writer.write(position.element)
        writer.write(text)
    }

    fileprivate init(unstaging reader: inout ByteReader) throws {
        let code = FindingCode(Int(try reader.readInt64()))
        guard let severity = Severity(rawValue: try reader.readString()) else { throw ByteReader.Mismatch() }
        let position = Position(
            line: Int(try reader.readInt64()), column: Int(try reader.readInt64()), element: try reader.readString())
        self.init(code: code, severity: severity, position: position, text: try reader.readString())
    }
}

extension ByteWriter {
    fileprivate mutating func write(_ value: Digest128?) {
        write(value != nil)
        if let value { write(value) }
    }

    fileprivate mutating func write(_ value: Int64?) {
        write(value != nil)
        if let value { write(value) }
    }
}

extension ByteReader {
    fileprivate mutating func readOptionalDigest() throws(Mismatch) -> Digest128? {
        try readBool() ? try readDigest() : nil
    }

    fileprivate mutating func readOptionalInt64() throws(Mismatch) -> Int64? { try readBool() ? try readInt64() : nil }
}
