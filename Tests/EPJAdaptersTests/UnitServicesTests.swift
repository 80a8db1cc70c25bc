// PLO "Orientering om tjenestetilbud": the list counts whole or not at all, and a cancellation says what it cancels.

import SyncCore
import Testing

@testable import EPJAdapters

struct UnitServicesTests {
    /// - Parameter version: of both namespaces.
    private func list(
        _ services: String, status: String = "<Forsendelsesstatus V=\"N\"/>", version: String = "2012-04-01",
        _ change: (inout MessageText) -> Void = { _ in }
    ) -> ReadMessage {
        let namespace = "http://www.kith.no/xmlstds/po/"
        var message = MessageText(
            type: "ORIENTERING_TJENESTETILBUD",
            documents: [
                MessageText.document(
                    "<o:OrienteringOmTjenestetilbud xmlns:o=\"\(namespace)OrienteringOmTjenestetilbud/\(version)\" "
                        + "xmlns=\"\(namespace)poKomponent/\(version)\"><InformasjonOmForsendelsen>\(status)"
                        + "</InformasjonOmForsendelsen>\(services)</o:OrienteringOmTjenestetilbud>")
            ])
        change(&message)
        return message.read()
    }

    private func service(
        type: String = "<IPLOStjenestetype V=\"15\" S=\"2.16.578.1.12.4.1.1.9151\"/>",
        isPrivate: String = "<PrivatTjeneste>false</PrivatTjeneste>", _ more: String = ""
    ) -> String { "<EksisterendeTjeneste>\(type)\(isPrivate)\(more)</EksisterendeTjeneste>" }

    private let conversation =
        "<ConversationRef><RefToParent>0B54E1C6-0000-4C35-9D55-3A7A5C1F0002</RefToParent>"
        + "<RefToConversation>0B54E1C6-0000-4C35-9D55-3A7A5C1F0001</RefToConversation></ConversationRef>"

