// libxml2's push parser with its SAX2 interface; this file and XMLEventState are the only ones that name its types.
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

/// Where a child of the root lies, in bytes of the decoded text.
struct XMLMember {
    let start: Int
    let end: Int
    /// Namespace declarations of the root that the member's start tag does not make itself, as they would be written.
    let declarations: [UInt8]
    /// Where they belong: behind the name in the start tag, and where that tag ends.
    let tagEnd: Int
}

final class XMLEventReader {
    /// libxml2's process-wide tables, filled once before any thread can race for them.
    private static let runtime: Void = xmlInitParser()
    /// Names a dictionary may gather before the context is made anew; senders choose names freely.
    private static let dictionaryNamesMax = 8192

    private let state: Pinned<XMLEventState>
    private let window: TextWindow

    /// - Parameter window: the text that is parsed.
    init(limits: Limits, window: TextWindow, sink: Pinned<DocumentSink>) {
        _ = Self.runtime
        self.window = window
        state = Pinned(XMLEventState(limits: limits, window: window, sink: sink))
    }

    deinit {
        state.pointer.pointee.discardContext()
        state.pointer.pointee.deallocate()
        state.deallocate()
    }

    /// `nil` while nothing is wrong with the document.
    var fault: XMLFault? { state.pointer.pointee.fault }

    /// What comes before is not needed any more.
    var neededFrom: Int { state.pointer.pointee.neededFrom }

    /// Begins a document.
    func begin() {
        // A context that was left in the middle of a document, or whose dictionary has grown, is not used again:
        // xmlCtxtResetPush of 2.9 does not clear the namespaces of half a document.
        if !state.pointer.pointee.isAtEnd { state.pointer.pointee.discardContext() }
        state.pointer.pointee.begin()
        if preparedContext() == nil { state.pointer.pointee.stop(Refusal(.outOfMemory), inTag: false) }
    }

    /// Parses what the window holds between two offsets, each call from where the last one ended.
    func parse(_ range: Range<Int>) {
        guard let context = state.pointer.pointee.context, fault == nil, !range.isEmpty else { return }
        state.pointer.pointee.documentBegins(at: range.lowerBound)
        let text = window.text(range)
        _ = xmlParseChunk(context, text.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(text.count), 0)
    }

    /// Ends the document; afterwards `fault` is `nil` when it was sound to its last byte and the sink refused nothing.
    func finish() {
        guard let context = state.pointer.pointee.context, fault == nil else { return }
        state.pointer.pointee.isLastChunk = true
        _ = xmlParseChunk(context, nil, 0, 1)
        state.pointer.pointee.finish()
    }

    /// The context of the document before, reset; its dictionary stays. Measured at 10 kB a message: 10 % faster than a
    /// new one each time.
    private func preparedContext() -> xmlParserCtxtPtr? {
        if let context = state.pointer.pointee.context {
            let isUsable = xmlDictSize(context.pointee.dict) <= Self.dictionaryNamesMax
            if isUsable, xmlCtxtResetPush(context, nil, 0, nil, nil) == 0 { return context }
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
        callbacks.startElementNs = { user, name, prefix, uri, namespaceCount, namespaces, count, _, attributes in
            let state = user?.assumingMemoryBound(to: XMLEventState.self)
            state?.pointee.start(
                name, prefix, uri, Int(namespaceCount), namespaces, Int(count), attributes)
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
