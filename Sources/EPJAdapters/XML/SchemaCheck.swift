// One message against the XSDs, while it streams. The same parser and the same safety as XMLEventReader, which see; the
// validator of libxml2 is fed from our callbacks, so that we know at which element it complains and when it must stop.
//
// Who owns what: one check owns a validation context for the length of a call. The parser's dictionary owns the names
// that the validator points to, so the validator is cleared (unplugged) before the parser goes.

import CLibXML2
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
                code: SchemaError.code, severity: .noted,
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

/// One message on its way through parser and validator. A class, because the validator calls back while a callback of
/// the parser is still at work: each touch of a property is then an access of its own.
private final class SchemaValidation {
    struct Fault {
        let error: SchemaError
        let tagEnd: Int
        let path: [Element]
    }

    private static let chunkBytes = 32_768

    private let limits: Limits
    private let documentStart: Int
    private var frames: [(element: Element, tagEnd: Int)] = []
    private var text: [UInt8] = []
    private var faults: [Fault] = []
    private var elements = 0
    private var isEnd = false
    private var isStopped = false
    // Valid during `run`.
    private var parser: xmlParserCtxtPtr?
    private var validator: xmlSchemaValidCtxtPtr?
    private var events: xmlSAXHandlerPtr?
    private var names: NameTable?

    init(limits: Limits, documentStart: Int) {
        self.limits = limits
        self.documentStart = documentStart
    }

    func run(_ bytes: UnsafeRawBufferPointer, against schema: xmlSchemaPtr) -> [Fault] {
        let me = Unmanaged.passUnretained(self).toOpaque()
        guard let validator = xmlSchemaNewValidCtxt(schema) else { return [] }
        defer { xmlSchemaFreeValidCtxt(validator) }
        xmlSchemaSetValidStructuredErrors(
            validator,
            { me, error in
                guard let me, let error, error.pointee.level.rawValue >= XML_ERR_ERROR.rawValue else { return }
                Unmanaged<SchemaValidation>.fromOpaque(me).takeUnretainedValue().note(error.pointee.code)
            }, me)
        var callbacks = Self.callbacks()
        guard let parser = xmlCreatePushParserCtxt(&callbacks, me, nil, 0, nil) else { return [] }
        defer { xmlFreeParserCtxt(parser) }
        _ = xmlCtxtUseOptions(parser, Int32(XML_PARSE_NONET.rawValue))
        // Plugged onto nothing, the validator gives its own callbacks out, to be called by ours.
        let plugged = Pinned<xmlSAXHandlerPtr?>(nil)
        let pluggedData = Pinned<UnsafeMutableRawPointer?>(nil)
        defer {
            plugged.deallocate()
            pluggedData.deallocate()
        }
        guard let plug = xmlSchemaSAXPlug(validator, plugged.pointer, pluggedData.pointer) else { return [] }
        defer { xmlSchemaSAXUnplug(plug) }
        let dictionary = parser.pointee.dict
        let names = NameTable { xmlDictLookup(dictionary, $0, -1) }
        defer { names.deallocate() }
        (self.parser, self.validator, events, self.names) = (parser, validator, plugged.pointer.pointee, names)
        defer { (self.parser, self.validator, events, self.names) = (nil, nil, nil, nil) }
        feed(bytes, to: parser)
        // What is missing in an element is known at its end and told at its start.
        return faults.sorted { $0.tagEnd < $1.tagEnd }
    }

    private func feed(_ bytes: UnsafeRawBufferPointer, to parser: xmlParserCtxtPtr) {
        var position = documentStart
        while position < bytes.count, !isStopped {
            let count = min(Self.chunkBytes, bytes.count - position)
            let chunk = UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
            let code = xmlParseChunk(parser, chunk.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(count), 0)
            if code != 0, parser.pointee.wellFormed == 0 { return }
            position += count
        }
        if !isStopped { _ = xmlParseChunk(parser, nil, 0, 1) }
    }