    @Test func theFixtureIsReadToTheLastValue() throws {
        let message = read(try Fixture.unitServices.bytes)
        let day = { CivilDate(iso8601: $0 as String) }
        #expect(
            message.unitServices
                == UnitServicesStatement(
                    unit: "90010", generated: try #require(message.envelope).generated,
                    conversation: "5d2a11c0-94f0-4c7e-8e6b-2f3c5a7b0001",
                    services: [
                        IPLOSService(code: "15", from: day("2026-09-01")),
                        IPLOSService(code: "4", from: day("2026-10-05"), through: day("2027-06-18")),
                        IPLOSService(code: ""),
                    ]))
        #expect(message.statement?.birthDate == day("1952-03-14"))
        #expect(message.codes == ["EPJ-431 noted", "EPJ-432 noted"])
        #expect(
            message.findings.first?.position.element
                == "MsgHead/Document/RefDoc/Content/OrienteringOmTjenestetilbud/EksisterendeTjeneste")
        #expect(message.subject == .unitServices)
    }

    @Test(arguments: ["2009-06-30", "2012-04-01"])
    func bothVersionsAreRead(version: String) {
        #expect(list(service(), version: version).unitServices?.services == [IPLOSService(code: "15")])
    }

    @Test func olderVersionsAreNotFound() {
        #expect(list(service(), version: "2008-02-20").refusal == "EPJ-166")
    }

    @Test func aCancellationNamesItsDialogue() {
        let cancelled = list(service(), status: "<Forsendelsesstatus V=\" C \"/>") {
            $0.conversation = conversation
        }
        #expect(cancelled.unitServices?.isCancellation == true)
        #expect(cancelled.unitServices?.conversation == "0b54e1c6-0000-4c35-9d55-3a7a5c1f0001")
        let bare = list("", status: "<Forsendelsesstatus V=\"C\"/>") { $0.conversation = conversation }
        #expect(bare.unitServices?.isCancellation == true)
        #expect(list(service(), status: "<Forsendelsesstatus V=\"C\"/>").refusal == "EPJ-403")
        let answer = list(service()) { $0.conversation = conversation }
        #expect(answer.unitServices?.conversation == "0b54e1c6-0000-4c35-9d55-3a7a5c1f0001")
    }

    @Test(arguments: [
        ("", "EPJ-401"), ("<Forsendelsesstatus/>", "EPJ-401"), ("<Forsendelsesstatus V=\" \"/>", "EPJ-401"),
        ("<Forsendelsesstatus V=\"M\"/>", "EPJ-402"), ("<Forsendelsesstatus V=\"A\"/>", "EPJ-402"),
        ("<Forsendelsesstatus V=\"H\"/>", "EPJ-402"), ("<Forsendelsesstatus V=\"n\"/>", "EPJ-402"),
        ("<Forsendelsesstatus V=\"N\"/><Forsendelsesstatus V=\"N\"/>", "EPJ-163"),
    ])
    func theStatusIsNewOrCancelled(status: String, code: String) {
        #expect(list(service(), status: status).refusal == code)
    }

    @Test func oneUnreadableEntryRefusesTheList() {
        let refused: [(String, String, String)] = [
            ("nothing", "", "EPJ-404"), ("private missing", service(isPrivate: ""), "EPJ-405"),
            ("private empty", service(isPrivate: "<PrivatTjeneste/>"), "EPJ-405"),
            ("private unknown", service(isPrivate: "<PrivatTjeneste>nei</PrivatTjeneste>"), "EPJ-405"),
            ("no date", service("<Startdato>snart</Startdato>"), "EPJ-406"),
            ("empty date", service("<Sluttdato/>"), "EPJ-406"),
            (
                "reversed", service("<Startdato>2027-01-02</Startdato><Sluttdato>2027-01-01</Sluttdato>"), "EPJ-407"
            ),
            ("two starts", service(String(repeating: "<Startdato>2027-01-02</Startdato>", count: 2)), "EPJ-163"),
            ("two types", service(type: String(repeating: "<IPLOStjenestetype V=\"1\"/>", count: 2)), "EPJ-163"),
            ("misspelled date", service("<StartDato>2027-01-02</StartDato>"), "EPJ-021"),
            ("date of another namespace", service("<Startdato xmlns=\"urn:x\">2027-01-02</Startdato>"), "EPJ-021"),
            ("misspelled entry", "<EksisterendeTjenester/>", "EPJ-021"),
            (
                "entry of another version",
                service().replacing(
                    "<EksisterendeTjeneste>",
                    with: "<EksisterendeTjeneste xmlns=\"http://www.kith.no/xmlstds/po/poKomponent/2008-02-20\">"),
                "EPJ-021"
            ),
        ]
        for (name, services, code) in refused {
            #expect(list(service() + services).refusal == (code == "EPJ-404" ? nil : code), "\(name)")
            #expect(list(services).refusal == code, "\(name)")
        }
    }

    @Test func entriesWithoutUsableTypeAreOfNoKnownServiceAndNoted() {
        for type in [
            "", "<IPLOStjenestetype/>", "<IPLOStjenestetype V=\"15\" S=\"2.16.578.1.12.4.1.1.8663\"/>",
            "<IPLOStjenestetype V=\"\" S=\"2.16.578.1.12.4.1.1.9151\"/>",
        ] {
            let read = list(service() + service(type: type))
            #expect(read.unitServices?.services == [IPLOSService(code: "15"), IPLOSService(code: "")])
            #expect(read.codes == ["EPJ-431 noted"])
        }
        // The list alone is enough: DN and the version of the list do not matter.
        #expect(list(service(type: "<IPLOStjenestetype V=\"15\"/>")).unitServices?.services.count == 1)
    }

    @Test func privateServicesAreLeftOutAndNoted() {
        for text in ["true", "1", " true "] {
            let read = list(service() + service(isPrivate: "<PrivatTjeneste>\(text)</PrivatTjeneste>"))
            #expect(read.unitServices?.services.count == 1)
            #expect(read.codes.contains("EPJ-432 noted"))
        }
    }

    @Test func openEndsAreOpen() {
        let read = list(service("<Startdato>2027-01-02+01:00</Startdato><Sluttdato>9999-12-31</Sluttdato>"))
        #expect(
            read.unitServices?.services == [IPLOSService(code: "15", from: CivilDate(iso8601: "2027-01-02"))])
    }

    @Test func typeAndContentMustAgree() {
        #expect(list(service()) { $0.type = "HELSEOPPL_SOKNAD" }.refusal == "EPJ-165")
        #expect(list(service()) { $0.type = "LOG_DOD" }.refusal == "EPJ-165")
        #expect(list(service()) { $0.type = "DIALOG_INNBYGGER_TJENESTEOVERSIKT" }.refusal == "EPJ-165")
        #expect(list(service()) { $0.documents.append(MessageText.note("02")) }.refusal == "EPJ-165")
        #expect(list(service()) { $0.documents = [] }.refusal == "EPJ-166")
        #expect(list(service()) { $0.documents += $0.documents }.refusal == "EPJ-167")
        #expect(list(service()) { $0.patient = "" }.refusal == "EPJ-110")
    }

    @Test func tooManyEntriesAreRefused() {
        let namespace = "http://www.kith.no/xmlstds/po/"
        let text = MessageText(
            type: "ORIENTERING_TJENESTETILBUD",
            documents: [
                MessageText.document(
                    "<o:OrienteringOmTjenestetilbud xmlns:o=\"\(namespace)OrienteringOmTjenestetilbud/2012-04-01\" "
                        + "xmlns=\"\(namespace)poKomponent/2012-04-01\"><InformasjonOmForsendelsen>"
                        + "<Forsendelsesstatus V=\"N\"/></InformasjonOmForsendelsen>\(service())\(service())"
                        + "</o:OrienteringOmTjenestetilbud>")
            ]
        ).text
        #expect(makeReader { $0.servicesPerMessageMax = 1 }.read(Array(text.utf8)).refusal == "EPJ-305")
        #expect(makeReader { $0.servicesPerMessageMax = 2 }.read(Array(text.utf8)).refusal == nil)
    }
}
