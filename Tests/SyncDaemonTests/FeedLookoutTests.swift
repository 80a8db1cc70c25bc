// What a look at the feeds costs when there is nothing: one conditional question to an outbox over the same connection,
// and not a byte written.

import Foundation
import SyncCore
import SyncState
import TestSupport
import Testing

@testable import SyncDaemon

@Suite(.timeLimit(.minutes(10))) struct FeedLookoutTests {
    private let now = "2027-01-11T12:00:00+01:00"

    private func snapshot(_ night: NightHarness) -> String {
        GericaMessage.snapshot(
            NightHarness.anna, id: night.nextID(), generated: "2027-01-11T00:30:00+01:00", events: []
        ).element
    }

    /// Every file of the state with its size and time.
    private func state(_ night: NightHarness) throws -> [String] {
        let folder = night.configuration.state.directory
        return try FileManager.default.subpathsOfDirectory(atPath: folder).sorted().map { name in
            let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/" + name)
            let modified = (attributes[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
            // The index of the log is shared memory: a reader's lock is a change of it.
            return name.hasSuffix("-shm") ? name : "\(name) \(attributes[.size] ?? 0) \(modified)"
        }
    }

    @Test func anIdleOutboxCostsOneQuestion() async throws {
        let server = try #require(OutboxServer())
        server.put(OutboxServer.page([], next: "c1"), after: "")
        let night = try NightHarness(feed: "transport = \"outbox\"\nurl = \"\(server.url)\"")
        let ledger = try night.ledger()
        let lookout = FeedLookout(night.configuration, ledger: ledger, wakeUps: WakeUps())
        let feed = night.configuration.sources[0].feed
        // The first answer is not known yet: it is read, which finds an end and a tag.
        server.put(OutboxServer.page([snapshot(night)], next: "c1"), after: "")
        server.put(OutboxServer.page([], next: "c1"), after: "c1")
        for _ in 0..<2 {
            #expect(await lookout.look(hasRung: false, asksOutboxes: true).news == [feed])
            _ = try await night.cycle(now).day(tells: false)
            lookout.wereRead([feed])
        }
        #expect(try ledger.runs(limit: 9).count == 1, "an empty page is no run")
        let before = try state(night)
        let connections = server.connections
        let asked = server.asked.count
        for _ in 0..<3 {
            let sight = await lookout.look(hasRung: false, asksOutboxes: true)
            #expect(sight.news.isEmpty && sight.problems.isEmpty)
        }
        #expect(server.asked.count == asked + 3 && server.answers.suffix(3) == [304, 304, 304])
        #expect(server.connections == connections, "the connection is kept")
        #expect(try state(night) == before, "nothing is written")
        // An inbox that rings is no reason to ask an outbox.
        _ = await lookout.look(hasRung: true, asksOutboxes: false)
        #expect(server.asked.count == asked + 3)
        server.put(OutboxServer.page([snapshot(night)], next: "c2"), after: "c1")
        #expect(await lookout.look(hasRung: false, asksOutboxes: true).news == [feed])
        await lookout.close()
    }

    @Test func anInboxIsListedOnceAndThenWhenItRings() async throws {
        let night = try NightHarness()
        let wakeUps = WakeUps()
        let lookout = FeedLookout(night.configuration, ledger: try night.ledger(), wakeUps: wakeUps)
        let feed = night.configuration.sources[0].feed
        try night.deliver([("1.xml", "<x/>")])
        #expect(await lookout.look(hasRung: false, asksOutboxes: true).news == [feed], "it lay there before")
        #expect(await lookout.look(hasRung: false, asksOutboxes: true).news.isEmpty, "nothing new")
        try night.deliver([("2.xml", "<x/>")])
        #expect(await wakeUps.next(withinSeconds: 60).contains(.inbox))
        #expect(await lookout.look(hasRung: true, asksOutboxes: false).news == [feed])
    }

    @Test func anInboxThatCannotBeWatchedIsListedEveryTime() async throws {
        let night = try NightHarness()
        let lookout = FeedLookout(night.configuration, ledger: try night.ledger(), wakeUps: WakeUps())
        let path = night.folder.file("feed")
        try FileManager.default.removeItem(atPath: path + "/inbox")
        for _ in 0..<2 {
            let sight = await lookout.look(hasRung: false, asksOutboxes: true)
            #expect(sight.news.isEmpty)
            #expect(
                sight.problems == [
                    "The inbox of \(path) cannot be watched: No such file or directory. It is listed at every interval "
                        + "instead, until it can be.",
                    "The feed folder \(path)/inbox cannot be read: No such file or directory. No message of it was read. "
                        + "Check that it exists and that the group of epjsyncd may read and write it.",
                ])
        }
        try FileManager.default.createDirectory(atPath: path + "/inbox", withIntermediateDirectories: true)
        try night.deliver([("1.xml", "<x/>")])
        let sight = await lookout.look(hasRung: false, asksOutboxes: true)
        #expect(sight.news == [night.configuration.sources[0].feed] && sight.problems == [])
    }
}
