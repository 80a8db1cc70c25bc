// FHIR's primitive types as the JSON they may be (FHIR R4 §2.24.0.1): the JSON type, then the regular expression.

/// A FHIR R4 primitive type.
enum Primitive: String, CaseIterable, Sendable {
    case boolean
    case integer
    case positiveInt
    case unsignedInt
    case decimal
    case string
    case markdown
    case code
    case id
    case uri
    case date
    case dateTime
    case instant
    case base64Binary

    /// Whether `value` is one of this type.
    func accepts(_ value: JSONValue) -> Bool {
        switch self {
        case .boolean: value.bool != nil
        case .integer: value.integer != nil
        case .positiveInt: (value.integer ?? 0) > 0
        case .unsignedInt: (value.integer ?? -1) >= 0
        case .decimal: value.double != nil
        default: value.string.map(acceptsText) ?? false
        }
    }

    private func acceptsText(_ text: String) -> Bool {
        switch self {
        case .code: Self.isCode(text)
        case .id: (1...64).contains(text.utf8.count) && text.utf8.allSatisfy(Self.isIDByte)
        case .uri: !text.utf8.contains { $0 <= 0x20 }
        case .date: FHIRDate(text) != nil && !text.contains("T")
        case .dateTime: FHIRDate(text) != nil
        case .instant: Instant(text) != nil
        default: !text.unicodeScalars.contains { $0.value < 0x20 && !"\t\n\r".unicodeScalars.contains($0) }
        }
    }

    /// No white space at the ends, and only single blanks inside.
    private static func isCode(_ text: String) -> Bool {
        text.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false).allSatisfy { word in
            !word.isEmpty && !word.contains { $0 < 0x20 }
        }
    }

    private static func isIDByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}

/// A FHIR `date` or `dateTime`: a year, month, day, or a full instant.
struct FHIRDate: Equatable, Sendable {
    /// The day as `yyyy-MM-dd` as written, before any conversion of zones; `nil` for a year or month alone.
    var day: String?
    /// The point in time, when the text has a time of day.
    var instant: Instant?

    init?(_ text: String) {
        if text.utf8.count > 10 {
            guard let instant = Instant(text) else { return nil }
            self.instant = instant
            day = String(text.prefix(10))
            return
        }
        var cursor = DigitCursor(text)
        guard let year = cursor.number(4), year > 0 else { return nil }
        if cursor.isAtEnd { return }
        guard cursor.take("-"), let month = cursor.number(2), (1...12).contains(month) else { return nil }
        if cursor.isAtEnd { return }
        guard cursor.take("-"), let dayOfMonth = cursor.number(2), cursor.isAtEnd,
            CivilDay.exists(year: year, month: month, day: dayOfMonth)
        else { return nil }
        day = text
    }
}
