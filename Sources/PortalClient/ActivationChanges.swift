// DigitaltAktivStatusEndringer: everybody whose status may have changed since a time, in the shape of assumption A5. The
// list is the whole country's: it says whom to ask about, and nothing about anyone.

import Foundation
import SyncCore

/// Citizens whose status may have changed, and the offset that goes on from there.
public struct ActivationChangeList: Sendable, Equatable {
    /// Without what is no identity number.
    public var citizens: [NationalIdentityNumber]
    public var next: Instant

    public init(citizens: [NationalIdentityNumber], next: Instant) {
        self.citizens = citizens
        self.next = next
    }
}

public enum ActivationChangeAnswer: Sendable, Equatable {
    case list(ActivationChangeList)
    /// The portal offers no such list, not to us, or none that reaches back that far.
    ///
    /// - Parameter status: of its answer.
    case notAvailable(status: Int)
}

enum ActivationChanges {
    /// Some 350,000 citizens. A longer list is no list of changes.
    static let bytesMax = 8 << 20

    /// Answers that say "no list for you" and that no repetition changes: 410 for an offset older than what is kept, 404
    /// and 501 where the interface is gone (it is being phased out), 400 and 403 where it is not for us.
    static let notAvailable: Set<Int> = [400, 403, 404, 410, 501]

    /// `yyyy-MM-ddTHH:mm:ss.fffffZ`; finer than that is cut off, towards the past, so that nothing falls between.
    static func path(since offset: Instant) -> String {
        let whole = Instant(seconds: offset.seconds)
        let fraction = String((offset.nanoseconds - whole.nanoseconds) / 10_000)
        let digits = String(repeating: "0", count: 5 - fraction.count) + fraction
        return "/digitaltaktiv/v1/DigitaltAktivStatusEndringer?offset=\(whole.iso8601UTC.dropLast()).\(digits)Z"
    }

    static func answer(status: Int, body: [UInt8]) throws(PortalFailure) -> ActivationChangeAnswer {
        if notAvailable.contains(status) { return .notAvailable(status: status) }
        guard body.count <= bytesMax else {
            throw .nonsense(reason: "the list of activation changes has more than \(bytesMax) bytes")
        }
        guard let document = try? JSONDecoder().decode(Document.self, from: Data(body)),
            let next = Instant(iso8601WithOffset: document.nesteOffset)
        else {
            throw .nonsense(
                reason: "the list of activation changes answered \(status) without endringer and nesteOffset")
        }
        // Whether synthetic numbers are people here was decided when their messages were read: only those are asked about.
        let citizens = document.endringer.compactMap { try? NationalIdentityNumber($0.fnr, synthetic: .accept) }
        return .list(ActivationChangeList(citizens: citizens, next: next))
    }

    private struct Document: Decodable {
        struct Change: Decodable { var fnr: String }
        var endringer: [Change]
        var nesteOffset: String
    }
}
