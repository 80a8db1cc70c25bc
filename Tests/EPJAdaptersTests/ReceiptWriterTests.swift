// Receipts, byte for byte, and valid by the official XSDs where these are at hand.

import SyncCore
import Testing

@testable import EPJAdapters

/// Parties as the tests of outgoing messages have them.
enum Parties {
    static let portal = CommunicationParty(
        organisation: .init(name: "Test kommune", herID: "90000"), unit: .init(name: "Innbyggerdialog", herID: "90002"))
    static let unit = CommunicationParty(
        organisation: .init(name: "Test kommune", herID: "90001"),
        unit: .init(name: "Hjemmetjeneste Øst", herID: "90010"))
    static let entity = CommunicationParty(organisation: .init(name: "Fjell & <Fjord>", herID: "90001"))
}

struct ReceiptWriterTests {
    private func receipt(
        _ version: Receipt.Version = .v11, _ status: Receipt.Status = .accepted, _ faults: [Receipt.Fault] = [],
        to receiver: CommunicationParty = Parties.unit, typeName: String? = "Dialog med innbygger - timereservasjon"
    ) -> Receipt {
        Receipt(
            version: version, id: "3f0c7c52-8f2e-4d55-9b5e-6d1c7a5c0001", generated: Instant(seconds: 1_799_704_504),
            sender: Parties.portal, receiver: receiver, status: status, faults: faults,
            original: .init(
                type: "DIALOG_INNBYGGER_TIMERESERVASJON", typeName: typeName,
                generated: Instant(seconds: 1_799_702_103), messageID: "0b54e1c6-7a5e-4c35-9d55-3a7a5c1f0001"))
    }

    private func text(_ receipt: Receipt) -> String {
        String(decoding: ReceiptWriter.bytes(of: receipt), as: UTF8.self)
    }

    @Test func anAcceptedMessageIsAnsweredIn11() {
        #expect(
            text(receipt()) == """
                <?xml version="1.0" encoding="UTF-8"?>
                <AppRec xmlns="http://www.kith.no/xmlstds/apprec/2012-02-15">\
                <MsgType V="APPREC" DN="Applikasjonskvittering"/><MIGversion>v1.1 2012-02-15</MIGversion>\
                <GenDate>2027-01-11T21:55:04Z</GenDate><Id>3f0c7c52-8f2e-4d55-9b5e-6d1c7a5c0001</Id>\
                <Sender><HCP><Inst><Name>Test kommune</Name><Id>90000</Id><TypeId V="HER" DN="HER-id"/>\
                <Dept><Name>Innbyggerdialog</Name><Id>90002</Id><TypeId V="HER" DN="HER-id"/></Dept></Inst></HCP></Sender>\
                <Receiver><HCP><Inst><Name>Test kommune</Name><Id>90001</Id><TypeId V="HER" DN="HER-id"/>\
                <Dept><Name>Hjemmetjeneste Øst</Name><Id>90010</Id><TypeId V="HER" DN="HER-id"/></Dept></Inst></HCP>\
                </Receiver><Status V="1" DN="OK"/>\
                <OriginalMsgId><MsgType V="DIALOG_INNBYGGER_TIMERESERVASJON" DN="Dialog med innbygger - timereservasjon"/>\
                <IssueDate>2027-01-11T21:15:03Z</IssueDate><Id>0b54e1c6-7a5e-4c35-9d55-3a7a5c1f0001</Id></OriginalMsgId>\
                </AppRec>
                """)
    }

    @Test func aRefusedMessageIsAnsweredIn10() {
        let faults = [Receipt.Fault(code: "T02", text: "Say \"T02\" & more."), Receipt.Fault(code: "Q1", text: "Why.")]
        #expect(
            text(receipt(.v10, .refused, faults, to: Parties.entity, typeName: nil)) == """
                <?xml version="1.0" encoding="UTF-8"?>
                <AppRec xmlns="http://www.kith.no/xmlstds/apprec/2004-11-21">\
                <MsgType V="APPREC" DN="Applikasjonskvittering"/><MIGversion>1.0 2004-11-21</MIGversion>\
                <GenDate>2027-01-11T21:55:04Z</GenDate><Id>3f0c7c52-8f2e-4d55-9b5e-6d1c7a5c0001</Id>\
                <Sender><HCP><Inst><Name>Test kommune</Name><Id>90000</Id><TypeId V="HER" DN="HER-id"/>\
                <Dept><Name>Innbyggerdialog</Name><Id>90002</Id><TypeId V="HER" DN="HER-id"/></Dept></Inst></HCP></Sender>\
                <Receiver><HCP><Inst><Name>Fjell &amp; &lt;Fjord&gt;</Name><Id>90001</Id><TypeId V="HER" DN="HER-id"/>\
                </Inst></HCP></Receiver><Status V="2" DN="Avvist"/>\
                <Error V="T02" S="2.16.578.1.12.4.1.1.8221" DN="XML validerer ikke" OT="Say &quot;T02&quot; &amp; more."/>\
                <Error V="Q1" S="2.16.578.1.12.4.1.1.8221" OT="Why."/>\
                <OriginalMsgId><MsgType V="DIALOG_INNBYGGER_TIMERESERVASJON"/>\
                <IssueDate>2027-01-11T21:15:03Z</IssueDate><Id>0b54e1c6-7a5e-4c35-9d55-3a7a5c1f0001</Id></OriginalMsgId>\
                </AppRec>
                """)
    }

    @Test func partlyAcceptedHasItsStatus() {
        let fault = Receipt.Fault(code: "X99", text: "One of two.")
        #expect(
            text(receipt(.v11, .partly, [fault])).contains(
                "<Status V=\"3\" DN=\"OK, feil i delmelding\"/><Error V=\"X99\""))
    }

    /// Against nothing where the official XSDs are not at hand, which SchemaStandardsTests says aloud.
    @Test func whatIsWrittenValidates() throws {
        guard let schemas = try officialSchemas() else { return }
        let check = SchemaCheck(schemas)
        for version in Receipt.Version.allCases {
            for status in Receipt.Status.allCases {
                for receiver in [Parties.unit, Parties.entity] {
                    let faults = status == .accepted ? [] : [Receipt.Fault(code: "E31", text: "\u{0} <1>")]
                    let bytes = ReceiptWriter.bytes(of: receipt(version, status, faults, to: receiver))
                    #expect(check.findings(in: bytes) == [])
                }
            }
        }
    }
}
