// Everything that arrives wrong: each has a code and a sentence, costs nobody else anything, and tells nothing of anybody.

import Foundation
import PortalClient
import SyncCore
import SyncState
import TestSupport
import Testing

@testable import SyncDaemon

@Suite struct BadInputTests {
    private let now = "2027-01-11T01:15:00+01:00"

    private func good(_ night: NightHarness, _ number: String = NightHarness.anna) -> GericaMessage {
        .snapshot(
            number, id: night.nextID(), generated: "2027-01-11T00:30:00+01:00",
            events: [
                GericaMessage.event(
                    uid: "good", start: "2027-01-13T10:00:00", end: "2027-01-13T10:30:00", status: "CONFIRMED")
            ])
    }

    /// One bad file beside a good one: the good one goes through, the bad one is set aside with code, file and line.
    private func setAside(
        _ change: (String) -> String, code: String, line: Int, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let night = try NightHarness()
        let bad = change(good(night).xml)
        try night.deliver([("000001.xml", bad), ("000002.xml", good(night).xml)])
        let report = try await night.run(now)
        #expect(report.exitCode == .leftOver, sourceLocation: sourceLocation)
        #expect(report.sources[0].accepted == 1, sourceLocation: sourceLocation)
        let item = try #require(report.setAside.first, sourceLocation: sourceLocation)
        #expect(report.setAside.count == 1, sourceLocation: sourceLocation)
        #expect(item.file == "000001.xml", sourceLocation: sourceLocation)
        #expect(item.finding.code.description == code, "\(item.finding.text)", sourceLocation: sourceLocation)
        #expect(item.finding.position.line == line, sourceLocation: sourceLocation)
        expectSilence(ReportText.text(report) + ReportJSON.text(report), sourceLocation: sourceLocation)
    }

    /// R19: no number and no name in anything that is printed.
    private func expectSilence(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) {
        let runs = text.split { !("0"..."9").contains($0) }
        #expect(runs.allSatisfy { $0.count != 11 }, sourceLocation: sourceLocation)
        for name in ["Prøvesen", "Synte", "Kari"] { #expect(!text.contains(name), sourceLocation: sourceLocation) }
    }

    @Test func aNumberWithWrongControlDigits() async throws {
        try await setAside({ $0.replacing(NightHarness.anna, with: "01824049987") }, code: "EPJ-101", line: 11)
    }

    @Test func twoPatientsInOneMessage() async throws {
        let two = GericaMessage.patient(NightHarness.birger)
        try await setAside({ $0.replacing("</MsgInfo>", with: two + "</MsgInfo>") }, code: "EPJ-109", line: 12)
    }

    @Test func aWrongNamespace() async throws {
        try await setAside(
            { $0.replacing("msghead/2006-05-24\"", with: "msghead/2006-05-25\"") }, code: "EPJ-151", line: 2)
    }

    @Test("R19 nothing that is printed names anybody") func secrecy() async throws {
        try await setAside(
            { $0.replacing("<uid><text>good", with: "<uid><text>").replacing("Synte", with: "Kari") }, code: "EPJ-207",
            line: 14)
    }

    @Test func portalDown() async throws {
        let night = try NightHarness()
        await night.portal.fail(with: .unreachable(reason: "Connection refused"))
        try night.deliver([good(night)])
        let report = try await night.run(now)
        #expect(report.exitCode == .portalUnreachable)
        #expect(report.sources[0].messages == [.applied: 1])
        #expect(
            report.problems == [
                "The portal cannot be reached: Connection refused. What was read is safe; nothing more is sent in this "
                    + "run, and the next run goes on. Check the network and portal.base_url."
            ])
        await night.portal.fail(with: nil)
        #expect(try await night.run(now).sources[0].accepted == 1)
    }

    @Test func portalThatGoesDownWhilePushing() async throws {
        let night = try NightHarness(portalKeys: "max_in_flight = 1")
        let events = (12...20).map {
            GericaMessage.event(
                uid: "v\($0)", start: "2027-01-\($0)T10:00:00", end: "2027-01-\($0)T10:30:00", status: "CONFIRMED")
        }
        await night.portal.answer("v14", with: .unreached(reason: "Connection refused"))
        try night.deliver([
            .snapshot(NightHarness.anna, id: night.nextID(), generated: "2027-01-11T00:30:00+01:00", events: events)
        ])
        let report = try await night.run(now)
        #expect(report.exitCode == .portalUnreachable)
        #expect(report.sources[0].accepted == 2)
        #expect(report.sources[0].left == 7)
        await night.portal.answer("v14", with: nil)
        let next = try await night.run(now)
        #expect(next.sources[0].operations == [.create: 7])
        #expect(next.sources[0].accepted == 7)
    }

