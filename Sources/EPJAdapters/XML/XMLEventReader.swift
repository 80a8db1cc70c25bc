// libxml2's push parser with its SAX2 interface, and the only file that names its types.
//
// Who owns what: an XMLEventReader owns one parser context and is used by one thread. The context holds an unretained
// pointer to the reader, which is sound because the context is freed in the reader's deinit. Names are interned in the
// context's dictionary and compared as pointers (NameTable), which the same lifetime makes sound. What libxml2 hands to
// a callback is valid during that callback only.
//
// Safety (each with a test): the only option is XML_PARSE_NONET. No entity is substituted, no DTD loaded, no limit of
// libxml2 lifted. A DOCTYPE is refused by the internalSubset callback, which comes before the subset is read. Callbacks
// are called by C: they neither throw nor trap; the first fault is kept and the parser stopped. Limits are counted here,
// because libxml2's own differ by version. Recovery is never used.

import CLibXML2
import SyncCore

/// Who is told what the document holds. A thrown refusal stops the parser.
protocol XMLEventSink: AnyObject {
    /// - Parameter tagEnd: where the start tag ends, in bytes of the decoded text.
    /// - Returns: whether the element's text is wanted; it is then given to `endElement`, else that gets an empty one.
    func startElement(_ element: Element, _ attributes: XMLAttributes, tagEnd: Int) throws(Refusal) -> Bool
    func endElement(_ text: ByteText, tagEnd: Int) throws(Refusal)
}

final class XMLEventReader {
    /// Where and why reading stopped.
    struct Fault {
        let refusal: Refusal
        /// In bytes of the text; the end of the current element's start tag when `isTagEnd`.
        let offset: Int
        let isTagEnd: Bool
        let path: [Element]
    }

    private struct Frame {
        var element: Element
        var keepsText: Bool
        var tagEnd: Int
    }

    /// libxml2's process-wide tables, filled once before any thread can race for them.
    private static let runtime: Void = xmlInitParser()
    /// Names a dictionary may gather before the context is made anew; senders choose names freely.
    private static let dictionaryNamesMax = 8192

    private let limits: Limits
    private let sink: any XMLEventSink
    private var context: xmlParserCtxtPtr?
    private var names: NameTable?
    private let frames: UnsafeMutablePointer<Frame>
    private var text: TextBuffer
    private var scan = C1Scan()
    private var depth = 0
    private var elements = 0
    private var keepsText = false
    private var rootClosed = false
    private var isLastChunk = false
    private var documentStart = 0
    private var fault: Fault?

    init(limits: Limits, sink: any XMLEventSink) {
        _ = Self.runtime
        self.limits = limits
        self.sink = sink
        frames = .allocate(capacity: max(1, limits.elementDepthMax))
        text = TextBuffer(limit: limits.textBytesMax)
    }

    deinit {
        discardContext()
        frames.deallocate()
        text.deallocate()
    }

    /// Parses one document.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8.
    ///   - start: where the document begins in `bytes`, after its declaration.
    ///   - chunkBytes: how much the parser is given at a time, 1 and up; the outcome does not depend on it.
    /// - Returns: `nil` when the document was sound to its last byte and the sink threw nothing.
    func read(_ bytes: UnsafeRawBufferPointer, from start: Int, chunkBytes: Int) -> Fault? {
        guard let context = preparedContext() else { return outOfMemory() }
        documentStart = start
        var position = start
        while position < bytes.count, fault == nil {
            let count = min(chunkBytes, bytes.count - position)
            let chunk = UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
            _ = xmlParseChunk(context, chunk.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(count), 0)
            position += count
        }
        if fault == nil {
            isLastChunk = true
            _ = xmlParseChunk(context, nil, 0, 1)
        }
        // Belt and braces: whatever libxml2 did not like it has also reported through `serror`.
        if fault == nil, context.pointee.nsWellFormed != 1 { keep(Refusal(.namespaceFault)) }
        if fault == nil, context.pointee.wellFormed != 1 || context.pointee.disableSAX != 0 || !rootClosed {
            keep(Refusal(.notWellFormed))
        }
        // After a fault the context holds half a document's namespaces, which xmlCtxtResetPush of 2.9 does not clear.
        if fault != nil || xmlDictSize(context.pointee.dict) > Self.dictionaryNamesMax { discardContext() }
        return fault
    }

    // MARK: - The context

    private func preparedContext() -> xmlParserCtxtPtr? {
        depth = 0
        elements = 0
        keepsText = false
        rootClosed = false
        isLastChunk = false
        fault = nil
        scan = C1Scan()
        if let context {
            if xmlCtxtResetPush(context, nil, 0, nil, nil) == 0 { return context }
            discardContext()
        }
        var handler = Self.handler()
        // Unretained: the context does not outlive the reader (deinit).
        let user = Unmanaged.passUnretained(self).toOpaque()
        guard let made = xmlCreatePushParserCtxt(&handler, user, nil, 0, nil) else { return nil }
        context = made
        _ = xmlCtxtUseOptions(made, Int32(XML_PARSE_NONET.rawValue))
        let dictionary = made.pointee.dict
        names = NameTable { xmlDictLookup(dictionary, $0, -1) }
        return made
    }

    private func discardContext() {
        names?.deallocate()
        names = nil
        if let context { xmlFreeParserCtxt(context) }
        context = nil
    }

    private func outOfMemory() -> Fault { Fault(refusal: Refusal(.tooLarge), offset: 0, isTagEnd: false, path: []) }

