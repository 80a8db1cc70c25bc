// Who a message of the national standards is from or for, in the two levels of the address registry.

/// A communication party (kommunikasjonspart): the legal entity and, below it, the unit that speaks.
public struct CommunicationParty: Equatable, Sendable {
    public struct Organisation: Equatable, Sendable {
        public var name: String
        public var herID: String

        public init(name: String, herID: String) {
            self.name = name
            self.herID = herID
        }
    }

    /// HER-id level 1.
    public var organisation: Organisation
    /// HER-id level 2; `nil` when the legal entity itself is the party.
    public var unit: Organisation?

    public init(organisation: Organisation, unit: Organisation? = nil) {
        self.organisation = organisation
        self.unit = unit
    }
}
