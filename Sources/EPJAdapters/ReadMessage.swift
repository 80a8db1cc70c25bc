// What reading a message comes to. A message either counts whole or not at all: there is no outcome "partly".

import SyncCore

/// A root that an intermediary puts around a MsgHead (epj-messages 11.6). Read only where the configuration names it.
public enum Wrapper: String, CaseIterable, Sendable {
    /// Of either namespace.
    case eiFellesformat = "EI_fellesformat"
}

/// What a reader must be told, because it reads no clock, no configuration and no time zone data by itself.
public struct ReadingContext: Sendable {
    /// The zone of times that are written without one: Europe/Oslo.
    public var zone: TimeZoneTable
    public var synthetic: NationalIdentityNumber.SyntheticNumbers
    public var limits: Limits
    /// An accepted synthetic number gives a finding (noted): vendor testing says what it would not be elsewhere.
    public var notesSyntheticNumbers: Bool
    public var wrappers: Set<Wrapper>

    public init(
        zone: TimeZoneTable, synthetic: NationalIdentityNumber.SyntheticNumbers = .refuse, limits: Limits = Limits(),
        notesSyntheticNumbers: Bool = false, wrappers: Set<Wrapper> = []
    ) {
        self.zone = zone
        self.synthetic = synthetic
        self.limits = limits
        self.notesSyntheticNumbers = notesSyntheticNumbers
        self.wrappers = wrappers
    }
}

/// What a message speaks of, as far as type and dialogue code say it.
public enum MessageSubject: Sendable {
    /// "Bestilte timer".
    case bookedVisits
    /// "Ingen bestilte timer".
    case noBookedVisits
    case services
    /// PLO "Orientering om tjenestetilbud".
    case unitServices
    /// PLO "Pasientlogistikk".
    case patientLogistics
    /// A Personvern setting.
    case privacy
    /// DIALOG_INNBYGGER_DIGITALBRUKER: SDAB, SIDAB, 28, 29.
    case activation
    /// AppRec.
    case receipt
    /// "Melding om avtale" (MOA).
    case performedVisit
    /// Every other push about a visit: confirmed, changed, cancelled, not met.
    case visit
    /// Of a kind that says nothing about visits or services.
    case somethingElse
}

/// A message, read.
public struct ReadMessage: Sendable {
    public enum Outcome: Equatable, Sendable {
        case statements([Statement])
        /// `SIDAB`.
        case question(ActivationQuestion)
        /// AppRec: an answer to a message of ours.
        case receipt(ReceivedReceipt)
        /// Sound and of a kind that concerns us, but it changes nothing (Pasientlogistikk other than a death, R11): kept.
        case recorded
        /// Sound, but of a kind that says nothing about visits, services or persons.
        case notForUs
        /// The sender's level-1 HER-id belongs to no source.
        case unknownSender
        case refused
    }

    /// `nil` when reading never got past MsgInfo, and for an AppRec, which has none.
    public var envelope: Envelope?
    /// `nil` when reading stopped before it could be known, or the sender is unknown.
    public var subject: MessageSubject?
    public var outcome: Outcome
    /// At least one `refused` exactly when the outcome is `.refused` or `.unknownSender`. Of each other code only the
    /// first place is given; `tolerancesUsed` has the counts.
    public var findings: [Finding]
    /// How often a deviation that the sender's adapter grants was met.
    public var tolerancesUsed: [Tolerance: Int]
    /// The content is Dialogmelding 1.0 or PLO 1.5, which AppRec 1.0 answers; everything else is answered by 1.1. Known
    /// as far as the message was read.
    public var usesOlderReceipt = false
    /// HER-ids that the sender of an AppRec goes by, in the order of the document; empty for other messages.
    public var receiptSenders: [String] = []
}
