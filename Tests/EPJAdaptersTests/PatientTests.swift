// MsgInfo/Patient: nothing happens to anybody because of a number that is not certain.

import SyncCore
import Testing

@testable import EPJAdapters

struct PatientTests {
    private func patient(_ content: String) -> ReadMessage {
        MessageText(patient: "<Patient>\(content)</Patient>", documents: [MessageText.note("02")]).read()
    }

    /// The synthetic number with its last digit changed.
    private let wrong = String(person.dropLast()) + (person.hasSuffix("1") ? "2" : "1")

    @Test func numbersThatAreNotCertainAreRefused() {
        let ident = MessageText.ident
        let refused: [(String, String, String)] = [
            ("control digits", ident(wrong, "FNR", "8116"), "EPJ-101"),
            ("ten digits", ident("1483522101", "FNR", nil), "EPJ-102"),
            ("blank inside", ident("1483 5221017", "FNR", nil), "EPJ-102"),
            ("zero-width space", ident("\u{200b}\(person)", "FNR", nil), "EPJ-102"),
            ("Arabic digits", ident("١٤٨٣٥٢٢١٠١٧", "FNR", nil), "EPJ-102"),
            ("zeroes", ident(String(repeating: "0", count: 11), "FNR", nil), "EPJ-103"),
            ("help number only", ident(person, "HNR", nil), "EPJ-104"),
            ("FNR on a D-number", ident(dNumberPerson, "FNR", nil), "EPJ-106"),
            ("DNR on a fødselsnummer", ident(person, "DNR", nil), "EPJ-106"),
            ("no Ident", "<GivenName>Test</GivenName>", "EPJ-107"), ("empty", ident("", "FNR", nil), "EPJ-107"),
            ("other kinds only", ident("P1", "PNR", nil), "EPJ-107"),
            ("two persons", ident(person, "FNR", nil) + ident(otherPerson, "FNR", nil), "EPJ-108"),
            (
                "both kinds and two persons",
                ident(person, "FNR", nil) + ident(dNumberPerson, "DNR", nil) + ident(otherPerson, "FNR", nil), "EPJ-108"
            ),
            ("the kinds exchanged", ident(person, "DNR", nil) + ident(dNumberPerson, "FNR", nil), "EPJ-106"),
            ("one bad of both kinds", ident(person, "FNR", nil) + ident(wrong, "DNR", nil), "EPJ-101"),
            ("one bad of two", ident(person, "FNR", nil) + ident(wrong, "FNR", nil), "EPJ-101"),
            ("two numbers in one Ident", ident("\(person)</Id><Id>\(person)", "FNR", nil), "EPJ-163"),
            ("two kinds in one Ident", ident(person, "FNR\"/><TypeId V=\"DNR", nil), "EPJ-163"),
            ("birth date", "<DateOfBirth>52-03-14</DateOfBirth>" + ident(person, "FNR", nil), "EPJ-113"),
        ]
        for (name, content, code) in refused { #expect(patient(content).refusal == code, "\(name)") }
    }

    @Test func theEnvelopeOfARefusedPatientIsKnown() {
        let read = patient(MessageText.ident(wrong, "FNR"))
        #expect(read.envelope?.messageID == "0b54e1c6-7a5e-4c35-9d55-3a7a5c1f0001")
        #expect(read.findings.first?.position.element == "MsgHead/MsgInfo/Patient/Ident/Id")
    }

    @Test func numbersThatAreCertainAreRead() {
        let fnr = MessageText.ident(person, "FNR")
        #expect(patient(fnr).statement?.citizen.digits == person)
        #expect(patient(fnr + fnr).statement?.citizen.digits == person)
        #expect(patient(MessageText.ident(otherPerson, "HNR") + fnr).statement?.citizen.digits == person)
        #expect(patient(MessageText.ident("", "DNR") + fnr).statement?.citizen.digits == person)
        #expect(patient(MessageText.ident(dNumberPerson, "DNR")).statement?.citizen.register == .dNumber)
        let padded = patient(MessageText.ident("\n  \(person)\t", "FNR"))
        #expect(padded.statement?.citizen.digits == person)
        #expect(padded.tolerancesUsed == [.blanksAround: 1])
        let grouped = patient(MessageText.ident(" \(person.prefix(6)) \(person.suffix(5))", "FNR"))
        #expect(grouped.statement?.citizen.digits == person)
        #expect(grouped.tolerancesUsed == [.blanksAround: 2])
        for elsewhere in [5, 7, 10] {
            let split = "\(person.prefix(elsewhere)) \(person.dropFirst(elsewhere))"
            #expect(patient(MessageText.ident(split, "FNR")).refusal == "EPJ-102")
        }
    }

    @Test("Identity 8 a Patient with both numbers is the fødselsnummer's, and was the D-nummer's, in any order")
    func bothNumbers() {
        let fnr = MessageText.ident(person, "FNR")
        let dnr = MessageText.ident(dNumberPerson, "DNR")
        for idents in [fnr + dnr, dnr + fnr, dnr + fnr + dnr + fnr, MessageText.ident("1", "HNR") + dnr + fnr] {
            let read = patient(idents)
            #expect(read.statement?.citizen.digits == person)
            #expect(read.statement?.formerNumber?.digits == dNumberPerson)
            #expect(read.findings.isEmpty)
        }
        #expect(patient(fnr + fnr).statement?.formerNumber == nil)
        #expect(patient(dnr).statement?.formerNumber == nil)
        let stated = String(describing: patient(fnr + dnr).statement as Any)
        #expect(!stated.contains(person) && !stated.contains(dNumberPerson))
    }

    @Test func theStatedBirthDateIsKept() {
        let read = patient("<DateOfBirth>1952-03-14</DateOfBirth>" + MessageText.ident(person, "FNR"))
        #expect(read.statement?.birthDate == CivilDate(iso8601: "1952-03-14"))
    }

    @Test func syntheticNumbersAreNotedWhereThatIsAskedFor() throws {
        let context = ReadingContext(zone: oslo, synthetic: .accept, notesSyntheticNumbers: true)
        let reader = MessageReader(context: context, everySender: .gerica)
        let message = reader.read(try Fixture.noVisits.bytes)
        #expect(message.codes == ["EPJ-951 noted"])
        #expect(message.findings.first?.position.element == "MsgHead/MsgInfo/Patient/Ident/Id")
        #expect(message.tolerancesUsed == [:])
        #expect(message.subject == .noBookedVisits)
    }

    @Test func aRefusedPatientDoesNotHideWhatTheMessageSpeaksOf() throws {
        let text = try Fixture.plannedAnswer.text.replacing(person, with: person.dropLast() + "8")
        let message = read(text)
        #expect(message.codes == ["EPJ-101 refused"])
        #expect(message.subject == .bookedVisits)
        #expect(message.findings.first?.position.element == "MsgHead/MsgInfo/Patient/Ident/Id")
    }

    @Test func aRefusedPatientGoesBeforeWhateverComesLater() throws {
        let text = try Fixture.plannedAnswer.text.replacing(person, with: person.dropLast() + "8")
        for (part, other) in [
            ("CONFIRMED", "PERHAPS"), ("</MsgHead>", "<"), ("<Content>", "<Content>&#8;"), ("<vevent>", "<Vevent>"),
        ] {
            #expect(text.contains(part))
            #expect(read(text.replacing(part, with: other)).codes == ["EPJ-101 refused"])
        }
        // What comes before it goes before it.
        #expect(read(text.replacing("v1.2 2006", with: "v1.1 2006")).refusal == "EPJ-152")
    }

    @Test func everySenderMayBeKnown() throws {
        let bytes = try Fixture.services.bytes
        let context = ReadingContext(zone: oslo, synthetic: .accept)
        #expect(MessageReader(context: context, adapters: [:]).read(bytes).kind == "unknownSender")
        let message = MessageReader(context: context, everySender: .gerica).read(bytes)
        #expect(message.services?.count == 2)
        #expect(message.subject == .services)
    }

    @Test func syntheticNumbersAreRefusedWherePeopleAreReal() throws {
        let bytes = try Fixture.services.bytes
        #expect(makeReader(synthetic: .refuse).read(bytes).refusal == "EPJ-105")
        #expect(makeReader(synthetic: .accept).read(bytes).refusal == nil)
    }

    @Test func oneMessageIsAboutOnePatient() {
        let one = "<Patient>\(MessageText.ident(person, "FNR"))</Patient>"
        var message = MessageText(patient: one + one, documents: [MessageText.note("02")])
        #expect(message.read().refusal == "EPJ-109")
        message.patient = ""
        #expect(message.read().refusal == "EPJ-110")
    }
}
