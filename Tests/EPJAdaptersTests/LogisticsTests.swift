// PLO "Pasientlogistikk": only a death has an effect, and only where type and content both say so.

import SyncCore
import Testing

@testable import EPJAdapters

struct LogisticsTests {
    private func message(
        _ type: String, _ content: String, status: String = "N", version: String = "2012-04-01",
        _ change: (inout MessageText) -> Void = { _ in }
    ) -> ReadMessage {
        let namespace = "http://www.kith.no/xmlstds/po/"
        var message = MessageText(
            type: type,
            documents: [
                MessageText.document(
                    "<l:Pasientlogistikk xmlns:l=\"\(namespace)Pasientlogistikk/\(version)\" "
                        + "xmlns=\"\(namespace)poKomponent/\(version)\"><InformasjonOmForsendelsen>"
                        + "<Forsendelsesstatus V=\"\(status)\"/></InformasjonOmForsendelsen><AnsvarForRapport/>"
                        + "\(content)</l:Pasientlogistikk>")
            ])
        change(&message)
        return message.read()
    }

    private func event(_ code: String?, _ more: String = "<Anslag>false</Anslag>") -> String {
        let code = code.map { "<Hendelsekode V=\"\($0)\" S=\"2.16.578.1.12.4.1.1.9121\"/>" } ?? ""
        return "<TidsfestetHendelse>\(code)<TidspunktForHendelse V=\"2027-01-11\"/>\(more)</TidsfestetHendelse>"
    }

    private func death(_ events: String) -> String { "<l:OrienteringOmDod>\(events)</l:OrienteringOmDod>" }

    private let conversation =
        "<ConversationRef><RefToParent>P</RefToParent><RefToConversation>Q</RefToConversation></ConversationRef>"

    private static let others = [
        ("LOG_INNLAGT", "MeldingInnlagtPasient"), ("LOG_UTSKRIVNINGSKLAR", "MeldingUtskrivningsklarPasient"),
        ("LOG_AVMELDING", "AvmeldingUtskrivningsklarPasient"), ("LOG_UTSKREVET", "MeldingOmUtskrevetPasient"),
    ]

    @Test func theFixtureIsACancellation() throws {
        let message = read(try Fixture.death.bytes)
        #expect(
            message.death
                == DeathStatement(
                    generated: try #require(message.envelope).generated,
                    conversation: "5d2a11c0-94f0-4c7e-8e6b-2f3c5a7b0002", isCancellation: true))
        #expect(message.statement?.citizen.register == .dNumber)
        #expect(message.findings.isEmpty)
        #expect(message.subject == .patientLogistics)
    }

    @Test(arguments: ["2009-06-30", "2012-04-01"])
    func deathsAreReadInBothVersions(version: String) {
        let read = message("LOG_DOD", death(event("13")), version: version)
        #expect(read.death?.isCancellation == false)
        #expect(read.death?.conversation == "0b54e1c6-7a5e-4c35-9d55-3a7a5c1f0001")
        #expect(read.findings.isEmpty)
    }

    @Test func anEstimateIsNoLessADeath() {
        for flag in ["true", "false", "", "perhaps"] {
            #expect(message("LOG_DOD", death(event("13", "<Anslag>\(flag)</Anslag>"))).death != nil)
        }
    }

    @Test func aDeathThatContradictsItselfIsRefused() {
        let refused: [(String, String)] = [
            (death(""), "EPJ-411"), (death(event("1")), "EPJ-412"), (death(event("")), "EPJ-412"),
            (death(event("13") + event("13")), "EPJ-163"), (death(event("13")) + death(event("13")), "EPJ-167"),
            ("", "EPJ-166"), ("<OrienteringOmDod/>", "EPJ-166"),
        ]
        for (content, code) in refused { #expect(message("LOG_DOD", content).refusal == code, "\(content)") }
        let bare = message("LOG_DOD", death(event(nil)))
        #expect(bare.death != nil)
        #expect(bare.codes == ["EPJ-433 noted"])
    }

    @Test func theStatusIsNewOrCancelled() {
        #expect(message("LOG_DOD", death(event("13")), status: "M").refusal == "EPJ-402")
        #expect(message("LOG_DOD", death(event("13")), status: "").refusal == "EPJ-401")
        #expect(message("LOG_DOD", death(event("13")), status: "C").refusal == "EPJ-403")
        let cancelled = message("LOG_DOD", death(event("13")), status: "C") { $0.conversation = conversation }
        #expect(cancelled.death?.isCancellation == true)
        #expect(cancelled.death?.conversation == "q")
    }

    @Test(arguments: others)
    func theOtherKindsAreRecorded(type: String, element: String) {
        let content = "<l:\(element)>\(event("1"))\(event("2"))</l:\(element)>"
        let read = message(type, content)
        #expect(read.kind == "recorded")
        #expect(read.findings.isEmpty)
        #expect(read.subject == .patientLogistics)
        #expect(message(type, content) { $0.patient = "" }.refusal == "EPJ-110")
        #expect(message(type, content) { $0.patient = MessageText.patient("14835221018") }.refusal == "EPJ-101")
        #expect(message(type, content, status: "").refusal == "EPJ-401")
        #expect(message(type, content, status: "C") { $0.conversation = conversation }.kind == "recorded")
    }

    @Test(arguments: others)
    func typeAndContentMustAgree(type: String, element: String) {
        let content = "<l:\(element)>\(event("1"))</l:\(element)>"
        #expect(message("LOG_DOD", content).refusal == "EPJ-165")
        #expect(message(type, death(event("13"))).refusal == "EPJ-165")
        #expect(message(type, content + death(event("13"))).refusal == "EPJ-165")
        #expect(message("LOG_ANNET", content).refusal == "EPJ-165")
        #expect(message("INNLEGGELSESRAPPORT", content).refusal == "EPJ-165")
        let read = message("LOG_DOD", content)
        #expect(
            read.findings.first?.position.element == "MsgHead/Document/RefDoc/Content/Pasientlogistikk/\(element)")
    }

    @Test func withoutItsPayloadNothingIsSaid() {
        #expect(message("LOG_DOD", "") { $0.documents = [] }.refusal == "EPJ-166")
        #expect(message("LOG_DOD", death(event("13")), version: "2008-02-20").refusal == "EPJ-166")
    }
}
