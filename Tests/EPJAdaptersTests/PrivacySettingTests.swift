// Personvern: which setting, of which definition, in which version.

import SyncCore
import Testing

@testable import EPJAdapters

struct PrivacySettingTests {
    private static let roots = [
        ("PERSONVERN_INNBYGGER_SAMTYKKE", "InnbyggersSamtykke", "samtykke/v1.0"),
        ("PERSONVERN_INNBYGGER_RESERVASJON", "InnbyggersReservasjon", "reservasjon/v2.0"),
        ("PERSONVERN_INNBYGGER_TILGANGSBEGRENSNING", "InnbyggersTilgangsbegrensning", "tilgangsbegrensning/v1.0"),
    ]

    private func message(
        _ root: (type: String, name: String, namespace: String) = roots[1],
        definition: String = "7c1d0f52-0d4e-4a64-9c35-6a1e7f6b9a01", status: String = "<Status V=\"RES\"/>",
        version: String = "<Versjonsnummer>2</Versjonsnummer>", _ change: (inout MessageText) -> Void = { _ in }
    ) -> ReadMessage {
        var message = MessageText(
            type: root.type,
            documents: [
                MessageText.document(
                    "<r:\(root.name) xmlns:r=\"http://ehelse.no/xmlstds/\(root.namespace)\" "
                        + "xmlns=\"http://ehelse.no/xmlstds/PersonvernInnstilling/v1.0\">"
                        + "<PersonvernInnstillingDefinisjonReferanse><PersonvernInnstillingDefinisjonId>\(definition)"
                        + "</PersonvernInnstillingDefinisjonId><Part>X</Part>"
                        + "</PersonvernInnstillingDefinisjonReferanse><OpprettetTidspunkt/>\(status)\(version)"
                        + "</r:\(root.name)>")
            ])
        change(&message)
        return message.read()
    }

    @Test func theFixtureIsReadPastItsMetadata() throws {
        let message = read(try Fixture.accessLimit.bytes)
        #expect(
            message.privacy
                == PrivacyStatement(
                    generated: try #require(message.envelope).generated,
                    definition: "7c1d0f52-0d4e-4a64-9c35-6a1e7f6b9a01", version: 3, status: .accessLimited))
        #expect(message.findings.isEmpty)
        #expect(message.subject == .privacy)
    }

    @Test(arguments: roots)
    func eachKindHasItsRoot(type: String, name: String, namespace: String) {
        #expect(message((type, name, namespace)).privacy?.status == .reserved)
        for other in Self.roots where other.0 != type {
            #expect(message((other.0, name, namespace)).refusal == "EPJ-165")
        }
        // A root of the right name in the namespace of another kind, or of none.
        #expect(message((type, name, "samtykke/v9.0")).refusal == "EPJ-166")
        #expect(message(("DIALOG_INNBYGGER_TJENESTEOVERSIKT", name, namespace)).refusal == "EPJ-165")
    }

    @Test func everyStatusOfTheListIsRead() {
        for status in PrivacyStatus.allCases {
            #expect(message(status: "<Status V=\"\(status.rawValue)\"/>").privacy?.status == status)
        }
        for status in ["", "<Status/>", "<Status V=\"res\"/>", "<Status V=\"UTL\"/>"] {
            #expect(message(status: status).refusal == "EPJ-452", "\(status)")
        }
        #expect(message(status: "<Status V=\"RES\"/><Status V=\"IRES\"/>").refusal == "EPJ-163")
        #expect(message(status: "<Status xmlns=\"urn:x\" V=\"RES\"/>").refusal == "EPJ-452")
    }

    @Test func versionsAreWholeNumbersFromOne() {
        for (text, version) in [("1", 1), (" 12 ", 12), ("007", 7), ("2147483647", 2_147_483_647)] {
            #expect(message(version: "<Versjonsnummer>\(text)</Versjonsnummer>").privacy?.version == version)
        }
        for text in ["0", "-1", "1.0", "", "2147483648", "99999999999", "x"] {
            #expect(message(version: "<Versjonsnummer>\(text)</Versjonsnummer>").refusal == "EPJ-453", "\(text)")
        }
        #expect(message(version: "").refusal == "EPJ-453")
        #expect(
            message(version: String(repeating: "<Versjonsnummer>1</Versjonsnummer>", count: 2)).refusal == "EPJ-163")
    }

    @Test func definitionsAreGUIDsWithOrWithoutBraces() {
        let guid = "7c1d0f52-0d4e-4a64-9c35-6a1e7f6b9a01"
        for text in [guid, guid.uppercased(), "{\(guid)}", " {\(guid.uppercased())} "] {
            #expect(message(definition: text).privacy?.definition == guid)
        }
        for text in ["", "{\(guid)", "\(guid)}", "7c1d0f520d4e4a649c356a1e7f6b9a01", "SPERRE"] {
            #expect(message(definition: text).refusal == "EPJ-451", "\(text)")
        }
        #expect(
            message {
                $0.documents[0] = $0.documents[0].replacing("DefinisjonReferanse>", with: "Definisjon>")
            }.refusal == "EPJ-451")
    }

    @Test func theOlderReservationIsNamedByItsCodes() {
        let older = { (content: String) in
            MessageText(
                type: "PERSONVERN_INNBYGGER_RESERVASJON",
                documents: [
                    MessageText.document(
                        "<Reservasjon xmlns=\"http://www.kith.no/xmlstds/reservasjon/2016-12\">\(content)</Reservasjon>"
                    )
                ]
            ).read()
        }
        let part = "<Part V=\"KPR\"/>"
        let rest = "<Status V=\"IRES\"/><RegistreringsTidspunkt/><Versjonsnummer>4</Versjonsnummer>"
        let read = older(part + "<Omfang V=\"UO\"/>" + rest)
        #expect(read.privacy?.definition == "kpr/uo")
        #expect(read.privacy?.status == .reservationLifted)
        #expect(read.privacy?.version == 4)
        #expect(older(part + rest).refusal == "EPJ-451")
        #expect(older(part + "<Omfang/>" + rest).refusal == "EPJ-451")
        #expect(older(part + part + "<Omfang V=\"UO\"/>" + rest).refusal == "EPJ-163")
    }

    @Test func aSettingIsOnePersons() {
        #expect(message { $0.patient = "" }.refusal == "EPJ-110")
        #expect(message { $0.documents += $0.documents }.refusal == "EPJ-167")
        #expect(message { $0.documents = [] }.refusal == "EPJ-166")
        #expect(message { $0.documents.insert(MessageText.note("33"), at: 0) }.privacy?.version == 2)
        #expect(message { $0.documents.append(MessageText.calendar("")) }.refusal == "EPJ-165")
    }
}
