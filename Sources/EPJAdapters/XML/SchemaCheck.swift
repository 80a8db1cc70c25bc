// One message's bytes against the XSDs, as findings: what is admitted, and how places are told. The work is done by
// SchemaValidation.

import SyncCore

/// Checks messages, one after the other. Owned by one thread, not Sendable.
public final class SchemaCheck {
    /// Of one message; more would not be read by anyone.
    public static let findingsMax = 20

    private let set: SchemaSet
    private let limits: Limits
    private let window = TextWindow()

    public init(_ set: SchemaSet, limits: Limits = Limits()) {
        self.set = set
        self.limits = limits
    }

    /// Where a message deviates from the XSDs, in the order of the text: EPJ-952, `noted`, with the place in the document.
    /// Empty also for what is no sound XML from where it ceases to be, which the reader says.
    public func findings(in member: DocumentMember) -> [Finding] {
        let added = member.declarations.bytes
        let nameEnd = member.declarations.offset
        let first = member.window.position(of: member.start)
        let places: [Place]
        if added.isEmpty {
            // It was decoded already, whatever its declaration says.
            places = faults(in: member.text, (try? XMLDeclaration(member.text).length) ?? 0)
        } else {
            places = member.standaloneBytes().withUnsafeBytes { faults(in: $0, 0) }
        }
        return places.map { place in
            // What was written into the start tag does not stand in the document.
            let offset = place.offset > nameEnd ? place.offset - added.count : place.offset
            return place.finding(at: first.moved(over: UnsafeRawBufferPointer(rebasing: member.text[..<offset])))
        }
    }

    /// The same for the bytes of one message as they come.
    func findings(in message: [UInt8]) -> [Finding] {
        guard message.count <= limits.messageBytesMax else { return [] }
        var gate = EncodingGate()
        window.reset()
        let isAdmitted = message.withUnsafeBytes { bytes in
            (try? gate.take(bytes, isLast: true, into: window)) != nil
        }
        guard isAdmitted else { return [] }
        let text = window.text(0..<window.end)
        return faults(in: text, gate.documentStart).map { $0.finding(at: window.position(of: $0.offset)) }
    }

    /// A deviation and the `<` of its element, in bytes of the text.
    private struct Place {
        let fault: SchemaValidation.Fault
        let offset: Int

        func finding(at position: TextPosition) -> Finding {
            Finding(
                code: FindingKind.schemaDeviation.code, severity: .noted,
                position: Finding.Position(
                    line: position.line, column: position.column,
                    element: fault.path.map(\.pathName).joined(separator: "/")),
                text: fault.error.text)
        }
    }

    private func faults(in text: UnsafeRawBufferPointer, _ start: Int) -> [Place] {
        SchemaValidation(limits: limits, documentStart: start).run(text, against: set.schema).map { fault in
            let before = text[..<max(0, min(fault.tagEnd, text.count))]
            return Place(fault: fault, offset: before.lastIndex(of: UInt8(ascii: "<")) ?? fault.tagEnd)
        }
    }
}