    private static func callbacks() -> xmlSAXHandler {
        var callbacks = xmlSAXHandler()
        callbacks.initialized = UInt32(XML_SAX2_MAGIC)
        callbacks.startElementNs = { me, name, prefix, uri, namespaceCount, namespaces, count, defaulted, attributes in
            guard let me, let name else { return }
            let validation = Unmanaged<SchemaValidation>.fromOpaque(me).takeUnretainedValue()
            guard validation.opens(name, uri, attributes: Int(namespaceCount) + Int(count)) else { return }
            validation.events?.pointee.startElementNs?(
                UnsafeMutableRawPointer(validation.validator), name, prefix, uri, namespaceCount, namespaces, count,
                defaulted,
                attributes)
        }
        callbacks.endElementNs = { me, name, prefix, uri in
            guard let me else { return }
            let validation = Unmanaged<SchemaValidation>.fromOpaque(me).takeUnretainedValue()
            guard validation.closes() else { return }
            validation.events?.pointee.endElementNs?(UnsafeMutableRawPointer(validation.validator), name, prefix, uri)
            validation.closed()
        }
        callbacks.characters = { me, bytes, count in
            guard let me, let bytes, count > 0 else { return }
            let validation = Unmanaged<SchemaValidation>.fromOpaque(me).takeUnretainedValue()
            if !validation.isStopped {
                validation.text.append(contentsOf: UnsafeBufferPointer(start: bytes, count: Int(count)))
            }
        }
        callbacks.ignorableWhitespace = callbacks.characters
        callbacks.cdataBlock = callbacks.characters
        callbacks.internalSubset = { me, _, _, _ in
            guard let me else { return }
            Unmanaged<SchemaValidation>.fromOpaque(me).takeUnretainedValue().stop()
        }
        // Well-formedness is the reader's; set so that libxml2 writes nothing to standard error.
        callbacks.serror = { _, _ in }
        return callbacks
    }

    private func opens(_ name: UnsafePointer<UInt8>, _ uri: UnsafePointer<UInt8>?, attributes: Int) -> Bool {
        guard !isStopped else { return false }
        deliverText()
        elements += 1
        guard !isStopped, frames.count < limits.elementDepthMax, elements <= limits.elementsPerMessageMax,
            attributes <= limits.attributesPerElementMax
        else {
            stop()
            return false
        }
        frames.append((names?.element(name, uri) ?? .foreign, currentOffset))
        isEnd = false
        return true
    }

    private func closes() -> Bool {
        guard !isStopped else { return false }
        deliverText()
        isEnd = true
        return !isStopped && !frames.isEmpty
    }

    private func closed() {
        isEnd = false
        frames.removeLast()
    }

    /// The whole text since the last tag at once: gathering pieces, the validator would take quadratic time.
    private func deliverText() {
        guard !text.isEmpty, !frames.isEmpty else { return }
        let count = Int32(text.count)
        // libxml2 looks at the byte after the last (xmlSchemaIsBlank asks for the length second).
        text.append(0)
        text.withUnsafeBufferPointer {
            events?.pointee.characters?(UnsafeMutableRawPointer(validator), $0.baseAddress, count)
        }
        text.removeAll(keepingCapacity: true)
    }

    private func note(_ code: Int32) {
        guard !isStopped else { return }
        add(SchemaError(code: code, isEnd: isEnd))
        if faults.count >= SchemaCheck.findingsMax { stop() }
    }

    /// A value that breaks a facet is reported for the facet and once more for the type.
    private func add(_ error: SchemaError) {
        guard let frame = frames.last, !faults.contains(where: { $0.tagEnd == frame.tagEnd && $0.error == error })
        else { return }
        faults.append(Fault(error: error, tagEnd: frame.tagEnd, path: frames.map(\.element)))
    }

    private func stop() {
        isStopped = true
        if let parser { xmlStopParser(parser) }
    }

    private var currentOffset: Int {
        guard let input = parser?.pointee.input else { return documentStart }
        return documentStart + Int(input.pointee.consumed) + (input.pointee.cur - input.pointee.base)
    }
}
