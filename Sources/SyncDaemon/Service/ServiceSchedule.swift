// What the resident service does next, as a value: whether tonight's cycle is due, whether the feeds are to be looked at,
// or how long there is nothing to do. It knows no clock; whoever asks says what time it is.

import SyncCore

struct ServiceSchedule {
    let window: NightWindow
    let zone: TimeZoneTable
    /// An EPJ hears within this.
    let intervalSeconds: Int

    /// After a night's cycle that could not be ended, or a day's telling that did not arrive, the first wait; each further one is twice as long.
    static let retrySecondsMin = 60
    static let retrySecondsMax = 15 * 60

    enum Step: Equatable {
        /// Tonight's cycle, which has until the window closes.
        case night(Night)
        /// Look whether a feed has something.
        case look
        case wait(until: Instant)
    }

    /// The opening of the newest night that needs no cycle any more.
    private(set) var endedNight: Instant?
    private(set) var failures = 0
    private var tryAgain: Instant?
    private(set) var nextLook: Instant
    private var dayFailures = 0
    private var dayTryAgain: Instant?

    /// - Parameters:
    ///   - now: the first look is at once.
    ///   - isDayBehind: something was read before and not told: that look tells it, whether or not anything came.
    init(
        window: NightWindow, zone: TimeZoneTable, intervalSeconds: Int, now: Instant, isDayBehind: Bool = false
    ) {
        self.window = window
        self.zone = zone
        self.intervalSeconds = intervalSeconds
        nextLook = now
        dayTryAgain = isDayBehind ? now : nil
    }

    func step(at now: Instant) -> Step {
        let night = window.night(at: now, in: zone)
        let isDue = night.opens <= now && endedNight != night.opens
        if isDue, isPast(tryAgain, at: now, secondsMax: Self.retrySecondsMax) { return .night(night) }
        if isPast(nextLook, at: now, secondsMax: intervalSeconds) { return .look }
        var next = nextLook
        if night.opens > now { next = min(next, night.opens) }
        if isDue, let tryAgain { next = min(next, tryAgain) }
        return .wait(until: next)
    }

    /// When the next cycle is due that was not run yet.
    func nextNight(after now: Instant) -> Instant {
        let night = window.night(at: now, in: zone)
        guard night.opens <= now, endedNight == night.opens else { return night.opens }
        return window.night(at: night.closes, in: zone).opens
    }

    /// A clock that was set back must not make anything wait for longer than it would have.
    private func isPast(_ due: Instant?, at now: Instant, secondsMax: Int) -> Bool {
        guard let due else { return true }
        return due <= now || due > now.adding(seconds: Int64(secondsMax))
    }

    /// - Parameter jitter: 0 to 1. The next look is at most an interval away, so nobody hears late because of it.
    mutating func looked(at now: Instant, jitter: Double) {
        let nanoseconds = Double(intervalSeconds) * 1e9 * (1 - 0.2 * jitter)
        nextLook = Instant(nanoseconds: now.nanoseconds + Int64(nanoseconds))
    }

    /// Whether what the day could not tell is to be tried again with this look, by itself: a message is not waited for.
    func isDayDueAgain(at now: Instant) -> Bool {
        guard let dayTryAgain else { return false }
        return isPast(dayTryAgain, at: now, secondsMax: Self.retrySecondsMax)
    }

    /// What a look told the portal arrived, or did not.
    mutating func dayWasTold(_ arrived: Bool, at now: Instant) {
        if arrived {
            (dayFailures, dayTryAgain) = (0, nil)
        } else {
            dayTryAgain = now.adding(seconds: Self.retrySeconds(after: dayFailures))
            dayFailures += 1
        }
    }

    private static func retrySeconds(after failures: Int) -> Int64 {
        Int64(min(retrySecondsMin << min(failures, 10), retrySecondsMax))
    }

    /// Something arrived.
    mutating func lookNow(at now: Instant) { nextLook = now }

    /// Its cycle is done, or a person has to decide about it.
    mutating func ended(_ night: Night) {
        endedNight = night.opens
        failures = 0
        tryAgain = nil
    }

    /// Its cycle could not do all there was, and it is still night.
    mutating func failed(at now: Instant) {
        tryAgain = now.adding(seconds: Self.retrySeconds(after: failures))
        failures += 1
    }

    /// Another run has the lock; it is asked for again with the next look.
    mutating func wasLocked(at now: Instant) { tryAgain = now.adding(seconds: Int64(intervalSeconds)) }
}

extension ExitCode {
    /// A night's cycle that ends so needs no other the same night. One that is held waits for a person, not for a
    /// cycle more.
    var endsTheNight: Bool { self == .done || self == .leftOver || self == .held }
}
