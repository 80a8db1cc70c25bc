// How hard the portal may be pressed: requests in flight, and when the next may begin. A value that is told of every answer.
//
//   answer                                    requests in flight                     the next request
//   to begin with                             a quarter of the most, at least 1      at once
//   clear (accepted, refused, not active)     one more after as many as are allowed  1 s / requests_per_second_max after
//                                             now, up to the most                    the one before
//   clear, but the portal has become slow     three quarters                         as above
//   429, 5xx, otherwise in doubt              half                                   as above, and not before the
//   not reached                               1                                      Retry-After or delay it comes with
//
// The most is `max_in_flight`; there is never less than 1. It becomes less once a round: answers to requests that were begun
// before it did say nothing new. Slow is a mean of the last answers (each an eighth) above twice the usual and 0.2 s; the usual
// follows faster answers quickly (a sixteenth) and slower ones slowly (a 256th), so a portal that stays slow becomes usual.

import SyncCore

public struct Pace: Sendable, Equatable {
    /// What came back.
    public enum Echo: Sendable, Equatable {
        case clear
        /// The portal, or what lies before it, is not well.
        case pushedBack
        case none
    }

    /// What a request was begun under.
    public struct Start: Sendable, Equatable {
        /// Until it may be sent.
        public var waitSeconds: Double
        let round: Int
    }

    static let slowBeyondNanoseconds: Int64 = 200_000_000
    /// No sample counts for more: a clock that is put forward is no slow portal.
    static let sampleNanosecondsMax: Int64 = 60_000_000_000

    private let inFlightMax: Int
    private let spacingNanoseconds: Int64
    /// So many may be in flight now.
    public private(set) var limit: Int
    public private(set) var inFlight = 0
    /// Clear answers since the limit last changed.
    private var clear = 0
    private var round = 0
    private var next = Int64.min
    private var usual: Int64?
    private var recent: Int64 = 0
    private var heldSeconds = 0.0

    public init(inFlightMax: Int, perSecondMax: Int) {
        self.inFlightMax = max(1, inFlightMax)
        limit = max(1, inFlightMax / 4)
        spacingNanoseconds = 1_000_000_000 / Int64(max(1, perSecondMax))
    }

    public var mayBegin: Bool { inFlight < limit && heldSeconds == 0 }

    /// Takes a place, evenly spaced from the one before.
    public mutating func begin(at now: Instant) -> Start {
        inFlight += 1
        let due = max(next, now.nanoseconds)
        next = due + spacingNanoseconds
        return Start(waitSeconds: Double(due - now.nanoseconds) / 1e9, round: round)
    }

    /// Gives the place back.
    ///
    /// - Parameter nanoseconds: from sending to answer.
    public mutating func end(_ start: Start, _ echo: Echo, after nanoseconds: Int64) {
        inFlight -= 1
        switch echo {
        case .none: return lessen(start) { _ in 1 }
        case .pushedBack: return lessen(start) { $0 / 2 }
        case .clear: break
        }
        if isSlow(after: min(max(0, nanoseconds), Self.sampleNanosecondsMax)) { return lessen(start) { $0 * 3 / 4 } }
        clear += 1
        guard clear >= limit, limit < inFlightMax else { return }
        limit += 1
        clear = 0
    }

    /// Nothing more begins until that long has been waited.
    public mutating func hold(seconds: Double) { heldSeconds = max(heldSeconds, seconds) }

    /// What is to be waited now; whoever takes it waits it.
    public mutating func takeHold() -> Double {
        defer { heldSeconds = 0 }
        return heldSeconds
    }

    private mutating func lessen(_ start: Start, _ by: (Int) -> Int) {
        clear = 0
        guard start.round == round else { return }
        round += 1
        limit = max(1, by(limit))
    }

    private mutating func isSlow(after sample: Int64) -> Bool {
        guard let usual else {
            (usual, recent) = (sample, sample)
            return false
        }
        recent += (sample - recent) / 8
        self.usual = usual + (sample - usual) / (sample < usual ? 16 : 256)
        return recent > 2 * usual + Self.slowBeyondNanoseconds
    }
}
