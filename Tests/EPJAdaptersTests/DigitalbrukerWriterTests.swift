// Activation messages, byte for byte; valid by the official XSDs where these are at hand, and sound to our own reader.

import SyncCore
import Testing

@testable import EPJAdapters

struct DigitalbrukerWriterTests {
    private func message(
        _ content: ActivationMessage.Content, conversation: ActivationMessage.Conversation? = nil
    ) -> ActivationMessage {
        ActivationMessage(
            id: "5d1e6b1a-2f53-4d5e-8f0e-0a9a5c1f0001", generated: Instant(seconds: 1_799_702_103),
            conversation: conversation, sender: Parties.entity, receiver: Parties.unit, content: content)
    }

    private func number(_ digits: String) throws -> NationalIdentityNumber {
        try NationalIdentityNumber(digits, synthetic: .accept)
    }

    private func text(_ message: ActivationMessage) -> String {
        String(decoding: DigitalbrukerWriter.bytes(of: message), as: UTF8.self)
    }

    private static let her = "<TypeId V=\"HER\" S=\"2.16.578.1.12.4.1.1.9051\" DN=\"HER-id\"/>"
    private static let question = ActivationMessage.Conversation(
        parent: "7634ea55-cea2-41e3-9c1a-0800200c0001", first: "7634ea55-cea2-41e3-9c1a-0800200c0000")

