// Bundles through whole nights: they count whole or not at all, each is refused once, and what was refused of it by itself
// costs the others nothing.

import EPJAdapters
import Feeds
import Foundation
import HTTPTransport
import SyncCore
import SyncState
import TestSupport
import Testing

@testable import SyncDaemon

@Suite struct BundleNightTests {
    private let now = "2027-01-11T01:15:00+01:00"
    private let bundle = "transport = \"bundle\""

    private func snapshot(
        _ night: NightHarness, uid: String, _ number: String = NightHarness.anna, minute: Int = 30,
        herID: String = "87688"
    ) -> String {
        var message = GericaMessage.snapshot(
            number, id: night.nextID(), generated: "2027-01-11T00:\(minute):00+01:00",
            events: [
                GericaMessage.event(
                    uid: uid, start: "2027-01-13T10:00:00", end: "2027-01-13T10:30:00", status: "CONFIRMED")
            ])
        message.herID = herID
        return message.element
    }

    @Test func aBundleCountsAndIsRemoved() async throws {
        let night = try NightHarness(more: bundle)
        try night.deliverBundle(GericaMessage.bundle([snapshot(night, uid: "a")]))
        let report = try await night.run(now)
        #expect(report.exitCode == .done && report.sources[0].messages == [.applied: 1])
        #expect(await night.shown("a")?.status == .booked)
        #expect(try night.feedContents() == ["inbox", "taken"])
        #expect(try await night.run(now).sources[0].messages == [:])
    }

    @Test func whatIsHalfWrittenIsNotRead() async throws {
        let night = try NightHarness(more: bundle)
        let text = GericaMessage.bundle([snapshot(night, uid: "a")])
        try night.folder.write(String(text.prefix(500)), to: "feed/inbox/b.xml.part")
        let report = try await night.run(now)
        #expect(report.exitCode == .done && report.sources[0].messages == [:])
        #expect(try night.feedContents() == ["inbox", "inbox/b.xml.part"])
    }

    static let unreadable: [(name: String, change: @Sendable (String) -> String, problem: String)] = [
        (
            "wrong count", { $0.replacing("antall=\"2\"", with: "antall=\"3\"") },
            "EPJ-032, line 1: The Meldingsbunt has another number of messages than its antall says. No message of the "
                + "bundle counts. Send it again whole."
        ),
        (
            "no count", { $0.replacing("antall=\"2\"", with: "") },
            "EPJ-031, line 1: The Meldingsbunt has no antall, or one that is no number. No message of the bundle counts. "
                + "Write the number of its messages."
        ),
        (
            "cut between messages", { $0.replacing("</Meldingsbunt>\n", with: "") },
            "EPJ-011, line 30: The message ends before its last element is closed. Send it again whole."
        ),
        (
            "cut within a message", { String($0.prefix($0.count - 300)) },
            "EPJ-011, line 29: The message ends before its last element is closed. Send it again whole."
        ),
        (
            "not well-formed", { $0.replacing("</Meldingsbunt>", with: "</MeldingsBunt>") },
            "EPJ-010, line 31: The message is not well-formed XML. Correct the export and send the message again."
        ),
        (
            "a page of an outbox", { _ in OutboxServer.page([], next: "c") },
            "It is a page of an outbox, which does not say how many messages it holds."
        ),
        ("nothing", { _ in "" }, "EPJ-001: The message is empty. Send it again with its content."),
    ]

