// Outboxes through whole nights: the cursor and its messages move together, and whatever goes wrong leaves the page to be
// asked for again.

import Foundation
import SyncCore
import SyncState
import TestSupport
import Testing

@testable import SyncDaemon

@Suite(.timeLimit(.minutes(10))) struct OutboxNightTests {
    private let now = "2027-01-11T01:15:00+01:00"
    private let server: OutboxServer
    private let night: NightHarness

    init() throws {
        let server = try #require(OutboxServer())
        self.server = server
        night = try NightHarness(feed: "transport = \"outbox\"\nurl = \"\(server.url)\"")
    }

    private func snapshot(uid: String, _ number: String = NightHarness.anna, minute: Int = 30) -> String {
        GericaMessage.snapshot(
            number, id: night.nextID(), generated: "2027-01-11T00:\(minute):00+01:00",
            events: [
                GericaMessage.event(
                    uid: uid, start: "2027-01-13T10:00:00", end: "2027-01-13T10:30:00", status: "CONFIRMED")
            ]
        ).element
    }

    private func cursor() throws -> String? { try night.ledger().outboxPosition(of: server.url).cursor }

    @Test func pagesFollowEachOther() async throws {
        server.put(OutboxServer.page([snapshot(uid: "a")], next: "c1", more: true), after: "")
        server.put(OutboxServer.page([snapshot(uid: "b", NightHarness.birger)], next: "c2"), after: "c1")
        server.put(OutboxServer.page([], next: "c2"), after: "c2")
        let report = try await night.run(now)
        #expect(report.exitCode == .done && report.sources[0].messages == [.applied: 2])
        #expect(await night.shown("a")?.status == .booked)
        #expect(server.asked == ["", "c1"])
        #expect(try cursor() == "c2")
        // The first quiet answer is kept in mind, and from then on asking costs nothing.
        for _ in 0..<3 { #expect(try await night.run(now).exitCode == .done) }
        #expect(server.asked == ["", "c1", "c2", "c2", "c2"])
        #expect(server.answers == [200, 200, 200, 304, 304])
        server.put(OutboxServer.page([snapshot(uid: "c", minute: 40)], next: "c3"), after: "c2")
        #expect(try await night.run(now).sources[0].messages == [.applied: 1])
        #expect(try cursor() == "c3")
        #expect(try night.folder.numberOfSegments == 3, "a quiet answer leaves nothing")
    }

    @Test func aPageThatIsRepeatedHasNoSecondEffect() async throws {
        let page = OutboxServer.page([snapshot(uid: "a")], next: "c1")
        server.put(page, after: "")
        server.put(page, after: "c1")
        #expect(try await night.run(now).sources[0].messages == [.applied: 1])
        let again = try await night.run(now)
        #expect(again.sources[0].messages == [.duplicate: 1] && again.sources[0].operations == [:])
        #expect(try await night.run(now).sources[0].messages == [:], "it has not changed")
        #expect(server.answers == [200, 200, 304])
    }

    @Test func anUnknownCursorIsAskedFromTheBeginning() async throws {
        server.put(OutboxServer.page([snapshot(uid: "a")], next: "c1"), after: "")
        _ = try await night.run(now)
        server.put(OutboxServer.page([snapshot(uid: "b", minute: 40)], next: "d1"), after: "")
        let report = try await night.run(now)
        #expect(server.asked == ["", "c1", ""])
        #expect(report.sources[0].messages == [.applied: 1] && report.exitCode == .leftOver)
        #expect(
            report.problems == [
                "The outbox \(server.url) does not know the cursor it gave before (410). It is asked from its beginning; "
                    + "what was read before is counted as duplicate and has no second effect."
            ])
        #expect(try cursor() == "d1")
    }

    @Test func aCursorThatIsNeverKnownEndsTheReading() async throws {
        server.put(OutboxServer.page([snapshot(uid: "a")], next: "c1", more: true), after: "")
        let report = try await night.run(now)
        #expect(server.asked == ["", "c1", "", "c1"])
        #expect(report.sources[0].messages == [.applied: 1, .duplicate: 1] && report.exitCode == .leftOver)
        #expect(report.problems.count == 2)
        #expect(
            report.problems.last
                == "The outbox \(server.url) does not know the cursor that it gave in this run either (410). What "
                + "was read counts; it is asked again in the next run. Tell the EPJ's vendor: what follows that cursor "
                + "cannot be read.")
        #expect(await night.shown("a")?.status == .booked)
    }

    @Test func anOutboxThatLeadsOnForEverKeepsNobodyWaiting() async throws {
        let pages = OutboxReading.pagesWithoutNewsMax
        for page in 0...pages {
            server.put(
                OutboxServer.page([], next: "c\(page + 1)", more: true), after: page == 0 ? "" : "c\(page)")
        }
        let report = try await night.run(now)
        #expect(report.exitCode == .leftOver && server.asked.count == pages)
        #expect(
            report.problems == [
                "The outbox \(server.url) has given 1000 pages one after the other with nothing new in them, and says that more "
                    + "follows. It is asked for what follows in the next run, so that others are not kept waiting. Tell the "
                    + "EPJ's vendor."
            ])
        #expect(try cursor() == "c\(pages)")
    }

    private static let noAnswer = "No message of the page counts; it is asked for again in the next run."

    static let pages: [(trouble: OutboxServer.Trouble, reason: String)] = [
        (.half, "EPJ-011, line 13: The message ends before its last element is closed. Send it again whole."),
        (
            .instead("<Utboks xmlns=\"urn:epjsync:utboks:1\" flere=\"false\"/>"),
            "EPJ-034, line 1: The Utboks has no neste"
        ),
        (.instead(GericaMessage.bundle([])), "What it answered is no Utboks."),
        (.instead("<html><body>Velkommen</body></html>"), "EPJ-"),
        (.instead(""), "EPJ-001: The message is empty."),
    ]

    @Test(arguments: pages.indices)
    func aPageThatCannotBeReadWholeIsAskedForAgain(_ index: Int) async throws {
        let (trouble, reason) = Self.pages[index]
        server.put(OutboxServer.page([snapshot(uid: "a"), snapshot(uid: "b", minute: 31)], next: "c1"), after: "")
        server.trouble(trouble)
        let report = try await night.run(now)
        #expect(report.exitCode == .leftOver && report.sources[0].messages == [:] && report.setAside.isEmpty)
        let problem = try #require(report.problems.first)
        #expect(problem.hasPrefix("A page of the outbox \(server.url) cannot be read: \(reason)"), "\(problem)")
        #expect(problem.hasSuffix(Self.noAnswer))
        #expect(try night.ledger().setAside().count == 0 && cursor() == nil && night.folder.numberOfSegments == 0)
        let next = try await night.run(now)
        #expect(next.exitCode == .done && next.sources[0].messages == [.applied: 2])
        #expect(server.asked == ["", ""])
    }

    @Test func whatWentWellBeforeCounts() async throws {
        server.put(OutboxServer.page([snapshot(uid: "a")], next: "c1", more: true), after: "")
        server.put(OutboxServer.page([snapshot(uid: "b", NightHarness.birger)], next: "c2"), after: "c1")
        let night = self.night
        // Trouble for the second request only.
        server.trouble(.nothing, .status(503, headers: ["Retry-After: 3600"]))
        let report = try await night.run(now)
        #expect(report.sources[0].messages == [.applied: 1] && report.exitCode == .leftOver)
        #expect(
            report.problems == [
                "The outbox \(server.url) cannot answer now (503). It is asked for the same page in the next run. If it "
                    + "stays so, tell the EPJ's vendor."
            ])
        #expect(try cursor() == "c1")
        #expect(try await night.run(now).sources[0].messages == [.applied: 1])
        #expect(server.asked == ["", "c1", "c1"])
    }

    @Test func aServerThatIsSlowOrCutsStopsNothingElse() async throws {
        server.put(OutboxServer.page([snapshot(uid: "a")], next: "c1"), after: "")
        server.trouble(.cut)
        let report = try await night.run(now)
        #expect(report.exitCode == .leftOver && report.problems.count == 1)
        #expect(report.problems[0].hasPrefix("The outbox \(server.url) gave no whole answer: the exchange broke off; "))
        #expect(try await night.run(now).sources[0].messages == [.applied: 1])
    }

    @Test func aPageThatIsTooLargeIsAskedForWithFewerMessages() async throws {
        guard case .outbox(var settings) = night.configuration.sources[0].feed else { return }
        settings.pageBytesMax = 1_000
        night.configuration.sources[0].feed = .outbox(settings)
        night.configuration.limits.messageBytesMax = 9_000
        let large = OutboxServer.page([snapshot(uid: "a")], next: "c1") + String(repeating: "\n", count: 10_000)
        server.put(large, after: "")
        let report = try await night.run(now)
        #expect(server.messagesMax == [500, 62, 7, 1])
        #expect(
            report.problems == [
                "The outbox \(server.url) holds a message that is larger than is read, even asked for one at a time. Nothing "
                    + "after it can be read; it is asked for again in the next run. Raise limits.message_bytes_max, or "
                    + "have the message taken out of the outbox."
            ])
        #expect(try cursor() == nil && report.sources[0].messages == [:])
        server.trouble(.instead(large), .nothing)
        server.put(OutboxServer.page([snapshot(uid: "a")], next: "c1"), after: "")
        #expect(try await night.run(now).sources[0].messages == [.applied: 1])
        #expect(server.messagesMax.suffix(2) == [500, 62])
    }

    @Test func aServerThatDoesNotAnswerCostsATimeOut() async throws {
        guard case .outbox(var settings) = night.configuration.sources[0].feed else { return }
        settings.responseTimeoutSeconds = 1
        night.configuration.sources[0].feed = .outbox(settings)
        server.put(OutboxServer.page([snapshot(uid: "a")], next: "c1"), after: "")
        server.trouble(.silence)
        let report = try await night.run(now)
        #expect(report.exitCode == .leftOver && report.problems.count == 1)
        #expect(
            report.problems[0].hasPrefix("The outbox \(server.url) gave no whole answer: the server did not answer"))
    }

    @Test func aPageThatComesTooSlowlyIsAskedForAgain() async throws {
        guard case .outbox(var settings) = night.configuration.sources[0].feed else { return }
        settings.responseTimeoutSeconds = 1
        night.configuration.sources[0].feed = .outbox(settings)
        server.put(OutboxServer.page([snapshot(uid: "a"), snapshot(uid: "b", minute: 31)], next: "c1"), after: "")
        server.trouble(.dribble)
        let report = try await night.run(now)
        #expect(report.exitCode == .leftOver && report.sources[0].messages == [:] && report.setAside.isEmpty)
        #expect(report.problems.count == 1)
        #expect(
            report.problems[0].hasPrefix(
                "The outbox \(server.url) gave no whole answer: the server did not answer in time; the request may have "
                    + "arrived: "))
        #expect(try cursor() == nil && night.folder.numberOfSegments == 0)
        #expect(try await night.run(now).sources[0].messages == [.applied: 2])
        #expect(server.asked == ["", ""])
        #expect(try cursor() == "c1")
    }

    @Test func anOutboxThatLeadsInACircleEnds() async throws {
        server.put(OutboxServer.page([snapshot(uid: "a")], next: "c1", more: true), after: "")
        server.put(OutboxServer.page([], next: "c2", more: true), after: "c1")
        server.put(OutboxServer.page([], next: "c1", more: true), after: "c2")
        let report = try await night.run(now)
        #expect(server.asked == ["", "c1", "c2"])
        #expect(report.sources[0].messages == [.applied: 1])
        #expect(
            report.problems == [
                "The outbox \(server.url) says that more follows and leads back to a cursor it was asked for already. What "
                    + "was read counts; it is asked again in the next run. Tell the EPJ's vendor."
            ])
    }

    @Test func aMemberThatIsRefusedCostsTheOthersNothing() async throws {
        let bad = snapshot(uid: "bad").replacing(NightHarness.anna, with: "01824049987")
        server.put(OutboxServer.page([snapshot(uid: "a"), bad], next: "c1"), after: "")
        let report = try await night.run(now)
        #expect(report.sources[0].messages == [.applied: 1, .quarantined: 1])
        #expect(report.setAside.map(\.batch) == ["page 1"] && report.setAside.map(\.file) == ["message 2"])
        #expect(try cursor() == "c1")
    }

    @Test func theTokenOfAnOutbox() async throws {
        let server = try #require(OutboxServer(token: "secret"))
        server.put(OutboxServer.page([snapshot(uid: "a")], next: "c1"), after: "")
        let night = try NightHarness(feed: "transport = \"outbox\"\nurl = \"\(server.url)\"\ntoken = \"epj.token\"")
        let file = night.folder.file("epj.token")
        let missing = try await night.run(now)
        #expect(
            missing.problems == [
                "The token file \(file) cannot be read or holds no token. Nothing was read of the outbox \(server.url)."
            ])
        #expect(server.asked.isEmpty && missing.exitCode == .leftOver)
        try night.folder.write("secret\n", to: "epj.token", mode: 0o644)
        #expect(
            try await night.run(now).problems == [
                "The token file \(file) cannot be used: others may read it (use mode 0600). Nothing was read of the outbox "
                    + "\(server.url)."
            ])
        try night.folder.write("secret\n", to: "epj.token")
        #expect(try await night.run(now).sources[0].messages == [.applied: 1])
    }
}

extension TemporaryFolder {
    fileprivate var numberOfSegments: Int {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: file("state/originals")).count { $0.hasSuffix(".seg") }
        }
    }
}
