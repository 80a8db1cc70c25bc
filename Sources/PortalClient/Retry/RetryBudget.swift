// How often a run may repeat what was not taken, over all its appointments: a portal that answers nothing but 429, or nothing
// at all, costs a few requests and not a few for each appointment.
//
//   to begin with                     32
//   each repetition                   -1
//   each answer that settles          +1/10, never above 32
//   none left                         an answer that would be repeated stands as it is

public struct RetryBudget: Sendable, Equatable {
    public static let repetitionsMax = 32
    private static let tenthsOfOne = 10
    private var tenths = repetitionsMax * tenthsOfOne

    public init() {}

    /// An answer to go by came.
    public mutating func settled() { tenths = min(tenths + 1, Self.repetitionsMax * Self.tenthsOfOne) }

    /// Takes one, if there is one.
    public mutating func take() -> Bool {
        guard tenths >= Self.tenthsOfOne else { return false }
        tenths -= Self.tenthsOfOne
        return true
    }
}