    @Test(arguments: unreadable.indices)
    func aBundleThatCannotBeReadWholeIsRefusedOnceAndNothingOfItCounts(_ index: Int) async throws {
        let (name, change, problem) = Self.unreadable[index]
        let night = try NightHarness(more: bundle)
        let text = GericaMessage.bundle([
            snapshot(night, uid: "a"), snapshot(night, uid: "b", NightHarness.birger),
        ])
        try night.deliverBundle(change(text), named: "b1.xml")
        let report = try await night.run(now)
        #expect(report.exitCode == .leftOver, "\(name)")
        #expect(
            report.problems == [
                "The bundle b1.xml was moved to refused/ and no message of it counts. \(problem) "
                    + "What is right in it must be delivered again, as a new bundle."
            ], "\(name)")
        #expect(report.sources[0].messages == [:] && report.unattributed == [:] && report.setAside.isEmpty, "\(name)")
        #expect(try night.feedContents() == ["inbox", "refused", "refused/1-b1.xml", "taken"], "\(name)")
        #expect(try night.ledger().setAside().count == 0 && night.personSet().isEmpty, "\(name)")
        // Not every poll, and the whole bundle is no duplicate of the broken one.
        try night.deliverBundle(text, named: "b1.xml")
        let next = try await night.run(now)
        #expect(next.exitCode == .done && next.sources[0].messages == [.applied: 2], "\(name)")
    }

    @Test func aBundleThatIsTooLargeIsRefused() async throws {
        let night = try NightHarness(more: bundle, portalKeys: "[limits]\nbundle_bytes_max = 2000")
        try night.deliverBundle(GericaMessage.bundle([snapshot(night, uid: "a"), snapshot(night, uid: "b")]))
        let report = try await night.run(now)
        #expect(report.exitCode == .leftOver && report.sources[0].messages == [:])
        #expect(report.problems.count == 1 && report.problems[0].contains("EPJ-036: The bundle has more bytes"))
    }

    @Test func aMemberThatIsRefusedCostsTheOthersNothing() async throws {
        let night = try NightHarness(more: bundle)
        let bad = snapshot(night, uid: "bad").replacing(NightHarness.anna, with: "01824049987")
        try night.deliverBundle(
            GericaMessage.bundle([snapshot(night, uid: "a"), bad, snapshot(night, uid: "c", minute: 31)]))
        let report = try await night.run(now)
        #expect(report.exitCode == .leftOver)
        #expect(report.sources[0].messages == [.applied: 2, .quarantined: 1])
        let item = try #require(report.setAside.first)
        #expect(item.batch == "b1001.xml" && item.file == "message 2" && item.finding.code.description == "EPJ-101")
        #expect(item.finding.position.line == 10, "counted from the message's own first line")
        #expect(await night.shown("c")?.status == .booked)
        // What is kept can be read alone, and says the same.
        let ledger = try night.ledger()
        let kept = try #require(try ledger.quarantined().first)
        #expect(kept.position.line == 10)
        let original = try #require(try ledger.original(of: kept.number))
        let read = MessageReader(context: ReadingContext(zone: .europeOslo, synthetic: .accept), everySender: .gerica)
            .read(original)
        #expect(read.findings.first?.code == kept.code && read.findings.first?.position.line == 10)
    }

    @Test func theSameMemberTwiceHasNoSecondEffect() async throws {
        let night = try NightHarness(more: bundle)
        let member = snapshot(night, uid: "a")
        try night.deliverBundle(GericaMessage.bundle([member, member]))
        let report = try await night.run(now)
        #expect(report.sources[0].messages == [.applied: 1, .duplicate: 1] && report.sources[0].accepted == 1)
    }

    @Test func severalSourcesShareAnInbox() async throws {
        let night = try NightHarness(
            active: [NightHarness.anna, NightHarness.birger], more: bundle, another: "87699")
        try night.deliverBundle(
            GericaMessage.bundle([
                snapshot(night, uid: "a"), snapshot(night, uid: "b", NightHarness.birger, herID: "87699"),
                snapshot(night, uid: "c", herID: "11111"),
            ]))
        let report = try await night.run(now)
        #expect(report.sources.map(\.id) == ["9901-gerica", "9902-profil"])
        #expect(report.sources.map(\.messages) == [[.applied: 1], [.applied: 1]])
        #expect(
            report.unattributed == [.quarantined: 1] && report.setAside.map(\.finding.code.description) == ["EPJ-160"])
        #expect(report.sources.map(\.accepted) == [1, 1])
    }

    @Test func aMessageByItselfIsReadLikeABundleOfOne() async throws {
        let night = try NightHarness(more: bundle)
        let message = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n" + snapshot(night, uid: "a")
        try night.folder.write("", to: "feed/inbox/b.part")
        let bytes = try #require(message.data(using: .isoLatin1))
        try bytes.write(to: URL(fileURLWithPath: night.folder.file("feed/inbox/b.xml")))
        let report = try await night.run(now)
        #expect(report.sources[0].messages == [.applied: 1] && report.exitCode == .done)
        let original = try #require(try night.ledger().original(of: MessageNumber(1)))
        #expect(String(decoding: original, as: UTF8.self).contains("Prøvesen"))
        #expect(!String(decoding: original, as: UTF8.self).contains("ISO-8859-1"), "it is UTF-8 by now")
    }

    // MARK: Cut off

    @Test func aBundleThatWasTakenIsReadFirst() async throws {
        let night = try NightHarness(more: bundle)
        try night.folder.write(GericaMessage.bundle([snapshot(night, uid: "a")]), to: "feed/taken/7-b.xml")
        try night.deliverBundle(GericaMessage.bundle([snapshot(night, uid: "b", NightHarness.birger)]))
        let report = try await night.run(now)
        #expect(report.sources[0].messages == [.applied: 2] && report.exitCode == .done)
        #expect(try night.feedContents() == ["inbox", "taken"])
    }

    @Test func aBundleThatCountsAlreadyIsOnlyRemoved() async throws {
        let night = try NightHarness(more: bundle)
        let text = GericaMessage.bundle([snapshot(night, uid: "a")])
        try night.deliverBundle(text, named: "b.xml")
        _ = try await night.run(now)
        // As after a kill between the commit and the removal.
        try night.folder.write(text, to: "feed/taken/1-b.xml")
        let report = try await night.run(now)
        #expect(report.sources[0].messages == [:] && report.exitCode == .done)
        #expect(try night.feedContents() == ["inbox", "taken"])
    }

    @Test func whatIsNoBundleIsMovedAwayAndSaid() async throws {
        let night = try NightHarness(more: bundle)
        try night.folder.write("x", to: "feed/inbox/a.txt")
        try night.deliverBundle(GericaMessage.bundle([snapshot(night, uid: "b")]))
        let report = try await night.run(now)
        #expect(report.sources[0].messages == [.applied: 1] && report.exitCode == .leftOver)
        #expect(
            report.problems == [
                "a.txt is no bundle of messages and was moved to refused/ unread. Write each bundle as one file, "
                    + "inbox/NAME.xml, named .part until it is complete."
            ])
        #expect(try await night.run(now).exitCode == .done)
    }

    /// More slices than one, each larger than the reader's window.
    @Test func fiveThousandMembers() async throws {
        let night = try NightHarness(more: bundle)
        let persons = [NightHarness.anna, NightHarness.birger]
        var members: [String] = []
        for number in 0..<4_999 {
            members.append(snapshot(night, uid: "v", persons[number % 2], minute: 10 + number % 45))
        }
        members.insert("<MsgHead xmlns=\"urn:else\"/>", at: 3_000)
        try night.deliverBundle(GericaMessage.bundle(members))
        let report = try await night.run(now, .plan(listingOperations: false))
        let counts = report.sources[0].messages
        let total = counts.values.reduce(0, +)
        #expect(total == 4_999)
        #expect(report.unattributed == [.quarantined: 1] && report.setAside.map(\.file) == ["message 3001"])
        // Every minute once for each of the two; the rest is older or the same.
        #expect(counts[.applied] == 46 && counts[.quarantined] == nil)
        #expect(report.sources[0].operations == [.create: 1])
    }

    /// One message in each that asks for a receipt.
    private func deliverServices(_ night: NightHarness, bundles: Int) throws -> [String] {
        try (1...bundles).map { number in
            let services = GericaMessage.services(
                NightHarness.anna, id: night.nextID(), generated: "2027-01-11T00:3\(number):00+01:00",
                [(id: "9", unit: "95316", from: "2026-01-01")])
            try night.deliverBundle(GericaMessage.bundle([services.element]), named: "b\(number).xml")
            return services.messageID
        }
    }

    @Test func whatABundleDecidedIsToldWhileALaterOneIsRead() async throws {
        let night = try NightHarness(more: bundle)
        let messages = try deliverServices(night, bundles: 4)
        let files = WatchedFiles()
        var cycle = try await night.cycle(now)
        cycle.feedEdges.files = files
        #expect(try await cycle.run(.sync).sources[0].delivered == 5)
        let told = try night.told()
        #expect(told.filter { $0.status == "1" }.map(\.answers).sorted { $0 ?? "" < $1 ?? "" } == messages.sorted())
        func step(telling message: String) -> Int? {
            told.first { $0.answers == message }.flatMap { receipt in files.moved.firstIndex { $0.contains(receipt.id) }
            }
        }
        // Bundles are removed when they count.
        let counted = files.moved.indices.filter { files.moved[$0].hasPrefix("removed ") }
        #expect(counted.count == 4)
        #expect(try #require(step(telling: messages[0])) < counted[2])
        #expect(try #require(step(telling: messages[1])) < counted[3])
    }

    /// The parser is ahead of the ledger, and what it reads counts in order all the same.
    @Test func bundlesCountInTheOrderInWhichTheyWereTaken() async throws {
        let night = try NightHarness(more: bundle)
        for number in 1...9 {
            var text = GericaMessage.bundle([snapshot(night, uid: "v", minute: 10 + number)])
            // Every third is cut off.
            if number % 3 == 0 { text.removeLast(20) }
            try night.deliverBundle(text, named: "b\(number).xml")
        }
        let report = try await night.run(now)
        // One that came after a later one would be superseded.
        #expect(report.sources[0].messages == [.applied: 6])
        #expect(report.problems.map { $0.prefix(17) } == [3, 6, 9].map { "The bundle b\($0).xml" })
    }

    @Test func aFolderThatCannotBeWrittenIsToldOfOnceAndWaits() async throws {
        let night = try NightHarness(more: bundle)
        _ = try deliverServices(night, bundles: 4)
        try night.folder.write("in the way", to: "feed/outgoing")
        let report = try await night.run(now)
        #expect(report.sources[0].delivered == 0 && report.sources[0].waiting == 5 && report.problems.count == 1)
        #expect(report.sources[0].messages == [.applied: 4] && report.exitCode == .leftOver)
        try FileManager.default.removeItem(atPath: night.folder.file("feed/outgoing"))
        #expect(try await night.run(now).sources[0].delivered == 5)
        #expect(try night.told().count == 5)
    }
}

/// Files as they are, and in which order they were renamed and removed.
private struct WatchedFiles: FeedFiles {
    private let files = SystemFiles()
    private let steps = LockBox<[String]>([])

    var moved: [String] { steps.withLock { $0 } }

    func names(in folder: String) throws(FileFault) -> [String] { try files.names(in: folder) }
    func entry(at path: String) throws(FileFault) -> FileEntry { try files.entry(at: path) }
    func open(_ path: String) throws(FileFault) -> any OpenFile { try files.open(path) }
    func makeFolder(_ path: String) throws(FileFault) { try files.makeFolder(path) }
    func write(_ bytes: [UInt8], to path: String) throws(FileFault) { try files.write(bytes, to: path) }
    func synchronize(folder: String) throws(FileFault) { try files.synchronize(folder: folder) }

    func move(_ path: String, to destination: String) throws(FileFault) {
        try files.move(path, to: destination)
        steps.withLock { $0.append("moved \(destination)") }
    }

    func remove(_ path: String) throws(FileFault) {
        try files.remove(path)
        steps.withLock { $0.append("removed \(path)") }
    }
}
