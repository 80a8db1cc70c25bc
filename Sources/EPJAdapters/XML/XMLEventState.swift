// What the parser's callbacks know and change: how deep they are, what the limits say, whether the text at hand is
// wanted, and, in a bundle, whether the rest of a member is only passed over because something in it was refused.

import CLibXML2
import SyncCore

/// Where and why reading stopped.
struct XMLFault {
    let refusal: Refusal
    /// In bytes of the text; the end of the current element's start tag when `isTagEnd`.
    let offset: Int
    let isTagEnd: Bool
    let path: [Element]
}

struct XMLEventState {
    private struct Frame {
        var element: Element
        var text: TextWanted
        var tagEnd: Int
    }

    private let limits: Limits
    private let window: TextWindow
    /// Owned by the DocumentReader, which lets it go after the XMLEventReader that owns this state. A struct behind a
    /// pointer, because a class would be retained and released at every element (measured: a tenth of the reading).
    private let sink: Pinned<DocumentSink>
    private(set) var context: xmlParserCtxtPtr?
    private var names: NameTable?
    /// One for each open element, and room for as many as may be.
    private let frames: UnsafeMutablePointer<Frame>
    private var text: TextBuffer
    private var scan = C1Scan()
    private var depth = 0
    private var elements = 0
    private var wanted = TextWanted.none
    private var rootClosed = false
    var isLastChunk = false
    private var documentStart: Int?
    private(set) var fault: XMLFault?
    // Of a bundle
    /// Depth at which messages begin: 0, or 1 in a bundle.
    private var memberDepth = 0
    private var rootNamespaces: [RootNamespace] = []
    /// End of the start tag of the member at hand; `nil` between members.
    private var memberTagEnd: Int?
    private var memberStart: Int?
    private var memberDeclarations: [UInt8] = []
    /// What ended the member at hand; until its end tag everything is passed over.
    private var memberFault: XMLFault?

    init(limits: Limits, window: TextWindow, sink: Pinned<DocumentSink>) {
        self.limits = limits
        self.window = window
        self.sink = sink
        frames = .allocate(capacity: max(2, limits.elementDepthMax))
        text = TextBuffer(limit: limits.textBytesMax)
    }

    func deallocate() {
        frames.deallocate()
        text.deallocate()
    }

    mutating func begin() {
        (depth, elements, wanted, rootClosed, isLastChunk) = (0, 0, .none, false, false)
        documentStart = nil
        fault = nil
        scan = C1Scan()
        (memberDepth, rootNamespaces, memberTagEnd, memberStart, memberFault) = (0, [], nil, nil, nil)
    }

