// The form of the identifiers that the standards want to be UUIDs: MsgId, and the definitions of Personvern.

enum UUIDText {
    /// RFC 9562 §4, without braces, in letters of either case.
    static func isUUID(_ text: ByteText) -> Bool {
        guard text.count == 36 else { return false }
        for index in 0..<36 {
            let byte = text[index]
            let isDash = index == 8 || index == 13 || index == 18 || index == 23
            let isHex = byte.isDigit || (97...102).contains(byte | 0x20) && byte >= 65
            guard isDash ? byte == UInt8(ascii: "-") : isHex else { return false }
        }
        return true
    }

    /// The same in lower case, without the braces that a GUID may wear; `nil` for what is none.
    static func lowercased(_ text: ByteText) -> String? {
        let isBraced = text.count == 38 && text[0] == UInt8(ascii: "{") && text[37] == UInt8(ascii: "}")
        let bare = isBraced ? text.dropping(first: 1).prefix(first: 36) : text
        return isUUID(bare) ? bare.string.lowercased() : nil
    }
}
