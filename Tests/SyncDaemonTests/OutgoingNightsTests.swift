// Nights as the EPJ hears of them: what lies in outgoing/ after each, to the byte.

import Foundation
import PortalClient
import SyncCore
import SyncState
import TestSupport
import Testing

@testable import EPJAdapters
@testable import SyncDaemon

@Suite struct OutgoingNightsTests {
    private let first = "2027-01-11T01:15:00+01:00"

    /// A night's messages that differ in what they ask for.
    private func messages(_ night: NightHarness) -> [GericaMessage] {
        let event = GericaMessage.event(
            uid: "u1", start: "2027-01-13T10:00:00", end: "2027-01-13T10:30:00", status: "CONFIRMED")
        var snapshot = GericaMessage.snapshot(
            NightHarness.anna, id: night.nextID(), generated: "2027-01-11T00:30:00+01:00", events: [event])
        // The process takes no receipt, whatever Ack says.
        snapshot.ack = "J"
        let services = GericaMessage.services(
            NightHarness.anna, id: night.nextID(), generated: "2027-01-11T00:30:00+01:00",
            [(id: "9", unit: "95316", from: "2026-01-01")])
        var broken = GericaMessage.services(
            "14835221018", id: night.nextID(), generated: "2027-01-11T00:30:00+01:00", [])
        broken.ack = "F"
        var birgers = GericaMessage.services(
            NightHarness.birger, id: night.nextID(), generated: "2027-01-11T00:30:00+01:00", [])
        birgers.ack = "F"
        let inactive = GericaMessage.services(
            NightHarness.birger, id: night.nextID(), generated: "2027-01-11T00:30:01+01:00", [])
        return [snapshot, services, broken, birgers, inactive]
    }

    @Test func aNightIsToldToTheEPJ() async throws {
        let night = try NightHarness()
        let messages = messages(night)
        try night.deliver(messages)
        let report = try await night.run(first)
        let source = report.sources[0]
        #expect(source.outgoingCounts.map(\.1) == [2, 0, 1, 0, 3, 0])
        #expect(
            ReportText.text(report).contains(
                "\n    told EPJ    receiptsAccepted 2, statusMessages 1, delivered 3\n"))
        #expect(ReportJSON.text(report).contains(#""activationTold":1"#))
        #expect(
            ReportJSON.text(report).contains(
                #""outgoing":{"answers":0,"delivered":3,"receiptsAccepted":2,"receiptsRefused":0,"statusMessages":1,"#
                    + #""waiting":0}"#))
        let told = try night.told()
        #expect(told.map(\.status) == ["1", "1", nil])
        let receipt = try #require(told.first)
        #expect(receipt.answers == messages[1].messageID && told[1].answers == messages[4].messageID)
        #expect(
            receipt.text == """
                <?xml version="1.0" encoding="UTF-8"?>
                <AppRec xmlns="http://www.kith.no/xmlstds/apprec/2012-02-15">\
                <MsgType V="APPREC" DN="Applikasjonskvittering"/><MIGversion>v1.1 2012-02-15</MIGversion>\
                <GenDate>2027-01-11T00:15:00Z</GenDate><Id>\(receipt.id)</Id>\
                <Sender><HCP><Inst><Name>Prøvekommunen</Name><Id>115851</Id><TypeId V="HER" DN="HER-id"/>\
                <Dept><Name>Prøvekommunen</Name><Id>8093248</Id><TypeId V="HER" DN="HER-id"/></Dept></Inst></HCP></Sender>\
                <Receiver><HCP><Inst><Name>Prøvekommunen</Name><Id>87688</Id><TypeId V="HER" DN="HER-id"/>\
                <Dept><Name>Prøvekommunen</Name><Id>95316</Id><TypeId V="HER" DN="HER-id"/></Dept></Inst></HCP></Receiver>\
                <Status V="1" DN="OK"/><OriginalMsgId><MsgType V="DIALOG_INNBYGGER_TJENESTEOVERSIKT"/>\
                <IssueDate>2027-01-10T23:30:00Z</IssueDate><Id>\(messages[1].messageID)</Id></OriginalMsgId></AppRec>
                """)
        let status = try #require(told.last)
        #expect(status.text.contains("<MsgId>\(status.id)</MsgId>") && status.text.contains("V=\"SDAB\""))
        #expect(status.text.contains("<KodetOpplysning V=\"1\"") && status.text.contains(NightHarness.anna))

