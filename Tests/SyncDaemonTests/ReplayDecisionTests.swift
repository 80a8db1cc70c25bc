// What replay decides before it runs anything: which files are which night's, for which times, and what is opened.

import EPJAdapters
import Foundation
import SyncCore
import TestSupport
import Testing

@testable import SyncDaemon

@Suite struct ReplayDecisionTests {
    private static func instant(_ text: String) throws -> Instant {
        try #require(Instant(iso8601WithOffset: text))
    }

    private static func batch(_ times: String...) throws -> ReadBatch {
        ReadBatch(
            folder: "",
            messages: try times.map { RecordedMessage(file: "a.xml", member: nil, generated: try instant($0)) })
    }

    @Test func aFolderIsANightAndItsSubFoldersTheNext() throws {
        let folder = try TemporaryFolder()
        for name in ["b/2.xml", "b/c/1.xml", "a/1.xml", "z.xml", "named.xml", "notes.txt"] {
            try folder.write("<x/>", to: name)
        }
        let recorded = RecordedBatches([folder.path, folder.file("named.xml")])
        #expect(recorded.faults == [])
        #expect(
            recorded.batches == [
                RecordedBatch(folder: "", files: [folder.file("named.xml")]),
                RecordedBatch(folder: folder.path, files: [folder.file("named.xml"), folder.file("z.xml")]),
                RecordedBatch(folder: folder.file("a"), files: [folder.file("a/1.xml")]),
                RecordedBatch(folder: folder.file("b"), files: [folder.file("b/2.xml")]),
                RecordedBatch(folder: folder.file("b/c"), files: [folder.file("b/c/1.xml")]),
            ])
    }

    /// A signal comes while a night writes, and nothing of it may be left.
    @Test func theFolderGoesThoughSomebodyStillWrites() async throws {
        let folder = try ReplayFolder(inMemory: false)
        let (isWritten, writing) = AsyncStream.makeStream(of: Void.self)
        Thread.detachNewThread {
            var number = 0
            while FileManager.default.createFile(atPath: "\(folder.path)/\(number)", contents: nil) {
                number += 1
                if number == 200 { writing.yield() }
            }
            writing.finish()
        }
        for await _ in isWritten { break }
        folder.remove()
        let name = URL(fileURLWithPath: folder.path).lastPathComponent
        let beside = URL(fileURLWithPath: folder.path).deletingLastPathComponent().path
        #expect(try FileManager.default.contentsOfDirectory(atPath: beside).filter { $0.hasPrefix(name) } == [])
    }

    @Test func nightsFollowTheirNewestMessages() throws {
        let machine = try Self.instant("2026-11-26T12:00:00Z")
        let batches = [
            try Self.batch("2027-01-10T22:00:00Z", "2027-01-10T21:00:00Z"), try Self.batch("2027-01-09T22:00:00Z"),
            try Self.batch("2027-01-11T22:00:00Z", "2099-01-01T00:00:00Z"), ReadBatch(folder: ""),
        ]
        let clock = ReplayClock(batches, given: nil, machine: machine)
        #expect(clock.cause == .newestMessage)
        #expect(
            clock.times(of: batches).map(\.iso8601UTC) == [
                "2027-01-10T22:01:00Z", "2027-01-10T22:01:00Z", "2027-01-11T22:01:00Z", "2027-01-11T22:01:00Z",
            ])
        let given = ReplayClock(batches, given: try Self.instant("2027-01-10T23:30:00Z"), machine: machine)
        #expect(given.cause == .given)
        #expect(
            given.times(of: batches).map(\.iso8601UTC) == [
                "2027-01-10T22:01:00Z", "2027-01-10T22:01:00Z", "2027-01-10T23:30:00Z", "2027-01-10T23:30:00Z",
            ])
    }

    @Test func withoutAUsableTimeItIsTheMachines() throws {
        let machine = try Self.instant("2026-11-26T12:00:00Z")
        let batches = [try Self.batch("2099-01-01T00:00:00Z")]
        let clock = ReplayClock(batches, given: nil, machine: machine)
        #expect(clock.cause == .machine)
        #expect(clock.times(of: batches) == [machine])
    }

    @Test func aNightLastsFromOneToOne() throws {
        let zone = TimeZoneTable.europeOslo
        let batch = try Self.batch(
            "2027-01-11T00:59:59+01:00", "2027-01-12T00:30:00+01:00", "2027-01-11T01:00:00+01:00",
            "2027-01-10T22:00:00+01:00")
        #expect(
            batch.byNight(in: zone).map { $0.messages.map(\.generated.iso8601UTC) } == [
                ["2027-01-10T23:59:59Z", "2027-01-10T21:00:00Z"], ["2027-01-11T23:30:00Z", "2027-01-11T00:00:00Z"],
            ])
    }

    @Test func servicesAreCalledWhatTheMessagesCallThem() {
        let text = """
            <t:TjenesteOversikt><t:Tjeneste><t:TjenesteId> 9 </t:TjenesteId><t:TjenesteNavn>Pleie &amp; omsorg</t:TjenesteNavn>
            </t:Tjeneste><Tjeneste><TjenesteId>12</TjenesteId><TjenesteNavn>-</TjenesteNavn></Tjeneste>
            <Tjeneste><TjenesteNavn>Uten id</TjenesteNavn></Tjeneste></t:TjenesteOversikt>
            """
        let stated = ServiceNames.stated(in: text)
        #expect(stated == ["9": "Pleie & omsorg"])
        #expect(
            ["9", "12", "77"].map { ServiceNames.name(of: $0, stated: stated) }
                == ["Pleie & omsorg", "Praktisk bistand", "Tjeneste 77"])
    }

    @Test("R1 everything the messages name is opened, and a unit that names no service gets one") func opened() {
        var sender = FoundInMessages.Sender()
        sender.pairs = [ServiceUnit(service: "9", unit: "1"), ServiceUnit(service: "9", unit: "2")]
        sender.units = ["1", "2", "3"]
        sender.iplos = ["1": ["15", "1"], "4": ["99"]]
        let services = OpenedInReplay(sender, [:]).services
        #expect(services.map(\.id) == ["9", "iplos-99", "replay"])
        #expect(services.map(\.name) == ["Hjemmesykepleie", "Tjeneste (IPLOS 99)", "Hjemmetjenester"])
        #expect(services.map(\.units) == [.listed(["1", "2"]), .listed(["4"]), .listed(["3"])])
        #expect(services.map(\.iplosCodes) == [["1", "15"], ["99"], []])
        #expect(services.allSatisfy { $0.showEmployeeName && $0.showDescription && $0.minors == .parentsAndYouth })
    }
}
