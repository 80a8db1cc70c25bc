// Whether the service still moves, as a value. Whoever works says so with every step; whoever waits says until when. A loop
// that hangs says neither, and is not vouched for any more.
//
//      it says          nothing is due before
//      a step           now + stallSeconds
//      rests, 20 s      now + 20 s + stallSeconds
//
// Seconds of a clock that is never set (CLOCK_BOOTTIME's kind): a corrected clock kills no service.

struct ServicePulse {
    /// The longest a single step may take: one statement, one file.
    let stallSeconds: Double
    private var expected: Double

    init(stallSeconds: Double, at now: Double) {
        self.stallSeconds = stallSeconds
        expected = now
    }

    mutating func moved(at now: Double) { expected = now }

    mutating func rests(at now: Double, seconds: Double) { expected = now + max(seconds, 0) }

    func isAlive(at now: Double) -> Bool { now - expected <= stallSeconds }
}
