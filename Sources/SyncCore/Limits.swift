// A limit on everything that arrives. Each has its unit in its name; all of them lie here so that they can be printed
// and, one by one, be argued about.

public struct Limits: Equatable, Sendable {
    /// Bytes of one message as received. The largest official sample is 2.0 MB.
    public var messageBytesMax = 20 << 20
    /// Bytes of a whole bundle or outbox page; its messages have `messageBytesMax` each. A night of the whole country is
    /// some 6 GB in 356 bundles.
    public var bundleBytesMax = 4 << 30
    /// Elements inside each other. A MsgHead with a calendar reaches 14.
    public var elementDepthMax = 64
    public var attributesPerElementMax = 32
    public var elementsPerMessageMax = 400_000
    /// Bytes of one text that is kept.
    public var textBytesMax = 65_536
    public var documentsPerMessageMax = 200
    public var eventsPerMessageMax = 5_000
    public var servicesPerMessageMax = 1_000
    /// Persons in one list of Digitalbruker.
    public var personsPerMessageMax = 5_000
    /// Bytes of all attachments of one message, as they would be decoded.
    public var attachmentBytesMax = 30 << 20
    /// Occurrences one series may have within the horizon; one a day is 32 at most.
    public var occurrencesPerSeriesMax = 400
    /// FHIR `description`, in characters (hn-basis-appointment, must-be-max-1000-chars).
    public var descriptionCharactersMax = 1_000

    public init() {}
}
