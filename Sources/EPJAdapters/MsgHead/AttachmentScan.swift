// An attachment as it passes by. Nothing of it is kept and nothing is decoded into memory, but a receiver that says
// "read" without having looked is no receiver: base64 is checked strictly (libxml2 takes `AAA*=!` for base64Binary), the
// bytes it stands for are counted, and the first of them are held against the MimeType. A bad attachment is noted; the
// message is judged on its own.

/// Checks one base64 text that comes in pieces.
struct AttachmentScan {
    /// What `RefDoc/MimeType` promises, as far as the first bytes can tell.
    enum Format {
        case pdf, jpeg, png

        /// `nil` for a type that is not checked. `image/jpg`, `image/pjpeg` and `image/pjpg` are on the wire beside the
        /// registered `image/jpeg`.
        init?(mimeType: ByteText) {
            let type = mimeType.trimmed
            if type.equalsIgnoringCase("application/pdf") {
                self = .pdf
            } else if type.equalsIgnoringCase("image/png") {
                self = .png
            } else if type.equalsIgnoringCase("image/jpeg") || type.equalsIgnoringCase("image/jpg")
                || type.equalsIgnoringCase("image/pjpeg") || type.equalsIgnoringCase("image/pjpg")
            {
                self = .jpeg
            } else {
                return nil
            }
        }

        var firstBytes: [UInt8] {
            switch self {
            case .pdf: Array("%PDF-".utf8)
            case .jpeg: [0xff, 0xd8, 0xff]
            case .png: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
            }
        }
    }

    enum Verdict: Equatable {
        case sound
        /// Not a byte in it.
        case empty
        case notBase64
        /// The first bytes are not those of the MimeType.
        case otherFormat
    }

    private let format: Format?
    /// Letters of the alphabet so far.
    private var letters = 0
    private var padding = 0
    private var isBroken = false
    /// Of the letter before.
    private var lastValue: UInt8 = 0
    private var first: [UInt8] = []

    /// - Parameter format: `nil` when the first bytes are not to be looked at.
    init(format: Format?) { self.format = format }

    /// Bytes that the text so far decodes to.
    var decodedBytes: Int { letters * 3 / 4 }

    mutating func take(_ text: ByteText) {
        let values = Self.values
        for byte in text {
            let value = values[Int(byte)]
            if value < 64 {
                if padding > 0 { isBroken = true }
                if first.count < 8 { remember(value) }
                letters += 1
                lastValue = value
            } else if byte == UInt8(ascii: "=") {
                padding += 1
            } else if !ByteText.isBlank(byte) {
                isBroken = true
            }
        }
    }

    /// The verdict on the whole text.
    func finish() -> Verdict {
        // RFC 4648 §4 and §3.5: whole quanta, at most two signs of padding, and nothing left over in the last letter.
        let unused: UInt8 = padding == 2 ? 0x0f : padding == 1 ? 0x03 : 0
        guard !isBroken, padding <= 2, (letters + padding) % 4 == 0, lastValue & unused == 0 else { return .notBase64 }
        if letters == 0 { return padding == 0 ? .empty : .notBase64 }
        if let format, !first.starts(with: format.firstBytes) { return .otherFormat }
        return .sound
    }

    /// Puts the six bits of a letter behind those of the letters before it.
    private mutating func remember(_ value: UInt8) {
        switch letters % 4 {
        case 1: first.append(lastValue << 2 | value >> 4)
        case 2: first.append(lastValue << 4 | value >> 2)
        case 3: first.append(lastValue << 6 | value)
        default: break
        }
    }

    /// By byte: the six bits of a letter, or 64 for what is none.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 64, count: 256)
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        for (value, letter) in alphabet.utf8.enumerated() { values[Int(letter)] = UInt8(value) }
        return values
    }()
}