    private static func reader(_ user: UnsafeMutableRawPointer?) -> Unmanaged<XMLEventReader>? {
        user.map { Unmanaged<XMLEventReader>.fromOpaque($0) }
    }

    private static func handler() -> xmlSAXHandler {
        var handler = xmlSAXHandler()
        handler.initialized = UInt32(XML_SAX2_MAGIC)
        handler.startElementNs = { user, name, prefix, uri, namespaceCount, _, count, _, attributes in
            XMLEventReader.reader(user)?._withUnsafeGuaranteedRef {
                $0.start(name, prefix, uri, Int(namespaceCount), Int(count), attributes)
            }
        }
        handler.endElementNs = { user, _, _, _ in XMLEventReader.reader(user)?._withUnsafeGuaranteedRef { $0.end() } }
        handler.characters = { user, bytes, count in
            XMLEventReader.reader(user)?._withUnsafeGuaranteedRef { $0.characters(bytes, Int(count)) }
        }
        // The same function for blanks, so that libxml2 does not stop to think which blanks matter.
        handler.ignorableWhitespace = handler.characters
        handler.cdataBlock = handler.characters
        handler.internalSubset = { user, _, _, _ in
            XMLEventReader.reader(user)?._withUnsafeGuaranteedRef { $0.stop(Refusal(.documentType), inTag: false) }
        }
        // Set also so that libxml2 writes nothing to standard error.
        handler.serror = { user, error in
            let level = error?.pointee.level ?? XML_ERR_FATAL
            let code = Int(error?.pointee.code ?? 0)
            if level.rawValue < XML_ERR_ERROR.rawValue { return }
            XMLEventReader.reader(user)?._withUnsafeGuaranteedRef { $0.failed(code) }
        }
        return handler
    }

    // MARK: - Callbacks

    @inline(__always)
    private var currentOffset: Int {
        guard let input = context?.pointee.input else { return documentStart }
        return documentStart + Int(input.pointee.consumed) + (input.pointee.cur - input.pointee.base)
    }

    private func start(
        _ name: UnsafePointer<UInt8>?, _ prefix: UnsafePointer<UInt8>?, _ uri: UnsafePointer<UInt8>?,
        _ namespaceCount: Int, _ count: Int, _ start: UnsafeMutablePointer<UnsafePointer<UInt8>?>?
    ) {
        guard fault == nil, let name, let names else { return }
        elements += 1
        guard depth < limits.elementDepthMax else { return stop(Refusal(.tooDeep)) }
        let element = names.element(name, uri)
        let tagEnd = currentOffset
        frames[depth] = Frame(element: element, keepsText: false, tagEnd: tagEnd)
        depth += 1
        guard elements <= limits.elementsPerMessageMax else { return stop(Refusal(.tooManyElements)) }
        guard namespaceCount + count <= limits.attributesPerElementMax else { return stop(Refusal(.tooManyAttributes)) }
        let attributes = XMLAttributes(start: start, count: count, vName: names.v, sName: names.s)
        if prefix != nil, uri == nil { return stop(Refusal(.namespaceFault)) }
        if count > 0 {
            if attributes.hasUndeclaredPrefix { return stop(Refusal(.namespaceFault)) }
            if attributes.hasC1Control() { return stop(Refusal(.c1Control)) }
        }
        do {
            keepsText = try sink.startElement(element, attributes, tagEnd: tagEnd)
            if keepsText {
                frames[depth - 1].keepsText = true
                text.removeAll()
            }
        } catch {
            stop(error)
        }
    }

    private func end() {
        guard fault == nil, depth > 0 else { return }
        let frame = frames[depth - 1]
        if !frame.keepsText { text.removeAll() }
        do { try sink.endElement(text.text, tagEnd: frame.tagEnd) } catch { return stop(error) }
        keepsText = false
        depth -= 1
        if depth == 0 { rootClosed = true }
    }

    private func characters(_ bytes: UnsafePointer<UInt8>?, _ count: Int) {
        guard fault == nil, let bytes, count > 0 else { return }
        if scan.finds(in: bytes, count) { return stop(Refusal(.c1Control)) }
        if keepsText, !text.append(bytes, count) { stop(Refusal(.textTooLong)) }
    }

    /// libxml2's own verdict.
    private func failed(_ code: Int) {
        let kind: FindingKind =
            switch code {
            case Int(XML_ERR_INVALID_ENCODING.rawValue), Int(XML_ERR_INVALID_CHAR.rawValue): .invalidCharacters
            case Int(XML_NS_ERR_XML_NAMESPACE.rawValue)...Int(XML_NS_ERR_COLON.rawValue): .namespaceFault
            default: rootClosed ? .trailingContent : isLastChunk ? .cutOff : .notWellFormed
            }
        stop(Refusal(kind), inTag: false)
    }

    private func keep(_ refusal: Refusal) {
        if fault == nil { fault = Fault(refusal: refusal, offset: currentOffset, isTagEnd: false, path: path) }
    }

    private func stop(_ refusal: Refusal, inTag: Bool = true) {
        guard fault == nil else { return }
        let offset = inTag && depth > 0 ? frames[depth - 1].tagEnd : currentOffset
        fault = Fault(refusal: refusal, offset: offset, isTagEnd: inTag, path: path)
        xmlStopParser(context)
    }

    private var path: [Element] { (0..<depth).map { frames[$0].element } }
}
