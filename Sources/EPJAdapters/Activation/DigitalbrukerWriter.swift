// DIALOG_INNBYGGER_DIGITALBRUKER 1.1 from an ActivationMessage: MsgHead 1.2 with Dialogmelding 1.1 and, where persons
// are listed, a second document Personer (HITS 1217). Names are left out: the number is all the EPJ needs, and all there
// is here.

import SyncCore

public enum DigitalbrukerWriter {
    /// UTF-8; the same message gives the same bytes. They hold identity numbers.
    public static func bytes(of message: ActivationMessage) -> [UInt8] {
        var xml = XMLText()
        xml.element("MsgHead", ["xmlns": "http://www.kith.no/xmlstds/msghead/2006-05-24"]) { xml in
            xml.element("MsgInfo") { $0.head(of: message) }
            switch message.content {
            case .status(_, let isActive):
                xml.dialogue(message.generated, "Status digitalt aktive brukere") { xml in
                    xml.element("Foresporsel") { xml in
                        xml.code("TypeForesp", .activationStatus)
                        xml.code("KodetOpplysning", isActive ? .yes : .no)
                    }
                }
            case .answer(let active):
                xml.dialogue(message.generated, "Digitalt aktive brukere") { xml in
                    xml.element("Notat") { $0.code("TemaKodet", active.isEmpty ? .noActivePersons : .activePersons) }
                }
                if !active.isEmpty { xml.persons(active, message.generated) }
            }
        }
        return xml.bytes
    }
}

extension XMLText {
    fileprivate mutating func head(of message: ActivationMessage) {
        simpleCode("Type", "DIALOG_INNBYGGER_DIGITALBRUKER", "Dialog med innbygger - digital bruker")
        element("MIGversion", text: "v1.2 2006-05-24")
        element("GenDate", text: message.generated.iso8601UTC)
        element("MsgId", text: message.id)
        simpleCode("Ack", "J", "Ja")
        if let conversation = message.conversation {
            element("ConversationRef") { xml in
                xml.element("RefToParent", text: conversation.parent)
                xml.element("RefToConversation", text: conversation.first)
            }
        }
        element("Sender") { $0.organisation(message.sender.organisation, inside: message.sender.unit) }
        element("Receiver") { $0.organisation(message.receiver.organisation, inside: message.receiver.unit) }
        if case .status(let number, _) = message.content {
            element("Patient") { xml in
                xml.element("Ident") { xml in
                    xml.element("Id", text: number.digits)
                    xml.code("TypeId", number.code)
                }
            }
        }
    }

    private mutating func organisation(
        _ organisation: CommunicationParty.Organisation, inside unit: CommunicationParty.Organisation? = nil
    ) {
        element("Organisation") { xml in
            xml.element("OrganisationName", text: organisation.name)
            xml.element("Ident") { xml in
                xml.element("Id", text: organisation.herID)
                xml.code("TypeId", .herID)
            }
            if let unit { xml.organisation(unit) }
        }
    }

    fileprivate mutating func dialogue(
        _ issued: Instant, _ description: String, _ content: (inout XMLText) -> Void
    ) {
        document(issued, description) { xml in
            xml.element("Dialogmelding", ["xmlns": "http://www.kith.no/xmlstds/dialog/2013-01-23"], content)
        }
    }

    fileprivate mutating func persons(_ numbers: [NationalIdentityNumber], _ issued: Instant) {
        document(issued, nil) { xml in
            let namespaces: Attributes = [
                "xmlns": "http://www.kith.no/xmlstds/person/2014-03-28",
                "xmlns:fk1": "http://www.kith.no/xmlstds/felleskomponent1",
            ]
            xml.element("Personer", namespaces) { xml in
                for number in numbers {
                    xml.element("Person") { xml in
                        xml.element("fk1:Ident") { xml in
                            xml.element("fk1:Id", text: number.digits)
                            xml.code("fk1:TypeId", number.code)
                        }
                    }
                }
            }
        }
    }

    private mutating func document(
        _ issued: Instant, _ description: String?, _ content: (inout XMLText) -> Void
    ) {
        element("Document") { xml in
            if let description { xml.element("ContentDescription", text: description) }
            xml.element("RefDoc") { xml in
                xml.empty("IssueDate", ["V": issued.iso8601UTC])
                xml.simpleCode("MsgType", "XML", "XML-instans")
                xml.element("Content", [:], content)
            }
        }
    }
}

extension NationalIdentityNumber {
    fileprivate var code: Code {
        switch register {
        case .birthNumber: .birthNumber
        case .dNumber: .dNumber
        }
    }
}
