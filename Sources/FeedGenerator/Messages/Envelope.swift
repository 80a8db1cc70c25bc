// The national envelope every message travels in (Hodemelding, HIS 80601): who sends, who receives, about whom.

/// MsgHead 1.2.
struct Envelope {
    let municipality: Municipality
    /// The sender's level 2.
    let unit: Unit
    /// Whom it is about; nil when it is about several, whom a document lists.
    let person: Person?
    /// `Type`: the process.
    let process: (code: String, name: String)
    let genDate: String
    let id: String
    /// `J` asks for a receipt, `N` for none.
    let ack: String
    /// The message this answers or goes on from, and the first of the conversation when that is another.
    var conversation: (parent: String, first: String?)?
    /// The payloads, each in its own `Document`.
    let documents: [Document]

    struct Document {
        var description: String?
        var issued: String?
        let content: String
    }

    /// The element, with its own namespace declarations.
    var xml: String {
        """
        <MsgHead xmlns="http://www.kith.no/xmlstds/msghead/2006-05-24">
        <MsgInfo>
        <Type V="\(process.code)" DN="\(process.name)"/>
        <MIGversion>v1.2 2006-05-24</MIGversion>
        <GenDate>\(genDate)</GenDate>
        <MsgId>\(id)</MsgId>
        <Ack V="\(ack)" DN="\(ack == "J" ? "Ja" : "Nei")"/>
        \(reference)<Sender>\(sender)</Sender>
        <Receiver>\(Self.receiver)</Receiver>
        \(patient)</MsgInfo>
        \(documents.map(Self.xml).joined(separator: "\n"))
        </MsgHead>
        """
    }

    private var reference: String {
        guard let conversation else { return "" }
        return "<ConversationRef><RefToParent>\(conversation.parent)</RefToParent><RefToConversation>"
            + "\(conversation.first ?? conversation.parent)</RefToConversation></ConversationRef>\n"
    }

    private var sender: String {
        Self.organisation(
            municipality.name, municipality.herId, inner: Self.organisation(unit.name, unit.herId, inner: ""))
    }

    private static let receiver = organisation(
        "Norsk Helsenett SF", "112374", inner: organisation("helsenorge.no", "93252", inner: ""))

    private static func organisation(_ name: String, _ herId: String, inner: String) -> String {
        "<Organisation><OrganisationName>\(name.xmlEscaped)</OrganisationName><Ident><Id>\(herId)</Id>"
            + "\(herIdType)</Ident>\(inner)</Organisation>"
    }

    /// A HER-id of an organisation: Volven 9051.
    static let herIdType = #"<TypeId V="HER" S="2.16.578.1.12.4.1.1.9051" DN="HER-id"/>"#

    private var patient: String {
        person.map { "<Patient>\($0.xml(withBirth: true))</Patient>\n" } ?? ""
    }

    private static func xml(of document: Document) -> String {
        let description = document.description.map { "<ContentDescription>\($0)</ContentDescription>" } ?? ""
        let issued = document.issued.map { #"<IssueDate V="\#($0)"/>"# } ?? ""
        return "<Document>\(description)<RefDoc>\(issued)"
            + #"<MsgType V="XML" DN="XML-instans"/><Content>"# + "\n\(document.content)\n</Content></RefDoc></Document>"
    }
}

extension Person {
    /// The content of a `Patient` or `Person`: names, what the number says when `withBirth`, and the number.
    func xml(prefix: String = "", withBirth: Bool = false) -> String {
        let type = number.isDNumber ? #"V="DNR""# : #"V="FNR""#
        let name = number.isDNumber ? "D-nummer" : "Fødselsnummer"
        func element(_ name: String, _ content: String) -> String { "<\(prefix)\(name)>\(content)</\(prefix)\(name)>" }
        let birth =
            withBirth
            ? element("DateOfBirth", number.birthday.iso)
                + #"<\#(prefix)Sex V="\#(number.isMale ? "1" : "2")" DN="\#(number.isMale ? "Mann" : "Kvinne")"/>"# : ""
        let identity =
            element("Id", number.digits)
            + #"<\#(prefix)TypeId \#(type) S="2.16.578.1.12.4.1.1.8116" DN="\#(name)"/>"#
        return element("FamilyName", familyName.xmlEscaped)
            + (middleName.map { element("MiddleName", $0.xmlEscaped) } ?? "")
            + element("GivenName", givenName.xmlEscaped) + birth + element("Ident", identity)
    }
}
