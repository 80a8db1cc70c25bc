// One message on its way through parser and validator. The same parser and the same safety as XMLEventReader, which see;
// the validator of libxml2 is fed from our callbacks, so that we know at which element it complains and when it must stop.
//
// Who owns what: a validation owns its contexts for the length of a call. The parser's dictionary owns the names that the
// validator points to, so the validator is cleared (unplugged) before the parser goes.

import CLibXML2
import SyncCore

/// For one message. A class, because the validator calls back while a callback of the parser is still at work: each touch
/// of a property is then an access of its own.
final class SchemaValidation {
    struct Fault {
        let error: SchemaError
        let tagEnd: Int
        let path: [Element]
    }

    private struct Frame {
        let element: Element
        let tagEnd: Int
        var run = DigitRun()
    }

    private static let chunkBytes = 32_768
    /// In squares of bytes; measured, some three seconds.
    private static let patternWorkMax = 250_000_000

    private let limits: Limits
    private let documentStart: Int
    private var frames: [Frame] = []
    private var text: [UInt8] = []
    private var faults: [Fault] = []
    private var elements = 0
    private var patternWork = 0
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
            let values = XMLAttributes(start: attributes, count: Int(count), vName: nil, sName: nil)
            guard validation.opens(name, uri, values, namespaceCount: Int(namespaceCount)) else { return }
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

    private func opens(
        _ name: UnsafePointer<UInt8>, _ uri: UnsafePointer<UInt8>?, _ attributes: XMLAttributes, namespaceCount: Int
    ) -> Bool {
        guard !isStopped else { return false }
        deliverText()
        elements += 1
        guard !isStopped, frames.count < limits.elementDepthMax, elements <= limits.elementsPerMessageMax,
            namespaceCount + attributes.count <= limits.attributesPerElementMax
        else {
            stop()
            return false
        }
        frames.append(Frame(element: names?.element(name, uri) ?? .foreign, tagEnd: currentOffset))
        isEnd = false
        for index in 0..<attributes.count {
            var run = DigitRun()
            run.scan(attributes.text(index))
            guard affords(run) else { return false }
        }
        return true
    }

    private func closes() -> Bool {
        guard !isStopped else { return false }
        deliverText()
        isEnd = true
        guard !isStopped, let frame = frames.last else { return false }
        return affords(frame.run)
    }

    /// A value that would cost too much ends the check before the validator sees it.
    private func affords(_ run: DigitRun) -> Bool {
        patternWork += run.work
        guard patternWork > Self.patternWorkMax else { return true }
        add(.unfinished)
        stop()
        return false
    }

    private func closed() {
        isEnd = false
        frames.removeLast()
    }

    /// The whole text since the last tag at once: gathering pieces, the validator would take quadratic time.
    private func deliverText() {
        guard !text.isEmpty, !frames.isEmpty else { return }
        let count = Int32(text.count)
        text.withUnsafeBufferPointer {
            frames[frames.count - 1].run.scan(ByteText(start: $0.baseAddress, count: $0.count))
        }
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

/// The longest run of what the official pattern for OIDs, `(\d+\.?)*\d+`, tries in all ways it can be cut: libxml2 takes
/// time with its square (measured: 16,000 digits two seconds, 64,000 digits 37). Over all pieces of one value.
private struct DigitRun {
    private var current = 0
    private var longest = 0

    mutating func scan(_ bytes: ByteText) {
        for byte in bytes {
            // \d is any digit of Unicode; the letters of Latin script, U+0080 to U+017F, are none.
            let isBeyondLatin = byte >= 0xc6 || (byte & 0xc0 == 0x80 && current > 0)
            let belongs = (48...57).contains(byte) || byte == UInt8(ascii: ".") || isBeyondLatin
            current = belongs ? current + 1 : 0
            longest = max(longest, current)
        }
    }

    /// Honest ones, an OID or a number, cost nothing.
    var work: Int { longest > 64 ? longest * longest : 0 }
}
