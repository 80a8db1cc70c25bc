// One message's bytes against the XSDs, as findings: what is admitted, and how places are told. The work is done by
// SchemaValidation.

import SyncCore

/// Checks messages, one after the other. Owned by one thread, not Sendable.
public final class SchemaCheck {
    /// Of one message; more would not be read by anyone.
    public static let findingsMax = 20

    private let set: SchemaSet
    private let limits: Limits
    private let gate: EncodingGate

    public init(_ set: SchemaSet, limits: Limits = Limits()) {
        self.set = set
        self.limits = limits
        gate = EncodingGate(bytesMax: limits.messageBytesMax)
    }

    /// Where the message deviates from the XSDs, in the order of the text: EPJ-952, `noted`. Empty also for what is no
    /// sound XML from where it ceases to be, which the reader says.
    ///
    /// - Parameters:
    ///   - firstLine: the line of a larger text on which the message begins, 1 and up.
    ///   - firstColumn: its column there, in characters, 1 and up.
    public func findings(
        in message: UnsafeRawBufferPointer, firstLine: Int = 1, firstColumn: Int = 1
    ) -> [Finding] {
        guard let gated = try? gate.admit(message) else { return [] }
        let places: [Finding]
        switch gated.storage {
        case .input(let range):
            places = findings(text: UnsafeRawBufferPointer(rebasing: message[range]), gated.documentStart)
        case .decoded(let decoded):
            places = decoded.withUnsafeBytes { findings(text: $0, gated.documentStart) }
        }
        return places.map { finding in
            var finding = finding
            if finding.position.line == 1 { finding.position.column += firstColumn - 1 }
            finding.position.line += firstLine - 1
            return finding
        }
    }

    public func findings(in message: [UInt8]) -> [Finding] { message.withUnsafeBytes { findings(in: $0) } }

    private func findings(text: UnsafeRawBufferPointer, _ start: Int) -> [Finding] {
        let validation = SchemaValidation(limits: limits, documentStart: start)
        return validation.run(text, against: set.schema).map { fault in
            let place = TextPosition(ofTagEndingAt: fault.tagEnd, in: text)
            let element = fault.path.map(\.pathName).joined(separator: "/")
            return Finding(
                code: SchemaError.code, severity: .noted,
                position: Finding.Position(line: place.line, column: place.column, element: element),
                text: fault.error.text)
        }
    }
}