    private func head(conversation: String = "", patient: String = "") -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <MsgHead xmlns="http://www.kith.no/xmlstds/msghead/2006-05-24"><MsgInfo>\
        <Type V="DIALOG_INNBYGGER_DIGITALBRUKER" DN="Dialog med innbygger - digital bruker"/>\
        <MIGversion>v1.2 2006-05-24</MIGversion><GenDate>2027-01-11T21:15:03Z</GenDate>\
        <MsgId>5d1e6b1a-2f53-4d5e-8f0e-0a9a5c1f0001</MsgId><Ack V="J" DN="Ja"/>\(conversation)\
        <Sender><Organisation><OrganisationName>Fjell &amp; &lt;Fjord&gt;</OrganisationName>\
        <Ident><Id>90001</Id>\(Self.her)</Ident></Organisation></Sender>\
        <Receiver><Organisation><OrganisationName>Test kommune</OrganisationName>\
        <Ident><Id>90001</Id>\(Self.her)</Ident>\
        <Organisation><OrganisationName>Hjemmetjeneste Øst</OrganisationName>\
        <Ident><Id>90010</Id>\(Self.her)</Ident></Organisation></Organisation></Receiver>\(patient)</MsgInfo>
        """
    }

    private func document(_ content: String, description: String = "") -> String {
        "<Document>\(description)<RefDoc><IssueDate V=\"2027-01-11T21:15:03Z\"/><MsgType V=\"XML\" DN=\"XML-instans\"/>"
            + "<Content>\(content)</Content></RefDoc></Document>"
    }

    @Test func aStatusNamesItsPatient() throws {
        let rows = [
            (person, true, "FNR", "Fødselsnummer", "1", "Ja"), (dNumberPerson, false, "DNR", "D-nummer", "2", "Nei"),
        ]
        for (digits, isActive, kind, kindName, code, name) in rows {
            let patient =
                "<Patient><Ident><Id>\(digits)</Id><TypeId V=\"\(kind)\" S=\"2.16.578.1.12.4.1.1.8116\" "
                + "DN=\"\(kindName)\"/></Ident></Patient>"
            let dialogue =
                "<Dialogmelding xmlns=\"http://www.kith.no/xmlstds/dialog/2013-01-23\"><Foresporsel>"
                + "<TypeForesp V=\"SDAB\" S=\"2.16.578.1.12.4.1.1.7601\" DN=\"Status digital aktiv bruker\"/>"
                + "<KodetOpplysning V=\"\(code)\" S=\"2.16.578.1.12.4.1.1.1101\" DN=\"\(name)\"/></Foresporsel></Dialogmelding>"
            let description = "<ContentDescription>Status digitalt aktive brukere</ContentDescription>"
            let written = text(message(.status(try number(digits), isActive: isActive)))
            // Compared, not shown: the texts hold numbers.
            let isAsExpected =
                written == head(patient: patient) + document(dialogue, description: description) + "</MsgHead>"
            #expect(isAsExpected, "\(kind)")
        }
    }

    private static let reference =
        "<ConversationRef><RefToParent>7634ea55-cea2-41e3-9c1a-0800200c0001</RefToParent>"
        + "<RefToConversation>7634ea55-cea2-41e3-9c1a-0800200c0000</RefToConversation></ConversationRef>"

    private func note(_ code: String, _ name: String) -> String {
        document(
            "<Dialogmelding xmlns=\"http://www.kith.no/xmlstds/dialog/2013-01-23\"><Notat><TemaKodet V=\"\(code)\" "
                + "S=\"2.16.578.1.12.4.1.1.7602\" DN=\"\(name)\"/></Notat></Dialogmelding>",
            description: "<ContentDescription>Digitalt aktive brukere</ContentDescription>")
    }

    @Test func anAnswerListsTheActive() throws {
        let active = try [person, dNumberPerson].map(number)
        let persons =
            "<Personer xmlns=\"http://www.kith.no/xmlstds/person/2014-03-28\" "
            + "xmlns:fk1=\"http://www.kith.no/xmlstds/felleskomponent1\"><Person><fk1:Ident><fk1:Id>\(person)</fk1:Id>"
            + "<fk1:TypeId V=\"FNR\" S=\"2.16.578.1.12.4.1.1.8116\" DN=\"Fødselsnummer\"/></fk1:Ident></Person>"
            + "<Person><fk1:Ident><fk1:Id>\(dNumberPerson)</fk1:Id>"
            + "<fk1:TypeId V=\"DNR\" S=\"2.16.578.1.12.4.1.1.8116\" DN=\"D-nummer\"/></fk1:Ident></Person></Personer>"
        let expected =
            head(conversation: Self.reference) + note("28", "Digitale aktive brukere") + document(persons)
            + "</MsgHead>"
        let isAsExpected = text(message(.answer(active: active), conversation: Self.question)) == expected
        #expect(isAsExpected)
    }

    @Test func anAnswerWithoutActivePersonsListsNobody() {
        #expect(
            text(message(.answer(active: []), conversation: Self.question))
                == head(conversation: Self.reference) + note("29", "Ingen digitale brukere") + "</MsgHead>")
    }

    private func everyKind() throws -> [ActivationMessage] {
        let active = try [person, otherPerson, dNumberPerson].map(number)
        return [
            message(.status(active[0], isActive: true)), message(.status(active[2], isActive: false)),
            message(.answer(active: active), conversation: Self.question),
            message(.answer(active: []), conversation: Self.question),
        ]
    }

    @Test func ourOwnReaderFindsItSound() throws {
        for message in try everyKind() {
            let read = read(DigitalbrukerWriter.bytes(of: message))
            #expect(read.refusal == nil)
            #expect(read.envelope?.messageID == message.id)
            #expect(read.envelope?.type == "DIALOG_INNBYGGER_DIGITALBRUKER")
            #expect(read.envelope?.generated == message.generated)
            #expect(read.envelope?.wantsReceipt == true)
            #expect(read.envelope?.sourceHerID == "90001")
        }
    }

    /// Against nothing where the official XSDs are not at hand, which SchemaStandardsTests says aloud.
    @Test func whatIsWrittenValidates() throws {
        guard let schemas = try officialSchemas() else { return }
        let check = SchemaCheck(schemas)
        for message in try everyKind() { #expect(check.findings(in: DigitalbrukerWriter.bytes(of: message)) == []) }
    }
}
