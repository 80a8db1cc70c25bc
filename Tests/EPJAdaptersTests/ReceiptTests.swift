// AppRec 1.0 and 1.1: what was answered, how, and by whom.

import SyncCore
import Testing

@testable import EPJAdapters

struct ReceiptTests {
    private struct Parts {
        var generated = "<GenDate>2027-02-01T10:25:00Z</GenDate>"
        var id = "<Id>r-1</Id>"
        var sender = "<Inst><Name>A</Name><Id>90001</Id><TypeId V=\"HER\"/></Inst>"
        var status = "<Status V=\"1\"/>"
        var errors = ""
        var original = "<OriginalMsgId><MsgType V=\"X\"/><IssueDate/><Id>M-1</Id></OriginalMsgId>"
        var version = "2012-02-15"

        func read() -> ReadMessage {
            EPJAdaptersTests.read(
                "<AppRec xmlns=\"http://www.kith.no/xmlstds/apprec/\(version)\"><MsgType V=\"APPREC\"/>\(generated)\(id)"
                    + "<Sender><Role V=\"AVS\"/><HCP>\(sender)<Address><TypeId V=\"HER\"/></Address></HCP></Sender>"
                    + "<Receiver><HCP><Inst><Id>99901</Id><TypeId V=\"HER\"/></Inst></HCP></Receiver>\(status)\(errors)"
                    + "\(original)</AppRec>")
        }
    }

    private func read(_ change: (inout Parts) -> Void) -> ReadMessage {
        var parts = Parts()
        change(&parts)
        return parts.read()
    }

    @Test func theFixtureIsReadToTheLastValue() throws {
        let message = EPJAdaptersTests.read(try Fixture.receipt.bytes)
        #expect(
            message.receipt
                == ReceivedReceipt(
                    id: "5d2a11c0-94f0-4c7e-8e6b-2f3c5a7b0007",
                    generated: try #require(Instant(iso8601: Array("2027-02-01T10:25:00Z".utf8), zone: oslo)),
                    status: .rejected, errors: ["E35", "X99"],
                    originalMessageID: "0b54e1c6-7a5e-4c35-9d55-3a7a5c1f0009"))
        #expect(message.receiptSenders == ["90001", "90010"])
        #expect(message.envelope == nil)
        #expect(message.subject == .receipt)
        #expect(message.findings.isEmpty)
    }

    @Test(arguments: ["2004-11-21", "2012-02-15"])
    func bothVersionsAreRead(version: String) {
        let message = read { $0.version = version }
        #expect(message.receipt?.status == .accepted)
        #expect(message.receipt?.originalMessageID == "m-1")
    }

    @Test(arguments: [("1", ReceivedReceipt.Status.accepted), (" 2 ", .rejected), ("3", .partlyAccepted)])
    func statusIsOneOfThree(code: String, status: ReceivedReceipt.Status) {
        #expect(read { $0.status = "<Status V=\"\(code)\"/>" }.receipt?.status == status)
    }

    @Test func receiptsThatSayTooLittleAreRefused() {
        let refused: [(String, String, (inout Parts) -> Void)] = [
            ("no GenDate", "EPJ-551", { $0.generated = "" }),
            ("no point in time", "EPJ-551", { $0.generated = "<GenDate>2027-02-30T00:00:00Z</GenDate>" }),
            ("two GenDates", "EPJ-163", { $0.generated += $0.generated }), ("no Id", "EPJ-552", { $0.id = "" }),
            ("empty Id", "EPJ-552", { $0.id = "<Id> </Id>" }), ("two Ids", "EPJ-163", { $0.id += $0.id }),
            ("no status", "EPJ-553", { $0.status = "" }), ("status 4", "EPJ-553", { $0.status = "<Status V=\"4\"/>" }),
            ("status empty", "EPJ-553", { $0.status = "<Status/>" }),
            ("two statuses", "EPJ-163", { $0.status += $0.status }), ("no original", "EPJ-554", { $0.original = "" }),
            ("original without Id", "EPJ-554", { $0.original = "<OriginalMsgId/>" }),
            ("original empty", "EPJ-554", { $0.original = "<OriginalMsgId><Id/></OriginalMsgId>" }),
            (
                "original too long", "EPJ-554",
                { $0.original = "<OriginalMsgId><Id>\(String(repeating: "m", count: 101))</Id></OriginalMsgId>" }
            ),
        ]
        for (name, code, change) in refused {
            let message = read(change)
            #expect(message.refusal == code, "\(name)")
            #expect(message.findings.first?.position.element.hasPrefix("AppRec") == true)
            #expect(message.subject == .receipt)
            #expect(message.receiptSenders == ["90001"] || code == "EPJ-551" || code == "EPJ-552" || code == "EPJ-163")
        }
    }

    @Test func errorsAreCodesAndNothingElse() {
        let message = read {
            $0.errors =
                "<Error V=\"E31\" OT=\"tekst\"/><Error V=\"T02\"/><Error V=\"E31\"/><Error/><Error V=\"Fritekst\"/>"
        }
        #expect(message.receipt?.errors == ["E31", "T02"])
        #expect(message.codes == ["EPJ-571 noted"])
    }

    @Test func sendersAreNamedInEveryPlace() {
        let additional = { (id: String, kind: String) in
            "<AdditionalId><Id>\(id)</Id><Type V=\"\(kind)\"/></AdditionalId>"
        }
        let senders: [(String, [String])] = [
            ("<Inst><Id>1</Id><TypeId V=\"HER\"/></Inst>", ["1"]),
            ("<Inst><Id>999999999</Id><TypeId V=\"ENH\"/>\(additional("2", "HER"))</Inst>", ["2"]),
            ("<Inst><Id>1</Id><TypeId V=\"HER\"/><Dept><Id>3</Id><TypeId V=\"HER\"/></Dept></Inst>", ["1", "3"]),
            ("<HCProf><Name>N</Name><Id>5</Id><TypeId V=\"HPR\"/>\(additional(" 6 ", "HER"))</HCProf>", ["6"]),
            ("<Inst><Id>x</Id><TypeId V=\"HER\"/>\(additional("7", "HER"))\(additional("7", "HER"))</Inst>", ["7"]),
            ("<Inst><HCPerson><Id>8</Id><TypeId V=\"HER\"/></HCPerson></Inst>", []), ("", []),
            ((1...99).map { "<Inst><Id>\($0)</Id><TypeId V=\"HER\"/></Inst>" }.joined(), (1...16).map(String.init)),
        ]
        for (sender, ids) in senders {
            let message = read { $0.sender = sender }
            #expect(message.receiptSenders == ids)
            #expect(message.kind == "receipt")
        }
    }

    @Test func aReceiptOfAnotherVersionIsNone() {
        #expect(read { $0.version = "2013-01-01" }.refusal == "EPJ-151")
    }
}