    @Test func portalAnsweringNonsense() async throws {
        let night = try NightHarness()
        await night.portal.fail(with: .nonsense(reason: "the active check answered 200 without erAktivListe"))
        try night.deliver([good(night)])
        let report = try await night.run(now)
        #expect(report.exitCode == .portalUnreachable)
        #expect(await night.portal.puts == 0)
        #expect(
            report.problems[0].hasPrefix("The portal answered something that is not its interface: the active check"))
    }

    @Test func anItemThePortalRefusesFailsNoOther() async throws {
        let night = try NightHarness()
        await night.portal.answer("bad", with: .refused(code: "2109"))
        try night.deliver([
            .snapshot(
                NightHarness.anna, id: night.nextID(), generated: "2027-01-11T00:30:00+01:00",
                events: ["bad", "fine"].map {
                    GericaMessage.event(
                        uid: $0, start: "2027-01-13T10:00:00", end: "2027-01-13T10:30:00", status: "CONFIRMED")
                })
        ])
        let report = try await night.run(now)
        #expect(report.exitCode == .leftOver)
        #expect(report.sources[0].accepted == 1)
        #expect(report.sources[0].answers == ["2109": 1])
    }

    @Test func aBundleOfMembersThatIsRefusedFailsNoAppointment() async throws {
        let night = try NightHarness()
        await night.portal.failMembers(with: .refused(code: "invalid"))
        try night.deliver([
            good(night),
            .services(
                NightHarness.anna, id: night.nextID(), generated: "2027-01-11T00:31:00+01:00",
                [("9", "95316", "2026-05-01")]),
        ])
        let report = try await night.run(now)
        #expect(report.exitCode == .leftOver)
        #expect(report.sources[0].answers == ["invalid": 1])
        #expect(report.sources[0].accepted == 1)
        await night.portal.failMembers(with: nil)
        #expect(try await night.run(now).sources[0].operations == [.memberIn: 1])
    }

    @Test func anEventOfAnUnknownServiceIsNotShownAndCounted() async throws {
        let night = try NightHarness()
        try night.deliver([
            .snapshot(
                NightHarness.anna, id: night.nextID(), generated: "2027-01-11T00:30:00+01:00",
                events: [
                    GericaMessage.event(
                        uid: "closed", start: "2027-01-13T10:00:00", end: "2027-01-13T10:30:00", status: "CONFIRMED",
                        categories: ["TjenesteId:77"]),
                    GericaMessage.event(
                        uid: "nameless", start: "2027-01-13T11:00:00", end: "2027-01-13T11:30:00", status: "CONFIRMED",
                        categories: []),
                ])
        ])
        let report = try await night.run(now)
        #expect(report.sources[0].operationCount == 0)
        #expect(report.sources[0].notes == [.noService: 1])
        #expect(report.exitCode == .done)
    }

    @Test func whatIsNoFileIsMovedAsideAndTheRestIsRead() async throws {
        let night = try NightHarness()
        try night.deliver([("000002.xml", good(night).xml)])
        try FileManager.default.createDirectory(
            atPath: night.folder.file("feed/inbox/b1001/000001.xml"), withIntermediateDirectories: false)
        let report = try await night.run(now)
        #expect(report.exitCode == .leftOver)
        #expect(report.sources[0].accepted == 1)
        #expect(
            report.problems == [
                "000001.xml is not a regular file. It was moved to refused/ unread. Write each message as a file of its own."
            ])
    }

    @Test func aBatchThatIsNoFolderIsRefusedOnce() async throws {
        let night = try NightHarness()
        try Data("x".utf8).write(to: URL(fileURLWithPath: night.folder.file("feed/inbox/stray")))
        #expect(try await night.run(now).exitCode == .leftOver)
        #expect(try await night.run(now).exitCode == .done)
        let refused = try FileManager.default.contentsOfDirectory(atPath: night.folder.file("feed/refused"))
        #expect(refused == ["1-stray"])
    }

    @Test func aHalfWrittenBatchIsNotRead() async throws {
        let night = try NightHarness()
        let part = night.folder.file("feed/inbox/b1.part")
        try FileManager.default.createDirectory(atPath: part, withIntermediateDirectories: true)
        try Data(good(night).xml.utf8).write(to: URL(fileURLWithPath: part + "/000001.xml"))
        let report = try await night.run(now)
        #expect(report.sources[0].messages == [:])
        #expect(FileManager.default.fileExists(atPath: part + "/000001.xml"))
    }

    @Test func aClockADayAheadIsSetAside() async throws {
        try await setAside(
            { $0.replacing("2027-01-11T00:30:00+01:00", with: "2027-01-12T02:30:00+01:00") }, code: "EPJ-182", line: 0)
    }

    @Test("R14 a GenDate after the receipt is counted, in a folder and in a bundle", arguments: [true, false])
    func ahead(isBundle: Bool) async throws {
        let night = try NightHarness(more: isBundle ? "transport = \"bundle\"" : "")
        let messages = ["00:30", "06:00"].map {
            GericaMessage.snapshot(
                NightHarness.anna, id: night.nextID(), generated: "2027-01-11T\($0):00+01:00", events: [])
        }
        if isBundle {
            try night.deliverBundle(GericaMessage.bundle(messages.map(\.element)))
        } else {
            try night.deliver(messages)
        }
        let report = try await night.run("2027-01-11T01:15:00+01:00", clockStands: true)
        #expect(report.sources[0].tolerances == ["generated-ahead": 1])
    }
}
