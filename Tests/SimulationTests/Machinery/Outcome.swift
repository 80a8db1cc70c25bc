// Everything anybody could see or read after a run: what two runs that end the same agree in.

import Foundation
import GRDB
import Testing

@testable import SyncDaemon
@testable import SyncState

struct Outcome: Equatable {
    var entries: Entries = [:]
    var seen: [SimulatedPortal.Name: Int] = [:]
    var contacts: [SimulatedPortal.Contact: [String?]] = [:]
    var offers: [String] = []
    var told: [String] = []
    var outgoing: [String] = []
    var messages: [String] = []
    var activation: [String] = []
    var heard: [String: [String: [UInt8]]] = [:]
    var feed: [String] = []

    init(_ installation: Installation) throws {
        installation.network.portal.withLock {
            entries = $0.entries
            seen = $0.seen
            contacts = $0.contacts
            offers = $0.offered
        }
        let ledger = try installation.ledger()
        func rows(_ sql: String) throws -> [String] {
            try ledger.read("comparing") { try Row.fetchAll($0, sql: sql) }.map { "\($0)" }.sorted()
        }
        told =
            try rows("SELECT source, entry, told, fingerprint, status, start, \"end\", pair FROM entry")
            + rows("SELECT source, citizen, pair, told, since, until FROM membership")
            + rows("SELECT source, value, told, fingerprint FROM offer")
        outgoing = try rows(
            "SELECT source, id, kind, status, created, delivered IS NULL, sealed IS NULL FROM outgoing")
        messages = try rows("SELECT member, disposition, code, source FROM message")
        activation = try rows("SELECT citizen, state, activeSince, isNew, recheck FROM activation")
        for source in installation.sources {
            let heard = installation.network.outboxes.withLock { $0[source.id]?.heard ?? Heard() }
            #expect(heard.violations == [])
            self.heard[source.id] = heard.messages
        }
        // A batch's number may have been given before the batch could be taken.
        let digits = try Regex("/[0-9]+-")
        for (path, bytes) in installation.files.contents.files {
            if path.contains("/outgoing/") { heard[path] = ["": bytes] }
            feed.append(path.replacing(digits, with: "/"))
        }
        feed.sort()
    }

    func differences(from other: Outcome) -> [String] {
        var names: [String] = []
        if entries != other.entries { names.append("entries") }
        if seen != other.seen { names.append("changes a citizen saw") }
        if contacts != other.contacts { names.append("contacts") }
        if offers != other.offers { names.append("offers") }
        if told != other.told { names.append("told") }
        if outgoing != other.outgoing { names.append("outgoing") }
        if messages != other.messages { names.append("messages") }
        if activation != other.activation { names.append("activation") }
        if heard != other.heard { names.append("what the EPJs heard") }
        if feed != other.feed { names.append("what lies in the feeds") }
        return names
    }
}
