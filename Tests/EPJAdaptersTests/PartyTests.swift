// Sender, Receiver and ConversationRef: what a receipt or an answer needs of a message later.

import SyncCore
import Testing

@testable import EPJAdapters

struct PartyTests {
    private func message(_ change: (inout MessageText) -> Void) -> ReadMessage {
        var message = MessageText(documents: [MessageText.note("02")])
        change(&message)
        return message.read()
    }

    private func receiver(_ content: String) -> ReadMessage {
        message { $0.receiver = "<Receiver>\(content)</Receiver>" }
    }

    private func organisation(_ name: String, _ idents: String..., inner: String = "") -> String {
        "<Organisation><OrganisationName>\(name)</OrganisationName>\(idents.joined())\(inner)</Organisation>"
    }

    private let professional =
        "<HealthcareProfessional><FamilyName>Ansatt</FamilyName>\(MessageText.her("777", list: "8116"))"
        + "</HealthcareProfessional>"

    @Test func bothLevelsAreKept() throws {
        let envelope = try #require(read(try Fixture.unitServices.bytes).envelope)
        #expect(
            envelope.sender
                == Party(
                    organisation: .init(name: "Prøvekommunen", herID: "90001", organisationNumber: "999999999"),
                    unit: .init(name: "Tjenestekontoret, Nordre bydel", herID: "90010")))
        #expect(
            envelope.receiver
                == Party(
                    organisation: .init(name: "Innbyggertjenesten", herID: "99901"),
                    unit: .init(name: "Innbyggertjenesten, dialog", herID: "99902")))
    }

    @Test func aProfessionalStandsWhereThereIsNoUnit() throws {
        let envelope = try #require(read(try Fixture.death.bytes).envelope)
        #expect(envelope.sender.unit == nil)
        #expect(envelope.sender.professionalHerID == "90021")
        #expect(envelope.unitHerID == "90001")
        let read = receiver(organisation("A", MessageText.her("1"), inner: professional))
        #expect(
            read.envelope?.receiver
                == Party(organisation: .init(name: "A", herID: "1"), professionalHerID: "777"))
    }

    @Test func anOrganisationWithoutContentIsNoSender() {
        for sender in ["<Organisation/>", "<Organisation><Organisation/></Organisation>", ""] {
            let read = message { $0.sender = sender }
            #expect(read.refusal == "EPJ-157")
            #expect(read.findings.first?.position.element == "MsgHead/MsgInfo")
        }
    }

    @Test func nothingIsRefusedForTheReceiver() {
        let unreadable: [(String, Party?)] = [
            ("", nil), ("<Organisation/>", nil), ("<x xmlns=\"urn:x\"/>", nil),
            (organisation("", MessageText.her("p4")), nil),
            (
                organisation("A", MessageText.her("1") + MessageText.her("2")),
                Party(organisation: .init(name: "A", herID: "1"))
            ),
            (
                organisation("A", MessageText.her("1</Id><Id>2").replacing("<TypeId", with: "<x/><TypeId")),
                Party(organisation: .init(name: "A", herID: "2"))
            ),
            (
                organisation("A <b>c</b>", MessageText.her("<b/>1"), inner: organisation("B")),
                // Text with elements in it is no text.
                Party(organisation: .init(), unit: .init(name: "B"))
            ),
        ]
        for (content, party) in unreadable {
            let read = receiver(content)
            #expect(read.kind == "statements", "\(content)")
            #expect(read.codes == [], "\(content)")
            #expect(read.envelope?.receiver == party, "\(content)")
        }
        #expect(message { _ in }.envelope?.receiver == nil)
        // What stands after the receiver is read strictly again.
        let after = "<Receiver>\(organisation("A"))</Receiver><ConversationRef><RefToParent><x/></RefToParent>"
        #expect(message { $0.receiver = after + "</ConversationRef>" }.refusal == "EPJ-021")
    }

    @Test func organisationNumbersAreNineDigitsOrNone() {
        let numbers: [(String, String?)] = [
            ("999999999", "999999999"), (" 999 999 999 ", "999999999"), ("99999999", nil), ("99999999x", nil),
            ("", nil),
        ]
        for (text, number) in numbers {
            let read = message {
                $0.sender = organisation("A", MessageText.her("90001"), MessageText.ident(text, "ENH", list: "9051"))
            }
            #expect(read.kind == "statements")
            #expect(read.envelope?.sender.organisation.organisationNumber == number)
        }
    }

    @Test func conversationsAreKeptInLowerCase() throws {
        let envelope = try #require(read(try Fixture.death.bytes).envelope)
        #expect(envelope.parent == "5d2a11c0-94f0-4c7e-8e6b-2f3c5a7b0002")
        #expect(envelope.conversation == "5d2a11c0-94f0-4c7e-8e6b-2f3c5a7b0002")
        #expect(message { _ in }.envelope?.conversation == nil)
        let odd = message {
            $0.conversation =
                "<ConversationRef><RefToParent>P</RefToParent><RefToConversation>Q</RefToConversation></ConversationRef>"
        }
        #expect(odd.envelope?.parent == "p")
        #expect(odd.envelope?.conversation == "q")
    }

    @Test func halfAConversationIsRefused() {
        let parent = "<RefToParent>P</RefToParent>"
        let conversation = "<RefToConversation>Q</RefToConversation>"
        let refused: [(String, String)] = [
            (parent, "EPJ-169"), (conversation, "EPJ-169"), ("", "EPJ-169"),
            (parent + "<RefToConversation/>", "EPJ-169"),
            (parent + conversation.replacing("Q", with: String(repeating: "q", count: 101)), "EPJ-169"),
            (parent + parent + conversation, "EPJ-163"),
        ]
        for (content, code) in refused {
            #expect(
                message { $0.conversation = "<ConversationRef>\(content)</ConversationRef>" }.refusal == code,
                "\(content)")
        }
        let whole = "<ConversationRef>\(parent)\(conversation)</ConversationRef>"
        #expect(message { $0.conversation = whole + whole }.refusal == "EPJ-163")
    }

    @Test func theVersionOfTheContentDecidesTheReceipt() throws {
        let plo = { (name: String, date: String) in
            MessageText.document("<\(name) xmlns=\"http://www.kith.no/xmlstds/po/\(name)/\(date)\"/>")
        }
        let note = { MessageText.dialogue("<Notat><TemaKodet V=\"02\"/></Notat>", version: $0) }
        let rows: [(String, String, Bool)] = [
            ("DIALOG_INNBYGGER_TIMERESERVASJON", note("2006-10-11"), true),
            ("DIALOG_INNBYGGER_TIMERESERVASJON", note("2013-01-23"), false),
            ("DIALOG_FORESPORSEL", note("2006-10-11"), true), ("DIALOG_FORESPORSEL", note("2013-01-23"), false),
            ("INNLEGGELSESRAPPORT", plo("Innleggelsesrapport", "2009-06-30"), true),
            ("INNLEGGELSESRAPPORT", plo("Innleggelsesrapport", "2012-04-01"), false),
            ("KONSULTASJON", plo("Konsultasjon", "2009-06-30"), true),
            ("MEDISINSKE_OPPLYSNINGER", plo("OverforingMedisinskeOpplysninger", "2009-06-30"), true),
            ("ORIENTERING_TJENESTETILBUD", plo("OrienteringOmTjenestetilbud", "2009-06-30"), true),
            ("ORIENTERING_TJENESTETILBUD", plo("OrienteringOmTjenestetilbud", "2012-04-01"), false),
        ]
        for (type, document, isOlder) in rows {
            let read = message {
                $0.type = type
                $0.documents = [document]
            }
            #expect(read.usesOlderReceipt == isOlder, "\(type)")
        }
        #expect(read(try Fixture.death.bytes).usesOlderReceipt)
    }
}