    /// - Parameter offset: where the first byte lies that the parser is given; later calls change nothing.
    mutating func documentBegins(at offset: Int) {
        if documentStart == nil { documentStart = offset }
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

    /// Whether the context has nothing of the last document left in it.
    var isAtEnd: Bool { rootClosed && fault == nil && isLastChunk }

    /// Belt and braces after the last byte: whatever libxml2 did not like it has also reported through `serror`.
    mutating func finish() {
        guard fault == nil, let context else { return }
        let isSound = context.pointee.wellFormed == 1 && context.pointee.disableSAX == 0 && rootClosed
        let kind: FindingKind? = !isSound ? .notWellFormed : context.pointee.nsWellFormed != 1 ? .namespaceFault : nil
        if let kind { stop(Refusal(kind), inTag: false) }
    }

    @inline(__always)
    private var currentOffset: Int {
        let start = documentStart ?? 0
        guard let input = context?.pointee.input else { return start }
        return start + Int(input.pointee.consumed) + (input.pointee.cur - input.pointee.base)
    }

    /// The whole document where that is the message, else the member at hand, else what is not parsed yet.
    var neededFrom: Int {
        mutating get {
            guard memberDepth > 0 else { return 0 }
            guard let memberTagEnd else { return currentOffset }
            let start = memberStart ?? window.start(ofTagEndingAt: memberTagEnd)
            memberStart = start
            return start
        }
    }

    // MARK: Events

    @inline(__always)
    mutating func start(
        _ name: UnsafePointer<UInt8>?, _ prefix: UnsafePointer<UInt8>?, _ uri: UnsafePointer<UInt8>?,
        _ namespaceCount: Int, _ namespaces: UnsafeMutablePointer<UnsafePointer<UInt8>?>?, _ count: Int,
        _ start: UnsafeMutablePointer<UnsafePointer<UInt8>?>?
    ) {
        guard fault == nil, let name, let names else { return }
        if memberFault != nil { return passOver(names.element(name, uri)) }
        let tagEnd = currentOffset
        if depth == memberDepth { beginMember(namespaceCount, namespaces, tagEnd: tagEnd) }
        elements += 1
        guard depth < limits.elementDepthMax else { return refuse(Refusal(.tooDeep), entering: true) }
        let element = names.element(name, uri)
        frames[depth] = Frame(element: element, text: .none, tagEnd: tagEnd)
        depth += 1
        guard elements <= limits.elementsPerMessageMax else { return refuse(Refusal(.tooManyElements)) }
        guard namespaceCount + count <= limits.attributesPerElementMax else {
            return refuse(Refusal(.tooManyAttributes))
        }
        let attributes = XMLAttributes(start: start, count: count, vName: names.v, sName: names.s)
        // libxml2 reports an undeclared prefix as well; this is the same fault, found where it stands.
        if prefix != nil, uri == nil { return stop(Refusal(.namespaceFault)) }
        if count > 0 {
            if attributes.hasUndeclaredPrefix { return stop(Refusal(.namespaceFault)) }
            if attributes.hasC1Control() { return refuse(Refusal(.c1Control)) }
        }
        do {
            wanted = try sink.pointer.pointee.startElement(element, attributes, depth: depth - 1, tagEnd: tagEnd)
            if wanted != .none {
                frames[depth - 1].text = wanted
                text.removeAll()
            }
        } catch {
            return refuse(error)
        }
        if depth == 1, sink.pointer.pointee.isBundle { beginBundle(namespaceCount, namespaces) }
    }

    @inline(__always)
    mutating func end() {
        guard fault == nil, depth > 0 else { return }
        if memberFault == nil {
            let frame = frames[depth - 1]
            if frame.text != .gathered { text.removeAll() }
            do { try sink.pointer.pointee.endElement(text.text, tagEnd: frame.tagEnd) } catch { refuse(error) }
        }
        guard fault == nil else { return }
        depth -= 1
        // Text that is gathered has no elements in it (Grammar); text that passes in pieces may.
        wanted = depth > 0 && memberFault == nil && frames[depth - 1].text == .pieces ? .pieces : .none
        if depth == memberDepth, memberDepth > 0 { endMember() }
        if depth == 0 { rootClosed = true }
    }

    @inline(__always)
    mutating func characters(_ bytes: UnsafePointer<UInt8>?, _ count: Int) {
        guard fault == nil, memberFault == nil, let bytes, count > 0 else { return }
        if scan.finds(in: bytes, count) { return refuse(Refusal(.c1Control)) }
        switch wanted {
        case .none:
            if depth == 1, memberDepth == 1, !ByteText(start: bytes, count: count).allSatisfy(ByteText.isBlank) {
                // Its own place: the root's tag may be forgotten.
                stop(Refusal(.bundleContent), inTag: false)
            }
        case .gathered: if !text.append(bytes, count) { refuse(Refusal(.textTooLong)) }
        case .pieces:
            do { try sink.pointer.pointee.textPiece(ByteText(start: bytes, count: count)) } catch { refuse(error) }
        }
    }

    // MARK: Members of a bundle

    private mutating func beginBundle(
        _ count: Int, _ namespaces: UnsafeMutablePointer<UnsafePointer<UInt8>?>?
    ) {
        memberDepth = 1
        rootNamespaces = RootNamespace.list(count, namespaces)
    }

    private mutating func beginMember(
        _ count: Int, _ namespaces: UnsafeMutablePointer<UnsafePointer<UInt8>?>?, tagEnd: Int
    ) {
        elements = 0
        guard memberDepth > 0 else { return }
        memberTagEnd = tagEnd
        memberStart = nil
        memberDeclarations = RootNamespace.missing(rootNamespaces, count, namespaces)
        sink.pointer.pointee.beginMember()
    }

    /// An element of a member that is refused already; the path of the document's own fault may lead through it.
    private mutating func passOver(_ element: Element) {
        if depth < limits.elementDepthMax {
            frames[depth] = Frame(element: element, text: .none, tagEnd: currentOffset)
        }
        depth += 1
    }

    private mutating func endMember() {
        guard let memberTagEnd else { return }
        let member = XMLMember(
            start: memberStart ?? window.start(ofTagEndingAt: memberTagEnd), end: currentOffset,
            declarations: memberDeclarations, tagEnd: memberTagEnd)
        sink.pointer.pointee.endMember(member, fault: memberFault)
        (self.memberTagEnd, memberStart, memberFault) = (nil, nil, nil)
        scan = C1Scan()
    }

    // MARK: Faults

    /// libxml2's own verdict.
    mutating func failed(_ code: Int) {
        let kind: FindingKind =
            switch code {
            case Int(XML_ERR_INVALID_ENCODING.rawValue), Int(XML_ERR_INVALID_CHAR.rawValue): .invalidCharacters
            case Int(XML_NS_ERR_XML_NAMESPACE.rawValue)...Int(XML_NS_ERR_COLON.rawValue): .namespaceFault
            case Int(XML_ERR_NO_MEMORY.rawValue): .outOfMemory
            case _ where isNoCharacterHere: .invalidCharacters
            // "Huge input lookup": markup longer than libxml2 gathers, told after the chunk it ended in.
            case Int(XML_ERR_INTERNAL_ERROR.rawValue): .textTooLong
            case _ where rootClosed: .trailingContent
            // A tag that goes wrong near the end may be looked at only after the last byte; it is no tag that was cut off.
            case Int(XML_ERR_GT_REQUIRED.rawValue) where !window.text(currentOffset..<currentOffset + 1).isEmpty:
                .notWellFormed
            case Int(XML_ERR_DOCUMENT_END.rawValue), Int(XML_ERR_TAG_NOT_FINISHED.rawValue),
                Int(XML_ERR_GT_REQUIRED.rawValue):
                isLastChunk ? .cutOff : .notWellFormed
            default: .notWellFormed
            }
        stop(Refusal(kind), inTag: false)
    }

    /// Bytes that are no UTF-8. libxml2 calls them so only when three more bytes have come, else an internal error or
    /// whatever would have been right in their place.
    private var isNoCharacterHere: Bool {
        let text = window.text(currentOffset..<currentOffset + 4)
        // A character whose rest has not come is none that is wrong.
        var bytes = (Array(text) + [0x80, 0x80, 0x80]).makeIterator()
        var parser = UTF8.ForwardParser()
        if case .error = parser.parseScalar(from: &bytes) { return !text.isEmpty }
        return false
    }

    /// Ends the message at hand: the member of a bundle, else the document.
    ///
    /// - Parameter entering: the refused element has no frame.
    private mutating func refuse(_ refusal: Refusal, entering: Bool = false) {
        guard memberDepth > 0, memberTagEnd != nil else { return stop(refusal) }
        guard memberFault == nil else { return }
        memberFault = faultHere(refusal, inTag: true)
        wanted = .none
        if entering { depth += 1 }
    }

    /// Ends the document.
    mutating func stop(_ refusal: Refusal, inTag: Bool = true) {
        guard fault == nil else { return }
        fault = faultHere(refusal, inTag: inTag)
        if let context { xmlStopParser(context) }
    }

    private func faultHere(_ refusal: Refusal, inTag: Bool) -> XMLFault {
        let known = min(depth, limits.elementDepthMax)
        let offset = inTag && known > 0 ? frames[known - 1].tagEnd : currentOffset
        return XMLFault(
            refusal: refusal, offset: offset, isTagEnd: inTag, path: (0..<known).map { frames[$0].element })
    }
}
