// What the tests of the requirements are written with: a document read to its end, messages about a visit or a list of
// services, and identity numbers that are computed, so that none of them stands here.

import SyncCore

@testable import EPJAdapters

/// What came of a document, and the most text that was held of it.
struct DocumentOutcome {
    var messages: [ReadMessage] = []
    var originals: [[UInt8]] = []
    var verdict = DocumentVerdict(root: .message, members: 0, fault: nil)
    var bytesHeldMax = 0

    /// The code that refused a message, or the name of its outcome.
    var kinds: [String] { messages.map { $0.refusal ?? $0.kind } }
    var fault: String? { verdict.fault?.code.description }

    /// - Parameter pieces: as many bytes as come at a time.
    init(_ bytes: [UInt8], pieces: Int = 65_536, _ change: (inout Limits) -> Void = { _ in }) {
        var limits = Limits()
        change(&limits)
        let reader = DocumentReader(
            context: ReadingContext(zone: oslo, synthetic: .accept, limits: limits), adapters: ["90001": .gerica])
        func keep(_ member: DocumentMember) {
            messages.append(member.message)
            originals.append(member.standaloneBytes())
        }
        reader.begin()
        bytes.withUnsafeBytes { all in
            var start = 0
            while start < all.count {
                let end = min(start + pieces, all.count)
                let goesOn = reader.take(UnsafeRawBufferPointer(rebasing: all[start..<end]), keep)
                bytesHeldMax = max(bytesHeldMax, reader.bytesHeld)
                if !goesOn { break }
                start = end
            }
        }
        verdict = reader.end(keep)
    }

    init(_ text: String, _ change: (inout Limits) -> Void = { _ in }) { self.init(Array(text.utf8), change) }
}

extension MessageText {
    /// A complete list of visits, with these events.
    static func planned(_ events: EventText...) -> MessageText {
        MessageText(documents: [note("01"), calendar(events.map(\.text).joined())])
    }

    /// A push about one visit.
    static func push(_ code: String, _ event: EventText) -> MessageText {
        MessageText(documents: [request(code), calendar(event.text)])
    }

    /// A complete list of services.
    static func list(_ services: String) -> MessageText {
        MessageText(type: "DIALOG_INNBYGGER_TJENESTEOVERSIKT", documents: [Self.services(services)])
    }

    static func service(
        _ id: String = "12", area: String = "TjenesteOmr\u{e5}de", from: String = "2026-01-12", more: String = ""
    ) -> String {
        "<Tjeneste><TjenesteId>\(id)</TjenesteId><\(area)>1</\(area)><FraDato>\(from)</FraDato>\(more)"
            + "<HERId><fk1:Id>90010</fk1:Id><fk1:TypeId V=\"HER\"/></HERId></Tjeneste>"
    }

    /// Behind another message's declaration, or in a bundle.
    var withoutDeclaration: String {
        var message = self
        message.declaration = ""
        return message.text
    }

    var bytes: [UInt8] { Array(text.utf8) }

    func read(as adapter: AdapterKind?) -> ReadMessage {
        MessageReader(context: ReadingContext(zone: oslo, synthetic: .accept), everySender: adapter).read(bytes)
    }

    static func bundle(_ members: [String]) -> String {
        "<Meldingsbunt xmlns=\"urn:epjsync:meldingsbunt:1\" antall=\"\(members.count)\">\n"
            + members.joined(separator: "\n") + "\n</Meldingsbunt>"
    }
}

extension EventText {
    static func described(_ details: String, more: String = "") -> EventText {
        EventText(more: "<description><text>\(details)</text></description>" + more)
    }
}

/// Eleven digits with both control digits right, by the rule of today or by what only that of 2032 allows.
enum ComputedNumber {
    /// - Parameters:
    ///   - month: 80 more for the synthetic population, 40 for a hjelpenummer.
    ///   - remainder: what the first weighted sum leaves; 0 is today's rule, 1 to 3 come with 2032.
    static func text(day: Int, month: Int, year: Int = 52, remainder: Int = 0) -> String {
        for individual in 100..<499 {
            let head = [day, month, year].flatMap { [$0 / 10, $0 % 10] }
            let digits = head + [individual / 100, individual / 10 % 10, individual % 10]
            let first = (11 + remainder - sum([3, 7, 6, 1, 8, 9, 4, 5, 2], digits) % 11) % 11
            let second = (11 - sum([5, 4, 3, 2, 7, 6, 5, 4, 3, 2], digits + [first]) % 11) % 11
            if first < 10, second < 10 { return (digits + [first, second]).map(String.init).joined() }
        }
        return ""
    }

    private static func sum(_ weights: [Int], _ digits: [Int]) -> Int { zip(weights, digits).map(*).reduce(0, +) }
}
