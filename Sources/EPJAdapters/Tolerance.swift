// A deviation from the standards that is read all the same. Every one has an id, is counted, and is `tolerated` only
// for the adapters that name it. What becomes of it elsewhere depends on whose it is: a deviation that one EPJ is known
// to make says, in another's message, that this is not what that EPJ writes, and the message is refused; any other is
// `noted`, so that vendor testing shows it. Nothing here changes the meaning of a message except where the case says so.

import SyncCore

/// A named deviation from the standards.
public struct Tolerance: Hashable, Sendable {
    /// Stable, lower case, printed in reports and in the vendor's documentation.
    public let id: String
    let kind: FindingKind

    private init(_ id: String, _ kind: FindingKind) {
        self.id = id
        self.kind = kind
    }

    /// `P30M` in x-expected-duration means thirty minutes; ungranted, the duration is unknown. RFC 5545 §3.3.6 has no
    /// months; the official planned sample writes it so.
    public static let durationMonthsAsMinutes = Tolerance("gerica-duration-months-as-minutes", .durationMonthsAsMinutes)
    /// `Ack` `J` or `F` on "Hent planlagte avtaler", which takes no receipt (HITS 1217 §3.4.4).
    public static let receiptAskedOnAnswer = Tolerance("gerica-ack-on-answer", .receiptAskedOnAnswer)
    /// `TjenesteId: 9`.
    public static let serviceIDBlank = Tolerance("service-id-blank", .serviceIDBlank)
    /// Blanks around identifiers and codes, which HISD 1165 forbids and its own samples have.
    public static let blanksAround = Tolerance("blanks-around", .blanksAround)
    /// A performed visit without a usable end, as in the official sample: the end is `nil`.
    public static let performedEndUnusable = Tolerance("performed-end-unusable", .performedEndUnusable)
    /// Blanks around one of the four texts, as the guide's own list of them has it; they were removed.
    public static let reasonPadded = Tolerance("cancellation-reason-padded", .reasonPadded)
    /// The cancellation counts, the reason is `nil`.
    public static let reasonUnknown = Tolerance("cancellation-reason-unknown", .reasonUnknown)
    public static let reasonElementMisspelled = Tolerance("cancellation-reason-misspelled", .reasonElementMisspelled)
    /// GenDate without zone is the wall clock of the context's zone.
    public static let generatedWithoutZone = Tolerance("gendate-without-zone", .generatedWithoutZone)
    /// `TjenesteOmrade` for `TjenesteOmråde` (HITS 1218's table against its XSD).
    public static let serviceAreaGuideSpelling = Tolerance("service-area-guide-spelling", .serviceAreaGuideSpelling)
    /// `tjenesteId:`, `Tjenesteid:`.
    public static let serviceIDLetterCase = Tolerance("service-id-letter-case", .serviceIDLetterCase)
    /// A HER-id of an organisation under code list 8116, or without `S`.
    public static let herIDCodeList = Tolerance("her-id-code-list", .herIDCodeList)
    /// Bytes of windows-1252 under the label ISO-8859-1, or under its own. Ungranted, the ones are control characters and
    /// the other is no encoding that is read.
    public static let windows1252 = Tolerance("windows-1252", .windows1252)
    /// `MOA` under code list 7601, where 05, 07, 08 and 11 stand under 7602. By itself it is where Volven has `MOA`, and
    /// how the official samples of Gerica's write it: elsewhere it is noted, and never a reason to lose a performed visit.
    public static let performedUnderRequests = Tolerance("moa-under-7601", .performedUnderRequests)
    /// A Document with content of another kind than any that is read. It stays in the original; what is known beside it
    /// counts.
    public static let payloadUnknown = Tolerance("payload-unknown", .payloadUnknown)

    /// In the order of their codes.
    public static let all: [Tolerance] = [
        durationMonthsAsMinutes, receiptAskedOnAnswer, serviceIDBlank, blanksAround, performedEndUnusable,
        reasonUnknown, reasonElementMisspelled, generatedWithoutZone, serviceAreaGuideSpelling, serviceIDLetterCase,
        herIDCodeList, windows1252, performedUnderRequests, payloadUnknown, reasonPadded,
    ]

    /// Codes that deviations may have.
    static let codes = 901...950
    private static let byCode = codes.map { code in all.first { $0.kind.rawValue == code } }

    static func of(_ kind: FindingKind) -> Tolerance? {
        codes.contains(kind.rawValue) ? byCode[kind.rawValue - codes.lowerBound] : nil
    }

    /// What every adapter grants, because refusing it would cost citizens visits and reading it risks nothing.
    static let common: Set<Tolerance> = [
        performedEndUnusable, reasonUnknown, reasonElementMisspelled, reasonPadded, herIDCodeList, payloadUnknown,
    ]

    /// What one EPJ is known to do and no other: refused of the others.
    static let ofOneEPJ: Set<Tolerance> = [
        durationMonthsAsMinutes, receiptAskedOnAnswer, serviceIDBlank, blanksAround, generatedWithoutZone, windows1252,
    ]
}
