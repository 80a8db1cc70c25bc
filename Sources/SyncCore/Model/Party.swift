// Who sent a message and to whom, as far as a receipt or an answer must name them again. Names of persons are left
// behind in the message.

/// The sender or the receiver of a MsgHead: the legal entity, and below it the communication party where one is named.
public struct Party: Equatable, Sendable {
    /// One level of `Organisation`.
    public struct Organisation: Equatable, Sendable {
        /// `OrganisationName`.
        public var name: String?
        public var herID: String?
        /// Number in Enhetsregisteret (`ENH`), nine digits.
        public var organisationNumber: String?

        public init(name: String? = nil, herID: String? = nil, organisationNumber: String? = nil) {
            self.name = name
            self.herID = herID
            self.organisationNumber = organisationNumber
        }
    }

    /// The outer organisation: level 1.
    public var organisation: Organisation
    /// The inner organisation: level 2. `nil` where there is none, as where a HealthcareProfessional stands in its place.
    public var unit: Organisation?
    /// HER-id of the HealthcareProfessional, who is the communication party where there is no unit.
    public var professionalHerID: String?

    public init(organisation: Organisation, unit: Organisation? = nil, professionalHerID: String? = nil) {
        self.organisation = organisation
        self.unit = unit
        self.professionalHerID = professionalHerID
    }
}
