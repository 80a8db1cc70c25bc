// DIALOG_INNBYGGER_DIGITALBRUKER: a question about a list of persons, and what the portal says to EPJs.

import SyncCore
import Testing

@testable import EPJAdapters

struct ActivationTests {
    private func message(
        _ documents: String..., patient: String = "", limits: (inout Limits) -> Void = { _ in },
        synthetic: NationalIdentityNumber.SyntheticNumbers = .accept
    ) -> ReadMessage {
        let text = MessageText(type: "DIALOG_INNBYGGER_DIGITALBRUKER", patient: patient, documents: documents).text
        return makeReader(synthetic: synthetic, limits).read(Array(text.utf8))
    }

    private func list(_ persons: String) -> String {
        MessageText.document(
            "<Personer xmlns=\"http://www.kith.no/xmlstds/person/2014-03-28\" "
                + "xmlns:fk1=\"http://www.kith.no/xmlstds/felleskomponent1\">\(persons)</Personer>")
    }

    private func one(_ number: String, _ kind: String = "FNR") -> String { "<Person>\(ident(number, kind))</Person>" }

    private func ident(_ number: String, _ kind: String) -> String {
        "<fk1:Ident><fk1:Id>\(number)</fk1:Id><fk1:TypeId V=\"\(kind)\"/></fk1:Ident>"
    }

    private func change(_ information: String) -> String {
        MessageText.dialogue("<Foresporsel><TypeForesp V=\"SDAB\"/>\(information)</Foresporsel>")
    }

    private let question = MessageText.request("SIDAB", list: "7601")

    @Test func theFixtureAsksAboutEachPersonOnce() throws {
        let message = read(try Fixture.activationQuestion.bytes)
        #expect(message.question?.persons.map(\.digits) == [person, dNumberPerson])
        #expect(message.question?.generated == message.envelope?.generated)
        #expect(message.findings.isEmpty)
        #expect(message.subject == .activation)
    }

    @Test func aQuestionAboutNobodyIsFine() {
        #expect(message(question, list("")).question?.persons == [])
        #expect(message(question).refusal == "EPJ-503")
        #expect(message(list("")).refusal == "EPJ-166")
    }

    @Test func oneUnreadablePersonRefusesTheList() {
        let refused: [(String, String, String)] = [
            ("control digits", one("14835221018"), "EPJ-505"), ("ten digits", one("1483522101"), "EPJ-505"),
            ("label", one(person, "DNR"), "EPJ-505"), ("empty", one(""), "EPJ-506"),
            ("no Ident", "<Person><fk1:GivenName>Test</fk1:GivenName></Person>", "EPJ-506"),
            ("help number", one(person, "FHN"), "EPJ-506"), ("other kind", one("1", "PNR"), "EPJ-506"),
            ("two numbers", "<Person>\(ident(person, "FNR"))\(ident(otherPerson, "FNR"))</Person>", "EPJ-507"),
            ("Ident of MsgHead", "<Person>\(MessageText.ident(person, "FNR"))</Person>", "EPJ-506"),
            ("unknown entry", "<person/>", "EPJ-021"), ("foreign entry", "<Person xmlns=\"urn:x\"/>", "EPJ-021"),
            ("foreign part of Ident", one(person).replacing("fk1:TypeId", with: "TypeId"), "EPJ-021"),
        ]
        for (name, content, code) in refused {
            #expect(message(question, list(one(otherPerson) + content)).refusal == code, "\(name)")
        }
        let finding = message(question, list(one("14835221018"))).findings.first
        #expect(finding?.position.element == "MsgHead/Document/RefDoc/Content/Personer/Person/Ident/Id")
        #expect(message(question, list(one(person)), synthetic: .refuse).refusal == "EPJ-508")
        #expect(
            message(question, list(one(person) + one(person)), limits: { $0.personsPerMessageMax = 1 }).refusal
                == "EPJ-509")
        #expect(message(question, list("") + list("")).refusal == "EPJ-167")
    }

    @Test func aQuestionNamesNoPatient() {
        #expect(message(question, list(""), patient: MessageText.patient(person)).refusal == "EPJ-510")
        #expect(message(question, list(""), patient: MessageText.patient("14835221018")).refusal == "EPJ-101")
    }

    @Test func changesAreReadAndHaveNoEffect() {
        let patient = MessageText.patient(person)
        for code in ["1", "2"] {
            let read = message(
                change("<KodetOpplysning V=\"\(code)\" S=\"2.16.578.1.12.4.1.1.1101\"/>"), patient: patient)
            #expect(read.kind == "notForUs")
            #expect(read.codes == ["EPJ-521 noted"])
            #expect(read.subject == .activation)
        }
        let yes = "<KodetOpplysning V=\"1\"/>"
        for information in ["", "<KodetOpplysning/>", "<KodetOpplysning V=\"3\"/>", yes + yes] {
            #expect(message(change(information), patient: patient).refusal == "EPJ-502", "\(information)")
        }
        #expect(message(change(yes)).refusal == "EPJ-110")
        #expect(message(change(yes), list(""), patient: patient).refusal == "EPJ-504")
    }

    @Test func answersAreReadAndHaveNoEffect() {
        for documents in [[MessageText.note("28"), list(one(person))], [MessageText.note("29")]] {
            let read = MessageText(type: "DIALOG_INNBYGGER_DIGITALBRUKER", patient: "", documents: documents).read()
            #expect(read.kind == "notForUs")
            #expect(read.codes == ["EPJ-521 noted"])
        }
        #expect(message(MessageText.note("28")).refusal == "EPJ-503")
        #expect(message(MessageText.note("28"), list(one("14835221018"))).refusal == "EPJ-505")
        #expect(message(MessageText.note("29"), list("")).refusal == "EPJ-504")
    }

    @Test func otherDialoguesAreNotForUsOrContradict() {
        for document in [MessageText.request("HDAB"), MessageText.note("33")] {
            #expect(message(document).codes == ["EPJ-522 noted"])
        }
        for document in [MessageText.note("01"), MessageText.note("02"), MessageText.request("MOA", list: "7602")] {
            #expect(message(document).refusal == "EPJ-165")
        }
        #expect(message(question, MessageText.calendar(""), list("")).refusal == "EPJ-165")
        #expect(message(MessageText.dialogue(""), list("")).refusal == "EPJ-351")
    }

    @Test func aListBesideOtherDialoguesIsPassedOver() {
        var message = MessageText(documents: [MessageText.note("02"), list("<nothing/>")])
        #expect(message.read().visits?.events == [])
        message.documents = [question, list("<nothing/>")]
        #expect(message.read().codes == ["EPJ-371 noted"])
    }

    @Test func personsAreNotReported() {
        let read = message(MessageText.report(question, list("")))
        #expect(read.refusal == "EPJ-173")
    }
}
