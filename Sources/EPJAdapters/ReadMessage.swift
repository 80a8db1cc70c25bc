// What reading a message comes to. A message either counts whole or not at all: there is no outcome "partly".

import SyncCore

/// What a reader must be told, because it reads no clock, no configuration and no time zone data by itself.
public struct ReadingContext: Sendable {
    /// The zone of times that are written without one: Europe/Oslo.
    public var zone: TimeZoneTable
    public var synthetic: NationalIdentityNumber.SyntheticNumbers
    public var limits: Limits

    public init(
        zone: TimeZoneTable, synthetic: NationalIdentityNumber.SyntheticNumbers = .refuse, limits: Limits = Limits()
    ) {
        self.zone = zone
        self.synthetic = synthetic
        self.limits = limits
    }
}

/// A message, read.
public struct ReadMessage: Sendable {
    public enum Outcome: Sendable {
        case statements([Statement])
        /// Sound, but of a kind that says nothing about visits or services.
        case notForUs
        /// The sender's level-1 HER-id belongs to no source.
        case unknownSender
        case refused
    }

    /// `nil` when reading never got past MsgInfo.
    public var envelope: Envelope?
    public var outcome: Outcome
    /// At least one `refused` exactly when the outcome is `.refused` or `.unknownSender`. Of each other code only the
    /// first place is given; `tolerancesUsed` has the counts.
    public var findings: [Finding]
    /// How often a deviation that the sender's adapter grants was met.
    public var tolerancesUsed: [Tolerance: Int]
}
