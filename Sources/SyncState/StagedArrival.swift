// A message that waits for the end of its bundle, as bytes. They live as long as the reading of the bundle, so they carry no
// version: what wrote them reads them.

import Foundation
import SyncCore

/// What is left of a message's bytes once they lie in their segment, and what was made of them while it was read.
struct StagedContent: Equatable {
    let key: Digest128
    let bytes: Int
    /// Of what it states, and that, statement by statement, as it is stored.
    let stated: Digest128?
    let encoded: [[UInt8]]
}

extension StagedContent {
    init(_ arrival: Arrival, _ keys: InstallationKeys) {
        var statements: [SyncCore.Statement] = []
        if case .states(let stated) = arrival.verdict { statements = stated }
        let encoded = statements.map(\.encoded)
        self.init(
            key: keys.contentKey(arrival.bytes), bytes: arrival.bytes.count,
            stated: arrival.source.flatMap { keys.statedKey(statements, encoded, source: $0) }, encoded: encoded)
    }
}

extension Arrival {
    /// - Parameter placement: where its original lies; `nil` where none is kept.
    func stage(_ placement: SegmentWriter.Placement?, _ content: StagedContent, into writer: inout ByteWriter) {
        writer.write(member)
        writer.write(messageID)
        writer.write(generated?.nanoseconds)
        writer.write(source?.row)
        writer.write(content.key)
        writer.write(Int64(content.bytes))
        writer.write(content.stated != nil)
        if let stated = content.stated { writer.write(stated) }
        writer.write(placement?.offset)
        if let placement {
            writer.write(placement.length)
            writer.write(bytes: placement.key)
        }
        verdict.stage(content.encoded, into: &writer)
        writer.write(replyTo != nil)
        replyTo?.write(to: &writer)
    }

    /// - Throws: `ByteReader.Mismatch` when the bytes are not what was staged.
    static func unstaged(from reader: inout ByteReader) throws -> (Arrival, SegmentWriter.Placement?) {
        var arrival = Arrival(
            member: try reader.readString(), bytes: [], messageID: try reader.readOptionalString(),
            generated: try reader.readOptionalInt64().map { Instant(nanoseconds: $0) },
            source: try reader.readOptionalInt64().map { SourceID($0) }, verdict: .notForUs)
        let key = try reader.readDigest()
        let bytes = Int(try reader.readInt64())
        let stated = try reader.readBool() ? reader.readDigest() : nil
        let placement = try reader.readOptionalInt64().map { offset in
            SegmentWriter.Placement(offset: offset, length: try reader.readInt64(), key: try reader.readBytes())
        }
        var encoded: [[UInt8]] = []
        arrival.verdict = try Verdict(unstaging: &reader, &encoded)
        arrival.staged = StagedContent(key: key, bytes: bytes, stated: stated, encoded: encoded)
        arrival.replyTo = try reader.readBool() ? ReplyTo(from: &reader) : nil
        return (arrival, placement)
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
    fileprivate mutating func write(_ value: Int64?) {
        write(value != nil)
        if let value { write(value) }
    }
}

extension ByteReader {
    fileprivate mutating func readOptionalInt64() throws(Mismatch) -> Int64? { try readBool() ? try readInt64() : nil }
}
