// libxml2's push parser with its SAX2 interface, and the only file that names its types.
//
// Who owns what: an XMLEventReader owns one parser context and the state (XMLEventState) that the callbacks change, and
// is used by one thread. The context holds a pointer to the state; both go in the reader's deinit, the context first.
// Names are interned in the context's dictionary and compared as pointers (NameTable), sound for the same reason. What
// libxml2 hands to a callback is valid during that callback only.
//
// Safety (each with a test): the only option is XML_PARSE_NONET. No entity is substituted, no DTD loaded, no limit of
// libxml2 lifted. A DOCTYPE is refused by the internalSubset callback, which comes before the subset is read. Callbacks
// are called by C: they neither throw nor trap; the first fault is kept and the parser stopped. Limits are counted
// here, because libxml2's own differ by version. Recovery is never used.

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
    /// libxml2's process-wide tables, filled once before any thread can race for them.
    private static let runtime: Void = xmlInitParser()
    /// Names a dictionary may gather before the context is made anew; senders choose names freely.
    private static let dictionaryNamesMax = 8192

    private let state: Pinned<XMLEventState>

    init(limits: Limits, sink: any XMLEventSink) {
        _ = Self.runtime
        state = Pinned(XMLEventState(limits: limits, sink: sink))
    }

    deinit {
        state.pointer.pointee.discardContext()
        state.pointer.pointee.deallocate()
        state.deallocate()
    }

    /// Parses one document.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8.
    ///   - start: where the document begins in `bytes`, after its declaration.
    ///   - chunkBytes: how much the parser is given at a time, 1 and up; the outcome does not depend on it.
    /// - Returns: `nil` when the document was sound to its last byte and the sink threw nothing.
    func read(_ bytes: UnsafeRawBufferPointer, from start: Int, chunkBytes: Int) -> XMLFault? {
        state.pointer.pointee.begin(documentStart: start)
        guard let context = preparedContext() else {
            return XMLFault(refusal: Refusal(.outOfMemory), offset: 0, isTagEnd: false, path: [])
        }
        var position = start
        while position < bytes.count, state.pointer.pointee.fault == nil {
            let count = min(chunkBytes, bytes.count - position)
            let chunk = UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
            _ = xmlParseChunk(context, chunk.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(count), 0)
            position += count
        }
        if state.pointer.pointee.fault == nil {
            state.pointer.pointee.isLastChunk = true
            _ = xmlParseChunk(context, nil, 0, 1)
            state.pointer.pointee.finish()
        }
        let fault = state.pointer.pointee.fault
        // After a fault the context holds half a document's namespaces, which xmlCtxtResetPush of 2.9 does not clear.
        if fault != nil || xmlDictSize(context.pointee.dict) > Self.dictionaryNamesMax {
            state.pointer.pointee.discardContext()
        }
        return fault
    }

    /// The context of the message before, reset; its dictionary stays. Measured at 10 kB a message: 10 % faster than a
    /// new one each time.
    private func preparedContext() -> xmlParserCtxtPtr? {
        if let context = state.pointer.pointee.context {
            if xmlCtxtResetPush(context, nil, 0, nil, nil) == 0 { return context }
            state.pointer.pointee.discardContext()
        }
        var callbacks = Self.callbacks()
        guard let context = xmlCreatePushParserCtxt(&callbacks, state.pointer, nil, 0, nil) else { return nil }
        _ = xmlCtxtUseOptions(context, Int32(XML_PARSE_NONET.rawValue))
        let dictionary = context.pointee.dict
        state.pointer.pointee.adopt(context, NameTable { xmlDictLookup(dictionary, $0, -1) })
        return context
    }

    private static func callbacks() -> xmlSAXHandler {
        var callbacks = xmlSAXHandler()
        callbacks.initialized = UInt32(XML_SAX2_MAGIC)
        callbacks.startElementNs = { user, name, prefix, uri, namespaceCount, _, count, _, attributes in
            let state = user?.assumingMemoryBound(to: XMLEventState.self)
            state?.pointee.start(name, prefix, uri, Int(namespaceCount), Int(count), attributes)
        }
        callbacks.endElementNs = { user, _, _, _ in user?.assumingMemoryBound(to: XMLEventState.self).pointee.end() }
        callbacks.characters = { user, bytes, count in
            user?.assumingMemoryBound(to: XMLEventState.self).pointee.characters(bytes, Int(count))
        }
        // The same function for blanks, so that libxml2 does not stop to think which blanks matter.
        callbacks.ignorableWhitespace = callbacks.characters
        callbacks.cdataBlock = callbacks.characters
        callbacks.internalSubset = { user, _, _, _ in
            user?.assumingMemoryBound(to: XMLEventState.self).pointee.stop(Refusal(.documentType), inTag: false)
        }
        // Set also so that libxml2 writes nothing to standard error.
        callbacks.serror = { user, error in
            guard let error, error.pointee.level.rawValue >= XML_ERR_ERROR.rawValue else { return }
            user?.assumingMemoryBound(to: XMLEventState.self).pointee.failed(Int(error.pointee.code))
        }
        return callbacks
    }
}

