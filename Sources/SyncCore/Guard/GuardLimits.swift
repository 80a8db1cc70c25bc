// How much of what citizens see one plan may change before a person is asked. Every number is configuration; none of them is
// rounded, and "more than" means more than.

public struct GuardLimits: Equatable, Sendable {
    /// A share and a count; exceeded only when both are.
    public struct Share: Equatable, Sendable {
        public var percentMax: Int
        public var countMax: Int

        public init(percentMax: Int, countMax: Int) {
            self.percentMax = percentMax
            self.countMax = countMax
        }

        func isExceeded(by count: Int, of whole: Int) -> Bool {
            count > countMax && count * 100 > whole * percentMax
        }
    }

    /// Of what is shown: absences and closed services.
    public var withdrawals = Share(percentMax: 10, countMax: 20)
    /// Of what is shown: stated cancellations.
    public var cancellations = Share(percentMax: 30, countMax: 100)
    /// Of what is shown: other times.
    public var moves = Share(percentMax: 30, countMax: 100)
    /// Of what is shown: whatever else about it.
    public var changes = Share(percentMax: 30, countMax: 1_000)
    /// Of the open health contacts.
    public var contactsEnded = Share(percentMax: 5, countMax: 20)
    /// Of the source's active citizens.
    public var goneInactive = Share(percentMax: 10, countMax: 50)

    /// A unit with at least so many shown entries of at least so many citizens may not lose half of them.
    public var unitEntriesMin = 10
    public var unitCitizensMin = 3
    /// Half of at least so many contacts, or active citizens, is always too much.
    public var halfOfMin = 10
    /// So are half of what there is, however little, and at least so many of it.
    public var halfCountMin = 5

    /// Times the median of what the last complete runs created.
    public var creationsTimesMedianMax = 10
    public var creationsCountMax = 500
    /// How many runs that created anything the median is of, and how many there must be.
    public var creationsRuns = 7
    public var creationsRunsMin = 3

    public init() {}
}