        // Nothing is told twice.
        let again = try await night.run(first)
        #expect(again.sources[0].outgoingCounts.allSatisfy { $0.1 == 0 })
        #expect(!ReportText.text(again).contains("told EPJ"))
        #expect(try night.told() == told)
    }

    @Test func whatIsInQuarantineIsAnsweredAfter72Hours() async throws {
        let night = try NightHarness()
        try night.deliver(messages(night))
        _ = try await night.run(first)
        let before = try night.told()
        _ = try await night.run("2027-01-14T01:14:59+01:00")
        #expect(try night.told() == before)
        let report = try await night.run("2027-01-14T01:15:00+01:00")
        #expect(report.sources[0].outgoing.receiptsRefused == 1)
        let refused = try #require(try night.told().first { $0.status == "2" })
        #expect(
            refused.text.contains(
                "<Status V=\"2\" DN=\"Avvist\"/><Error V=\"E31\" S=\"2.16.578.1.12.4.1.1.8221\" DN=\"Pasientens "
                    + "fødselsnummer er feil\" OT=\"The patient's identity number has wrong control digits. Correct the "
                    + "number in the EPJ and send again.\"/>"))
        _ = try await night.run("2027-02-14T01:15:00+01:00")
        #expect(try night.told().count == before.count + 1)
    }

    @Test func aRetryAfterTheNegativeReceiptSendsNoSecond() async throws {
        let night = try NightHarness(more: "", portalKeys: "[limits]\nservices_per_message_max = 10")
        let many = (1...11).map { (id: "\($0)", unit: "95316", from: "2026-01-01") }
        try night.deliver([
            GericaMessage.services(NightHarness.anna, id: night.nextID(), generated: "2027-01-11T00:30:00+01:00", many)
        ])
        #expect(try await night.run(first).sources[0].messages[.quarantined] == 1)
        #expect(try await night.run("2027-01-14T01:15:00+01:00").sources[0].outgoing.receiptsRefused == 1)
        var raised = night.configuration
        raised.limits.servicesPerMessageMax = 20
        let ledger = try Ledger(
            directory: raised.state.directory, keyFile: raised.state.masterKeyFile, rendering: NationalXML(raised))
        let retry = try MessageRetry(
            configuration: raised, ledger: ledger, zone: .europeOslo,
            now: try #require(Instant(iso8601WithOffset: "2027-01-14T09:00:00+01:00")))
        #expect(try retry.retry(try #require(try ledger.quarantined().first)).disposition == .applied)
        let report = try await night.run("2027-01-15T01:15:00+01:00")
        #expect(report.sources[0].outgoing.receiptsAccepted == 0 && report.sources[0].outgoing.statusMessages == 1)
    }

    @Test func questionsAreAnsweredAfterTheNextCheck() async throws {
        let night = try NightHarness()
        var asked = GericaMessage.question(
            [NightHarness.birger, NightHarness.anna], id: night.nextID(), generated: "2027-01-11T00:30:00+01:00")
        var nobody = GericaMessage.question(
            [NightHarness.birger], id: night.nextID(), generated: "2027-01-11T00:30:00+01:00")
        asked.ack = "J"
        nobody.ack = "J"
        try night.deliver([asked, nobody])
        await night.portal.fail(with: .unreachable(reason: "down"))
        let down = try await night.run(first)
        #expect(down.sources[0].outgoingCounts.map(\.1) == [2, 0, 0, 0, 2, 0], "receipts need no portal")
        await night.portal.fail(with: nil)
        await night.portal.leaveOut([NightHarness.birger])
        let report = try await night.run(first)
        #expect(report.sources[0].outgoingCounts.map(\.1) == [0, 0, 1, 2, 3, 0])
        let texts = try night.told().map(\.text)
        let answer = try #require(texts.first { $0.contains("V=\"28\"") })
        #expect(
            answer.contains(
                "<ConversationRef><RefToParent>\(asked.messageID)</RefToParent><RefToConversation>\(asked.messageID)"
                    + "</RefToConversation></ConversationRef>"))
        #expect(answer.contains(NightHarness.anna) && !answer.contains(NightHarness.birger))
        #expect(
            answer.contains("<Sender><Organisation><OrganisationName>Prøvekommunen</OrganisationName><Ident><Id>115851")
        )
        #expect(texts.contains { $0.contains("V=\"29\"") && $0.contains(nobody.messageID) && !$0.contains("Personer") })
    }

    @Test func theEPJsOwnReceiptsAreMatched() async throws {
        let night = try NightHarness(active: [NightHarness.anna, NightHarness.birger])
        try night.deliver(messages(night))
        _ = try await night.run(first)
        let ids = try night.told().filter { $0.status == nil }.map(\.id)
        #expect(ids.count == 2)
        try night.deliver([
            ("1.xml", GericaMessage.receipt(for: ids[0], status: 1)),
            ("2.xml", GericaMessage.receipt(for: ids[1].uppercased(), status: 2, error: "E35")),
            ("3.xml", GericaMessage.receipt(for: night.nextID(), status: 1)),
            ("4.xml", GericaMessage.receipt(for: ids[0], status: 2)),
            ("5.xml", GericaMessage.receipt(for: ids[0], status: 1, herID: "4711")),
        ])
        let report = try await night.run("2027-01-12T01:15:00+01:00")
        #expect(report.sources[0].messages == [.applied: 2, .notForUs: 1, .duplicate: 1])
        #expect(report.unattributed == [.notForUs: 1])
        #expect(
            ReportText.text(report).contains("\n    receipts    accepted 1, refused 1, notKnown 1, unmatched 2\n"))
        #expect(
            ReportJSON.text(report).contains(
                #""receiptsReceived":{"accepted":1,"notKnown":1,"refused":1,"unmatched":2}"#))
        #expect(report.exitCode == .done && report.sources[0].delivered == 0, "a receipt is not answered")
    }

    @Test func whatCannotBeWrittenWaits() async throws {
        let night = try NightHarness()
        try night.folder.write("in the way", to: "feed/outgoing")
        try night.deliver(messages(night))
        let report = try await night.run(first)
        #expect(report.sources[0].waiting == 3 && report.sources[0].delivered == 0 && report.exitCode == .leftOver)
        #expect(
            report.problems == [
                "Messages to the EPJ cannot be written to \(night.folder.file("feed/outgoing")): Not a directory. They are "
                    + "kept and are written in the next run. Check that epjsyncd may write there, and that its disk has "
                    + "room."
            ])
        let status = try night.status()
        #expect(status.exitCode == .leftOver || status.exitCode == .stale)
        #expect(status.text.contains("\nEPJs: 3 messages to them wait to be delivered in the next run."))
        #expect(status.json.contains(#""undelivered":3"#))
        try FileManager.default.removeItem(atPath: night.folder.file("feed/outgoing"))
        let next = try await night.run(first)
        #expect(next.sources[0].outgoingCounts.map(\.1) == [0, 0, 0, 0, 3, 0])
        #expect(try night.told().count == 3 && night.status().open.undelivered == 0)
    }

    @Test func anOutboxIsToldByPosts() async throws {
        let server = try #require(OutboxServer(token: "secret"))
        let night = try NightHarness(feed: "transport = \"outbox\"\nurl = \"\(server.url)\"\ntoken = \"epj.token\"")
        try night.folder.write("secret", to: "epj.token")
        server.put(OutboxServer.page(messages(night).map(\.element), next: "c1"), after: "")
        server.put(OutboxServer.page([], next: "c1"), after: "c1")
        server.answerPosts(201, 503)
        let report = try await night.run(first)
        #expect(
            report.problems == [
                "The EPJ did not take a message at \(server.url)/kvittering: it answered 503. It and what comes after it are "
                    + "kept and are sent again in the next run. Check the source's credentials, and ask the EPJ's vendor."
            ])
        // What failed after reading is tried again after the check of who is active, with what came on top.
        #expect(report.sources[0].outgoingCounts.map(\.1) == [2, 0, 1, 0, 3, 0])
        let posts = server.posts
        #expect(posts.map(\.kind) == ["kvittering", "kvittering", "kvittering", "melding"])
        #expect(posts[1] == posts[2], "the same bytes under the same key")
        for post in posts {
            let id = post.idempotencyKey.trimmingCharacters(in: ["\""])
            #expect(post.text.contains("Id>\(id)</"))
        }
        server.stop()
        try night.folder.write("", to: "epj.token")
        #expect(try await night.run(first).sources[0].waiting == 0)
    }

    @Test func anOutboxThatIsAwayIsToldLater() async throws {
        let server = try #require(OutboxServer())
        let night = try NightHarness(feed: "transport = \"outbox\"\nurl = \"\(server.url)\"")
        server.put(OutboxServer.page(messages(night).map(\.element), next: "c1"), after: "")
        server.put(OutboxServer.page([], next: "c1"), after: "c1")
        server.answerPosts(500, 500)
        let report = try await night.run(first)
        #expect(report.sources[0].waiting == 3 && report.problems.count == 1 && report.exitCode == .leftOver)
        #expect(try await night.run(first).sources[0].outgoingCounts.map(\.1) == [0, 0, 0, 0, 3, 0])
        #expect(server.posts.count == 5)
    }

    @Test func aKillAnywhereTellsTheSameInTheEnd() async throws {
        let night = try NightHarness()
        let copies = try TemporaryFolder()
        try night.deliver(messages(night))
        try night.deliver([
            GericaMessage.question([NightHarness.anna], id: night.nextID(), generated: "2027-01-11T00:30:00+01:00")
        ])
        let (state, feed) = (night.folder.file("state"), night.folder.file("feed"))
        let count = LockedCount()
        let copy: @Sendable () -> Void = {
            // The clock is read between delivery and record.
            let to = copies.file(String(count.next()))
            try? FileManager.default.createDirectory(atPath: to, withIntermediateDirectories: true)
            try? FileManager.default.copyItem(atPath: state, toPath: to + "/state")
            try? FileManager.default.copyItem(atPath: feed, toPath: to + "/feed")
        }
        _ = try await night.run(first, reading: copy)
        let wanted = try night.told()
        #expect(wanted.count == 4 && count.value > 4)
        for number in 1...count.value {
            for (name, path) in [("state", state), ("feed", feed)] {
                try FileManager.default.removeItem(atPath: path)
                try FileManager.default.moveItem(atPath: copies.file("\(number)/\(name)"), toPath: path)
            }
            try? FileManager.default.removeItem(atPath: state + "/ledger.sqlite-shm")
            _ = try await night.run(first)
            #expect(try night.told() == wanted, "cut \(number)")
        }
    }

    /// Against nothing where the official XSDs are not at hand.
    @Test func whatIsToldIsValid() async throws {
        guard let folder = ProcessInfo.processInfo.environment["EPJ_STANDARDS"] else {
            // To stdout, because a test that is skipped in silence looks like a test that passed.
            return print("OutgoingNightsTests: EPJ_STANDARDS names no folder, nothing was checked against XSDs.")
        }
        let night = try NightHarness()
        try night.deliver(messages(night))
        try night.deliver([
            GericaMessage.question([NightHarness.anna], id: night.nextID(), generated: "2027-01-11T00:30:00+01:00"),
            GericaMessage.question([], id: night.nextID(), generated: "2027-01-11T00:30:00+01:00"),
        ])
        _ = try await night.run(first)
        _ = try await night.run("2027-01-14T01:15:00+01:00")
        let check = SchemaCheck(try SchemaSet(directory: folder + "/xsd"))
        let told = try night.told()
        #expect(told.count == 6)
        for message in told { #expect(check.findings(in: Array(message.text.utf8)) == [], "\(message.id)") }
    }
}