/// Where and why reading stopped.
struct XMLFault {
    let refusal: Refusal
    /// In bytes of the text; the end of the current element's start tag when `isTagEnd`.
    let offset: Int
    let isTagEnd: Bool
    let path: [Element]
}

/// What the callbacks know and change.
private struct XMLEventState {
    private struct Frame {
        var element: Element
        var keepsText: Bool
        var tagEnd: Int
    }

    private let limits: Limits
    private let sink: any XMLEventSink
    private(set) var context: xmlParserCtxtPtr?
    private var names: NameTable?
    /// One for each open element, and room for as many as may be.
    private let frames: UnsafeMutablePointer<Frame>
    private var text: TextBuffer
    private var scan = C1Scan()
    private var depth = 0
    private var elements = 0
    private var keepsText = false
    private var rootClosed = false
    var isLastChunk = false
    private var documentStart = 0
    private(set) var fault: XMLFault?

    init(limits: Limits, sink: any XMLEventSink) {
        self.limits = limits
        self.sink = sink
        frames = .allocate(capacity: max(1, limits.elementDepthMax))
        text = TextBuffer(limit: limits.textBytesMax)
    }

    func deallocate() {
        frames.deallocate()
        text.deallocate()
    }

    mutating func begin(documentStart: Int) {
        self.documentStart = documentStart
        (depth, elements, keepsText, rootClosed, isLastChunk) = (0, 0, false, false, false)
        fault = nil
        scan = C1Scan()
    }

    mutating func adopt(_ context: xmlParserCtxtPtr, _ names: NameTable) {
        self.context = context
        self.names = names
    }

    mutating func discardContext() {
        names?.deallocate()
        names = nil
        if let context { xmlFreeParserCtxt(context) }
        context = nil
    }

    /// Belt and braces after the last byte: whatever libxml2 did not like it has also reported through `serror`.
    mutating func finish() {
        guard fault == nil, let context else { return }
        let isSound = context.pointee.wellFormed == 1 && context.pointee.disableSAX == 0 && rootClosed
        let kind: FindingKind? = !isSound ? .notWellFormed : context.pointee.nsWellFormed != 1 ? .namespaceFault : nil
        if let kind { fault = XMLFault(refusal: Refusal(kind), offset: currentOffset, isTagEnd: false, path: path) }
    }

    @inline(__always)
    private var currentOffset: Int {
        guard let input = context?.pointee.input else { return documentStart }
        return documentStart + Int(input.pointee.consumed) + (input.pointee.cur - input.pointee.base)
    }

    @inline(__always)
    mutating func start(
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

    @inline(__always)
    mutating func end() {
        guard fault == nil, depth > 0 else { return }
        let frame = frames[depth - 1]
        if !frame.keepsText { text.removeAll() }
        do { try sink.endElement(text.text, tagEnd: frame.tagEnd) } catch { return stop(error) }
        keepsText = false
        depth -= 1
        if depth == 0 { rootClosed = true }
    }

    @inline(__always)
    mutating func characters(_ bytes: UnsafePointer<UInt8>?, _ count: Int) {
        guard fault == nil, let bytes, count > 0 else { return }
        if scan.finds(in: bytes, count) { return stop(Refusal(.c1Control)) }
        if keepsText, !text.append(bytes, count) { stop(Refusal(.textTooLong)) }
    }

    /// libxml2's own verdict.
    mutating func failed(_ code: Int) {
        let kind: FindingKind =
            switch code {
            case Int(XML_ERR_INVALID_ENCODING.rawValue), Int(XML_ERR_INVALID_CHAR.rawValue): .invalidCharacters
            case Int(XML_NS_ERR_XML_NAMESPACE.rawValue)...Int(XML_NS_ERR_COLON.rawValue): .namespaceFault
            case Int(XML_ERR_NO_MEMORY.rawValue): .outOfMemory
            case _ where rootClosed: .trailingContent
            case Int(XML_ERR_DOCUMENT_END.rawValue), Int(XML_ERR_TAG_NOT_FINISHED.rawValue),
                Int(XML_ERR_GT_REQUIRED.rawValue):
                isLastChunk ? .cutOff : .notWellFormed
            default: .notWellFormed
            }
        stop(Refusal(kind), inTag: false)
    }

    mutating func stop(_ refusal: Refusal, inTag: Bool = true) {
        guard fault == nil else { return }
        let offset = inTag && depth > 0 ? frames[depth - 1].tagEnd : currentOffset
        fault = XMLFault(refusal: refusal, offset: offset, isTagEnd: inTag, path: path)
        xmlStopParser(context)
    }

    private var path: [Element] { (0..<depth).map { frames[$0].element } }
}
