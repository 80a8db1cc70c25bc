// DigitaltAktivStatusEndringer: everybody whose status may have changed since a time. Documented are GET, `offset` and
// what the list is for; address, answer and how far back it goes are assumed.

/// A question for what has changed since `offset`.
struct ActivationChangeQuestion: Equatable, Sendable {
    let offset: Instant

    /// - Parameter query: of the address, without `?`.
    /// - Throws: `BundleRefusal` when `offset` is missing, stands twice or is no instant in UTC.
    init(query: String) throws(BundleRefusal) {
        let offsets = query.split(separator: "&").filter { $0.hasPrefix("offset=") }.map { $0.dropFirst(7) }
        // A client may write ":" as it is or encoded.
        let text = offsets.first.map { String($0).replacing("%3A", with: ":").replacing("%3a", with: ":") }
        guard offsets.count == 1, let text, text.hasSuffix("Z"), let offset = Instant(text) else {
            throw BundleRefusal(issues: [.offset])
        }
        self.offset = offset
    }

    /// Whether the list goes back that far.
    func isTooOld(at now: Instant, keptDays: Int) -> Bool {
        offset < Instant(seconds: now.seconds - Int64(keptDays) * 86_400, nanoseconds: now.nanoseconds)
    }
}

/// Who may have changed, and where the list goes on.
struct ActivationChangeList: Equatable, Sendable {
    let numbers: [String]
    /// What is told from here on includes everything after the answer, and perhaps some of it again.
    let next: Instant

    var json: JSONValue {
        [
            "endringer": .array(numbers.map { ["fnr": .string($0)] }),
            "nesteOffset": .string(next.offsetText),
        ]
    }
}

extension Instant {
    /// `yyyy-MM-ddTHH:mm:ss.fffffZ`, cut off towards the past.
    var offsetText: String {
        let fraction = String(nanoseconds / 10_000)
        let digits = String(repeating: "0", count: 5 - fraction.count) + fraction
        return Instant(seconds: seconds).text.dropLast() + ".\(digits)Z"
    }
}

extension Issue {
    static let offset = Issue(
        code: "offset", kind: .value, element: "offset",
        text: "offset skal være et tidspunkt i UTC, yyyy-MM-ddTHH:mm:ss.fffffZ.")

    static let offsetInFuture = Issue(
        code: "offset-in-future", kind: .value, element: "offset", text: "offset er senere enn portalens klokke.")

    static let offsetTooOld = Issue(
        code: "offset-too-old", kind: .notFound, element: "offset",
        text: "Endringer så langt tilbake er ikke tatt vare på. Spør om alle, og fortsett derfra.")

    static let changesNotOffered = Issue(
        code: "changes-not-offered", kind: .notSupported, text: "Portalen har ingen liste over endringer.")
}