/// A file in outgoing/.
struct ToldMessage: Equatable {
    /// From its name.
    let id: String
    let text: String

    /// Of a receipt.
    var status: String? { between("<Status V=\"", "\"") }
    /// MsgId of the message that a receipt answers.
    var answers: String? { between("</IssueDate><Id>", "</Id>") }

    private func between(_ before: String, _ after: String) -> String? {
        text.components(separatedBy: before).dropFirst().first?.components(separatedBy: after).first
    }
}

extension NightHarness {
    /// Receipts by the message they answer, then the others by id.
    func told() throws -> [ToldMessage] {
        let outgoing = folder.file("feed/outgoing")
        return try FileManager.default.contentsOfDirectory(atPath: outgoing).sorted().map { name in
            let text = String(
                decoding: try Data(contentsOf: URL(fileURLWithPath: outgoing + "/" + name)), as: UTF8.self)
            return ToldMessage(id: name.replacing(".xml", with: ""), text: text)
        }.sorted { ($0.answers ?? "~", $0.id) < ($1.answers ?? "~", $1.id) }
    }

    func status() throws -> Status {
        try Status(
            ledger: Ledger(directory: configuration.state.directory, keyFile: configuration.state.masterKeyFile),
            now: .current())
    }
}

/// Counts from wherever the clock is read.
private final class LockedCount: Sendable {
    private let count = Guarded(0)

    var value: Int { count.withLock { $0 } }

    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}
