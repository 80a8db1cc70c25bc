// What a document of a feed comes to: its messages one by one, and in the end a word on the whole.

import SyncCore

/// One message of a document, as soon as its last byte was read. Valid only during the call that hands it out.
public struct DocumentMember {
    /// 1 and up.
    public let number: Int
    public let message: ReadMessage
    /// The text of the message, UTF-8: in a bundle from its `<` to its last `>`, else the whole document.
    public let text: UnsafeRawBufferPointer
    let window: TextWindow
    let start: Int
    /// Where a member's namespace declarations go that stand in the bundle's root, and those declarations.
    let declarations: (offset: Int, bytes: [UInt8])

    /// Where the text begins in the document; 1 and up.
    public var line: Int { window.position(of: start).line }

    /// The bytes from which the message can be read alone: UTF-8, whatever the document was written in.
    public func standaloneBytes() -> [UInt8] {
        if declarations.bytes.isEmpty { return [UInt8](text.dropFirst(declarationEnd)) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count + declarations.bytes.count)
        bytes += text[..<declarations.offset]
        bytes += declarations.bytes
        bytes += text[declarations.offset...]
        return bytes
    }

    /// Behind the document's XML declaration, which names the encoding it had; 0 where there is none, as in a bundle.
    private var declarationEnd: Int {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let begin = text.starts(with: mark) ? mark.count : 0
        guard text.dropFirst(begin).starts(with: "<?xml".utf8),
            let end = text.dropFirst(begin).firstIndex(of: UInt8(ascii: ">"))
        else { return 0 }
        return end + 1
    }
}

/// A document, read to its end.
public struct DocumentVerdict: Sendable {
    public enum Root: Equatable, Sendable {
        /// One message, or something that is none.
        case message
        /// `antall`, where it can be read.
        case bundle(announced: Int?)
        /// `neste` and `flere`.
        case outboxPage(next: String, hasMore: Bool)
    }

    public let root: Root
    /// How many messages were handed out.
    public let members: Int
    /// Why a bundle or page cannot be read whole: then nothing of it may count (R13). A document that is one message has
    /// its fault in that message.
    public let fault: Finding?
}
