// Secrecy as a test (R19): a noisy night and a noisy day at level trace against the real portal-simulator, with every
// channel of the program captured. No identity number, no name and no free text stands in any of them.

import Foundation
import HTTPTransport
import SyncCore
import SyncState
import TestSupport
import Testing

@testable import SyncDaemon

@Suite(.timeLimit(.minutes(10))) struct SecrecyTests {
    private static let citizens = (0..<12).map(SyntheticPerson.number)
    private static let family = "Hemmeligsenfamilie"
    private static let given = "Synte"
    private static let texts = [
        "Lekkasjebeskrivelse", "Ansattnavnlekkasje", "Stedslekkasje", "Sammendragslekkasje", "Arrangørlekkasje",
        "Feilbeskrivelse",
    ]
    private static let secrets = Secrets(words: citizens + [family, given] + texts)

    private let simulator: SimulatorProcess
    private let night: NightHarness
    private let journal: FakeJournal

    init() async throws {
        simulator = try SimulatorProcess()
        let services = NightHarness.standardServices.replacing(
            "show_employee_name = true", with: "show_employee_name = true\nshow_description = true")
        night = try NightHarness(services: services, portalURL: simulator.portalURL)
        journal = try #require(FakeJournal(night.folder))
        let all = Self.citizens.dropLast().map { "{\"fnr\":\"\($0)\",\"active\":true}" }
        try await simulator.put("/citizens", "[\(all.joined(separator: ","))]")
    }

    // MARK: What the EPJ delivers

    private func event(_ uid: String, daysAhead: Int, hour: Int = 10, status: String = "CONFIRMED") -> String {
        let day = TimeZoneTable.europeOslo.wallClock(at: Instant.current().adding(days: daysAhead)).iso8601.prefix(10)
        let more =
            "<description><text>Lekkasjebeskrivelse</text></description><location><text>Stedslekkasje</text></location>"
            + "<summary><text>Sammendragslekkasje</text></summary>"
            + "<attendee><parameters><cn><text>Ansattnavnlekkasje</text></cn></parameters><cal-address>x</cal-address></attendee>"
            + "<organizer><parameters><cn><text>Arrangørlekkasje</text></cn></parameters><cal-address>x</cal-address></organizer>"
        return GericaMessage.event(
            uid: uid, start: "\(day)T\(hour):00:00", end: "\(day)T\(hour):30:00", status: status, more: more)
    }

    private func named(_ message: GericaMessage, _ number: String) -> GericaMessage {
        var message = message
        message.patient = GericaMessage.patient(number, family: Self.family)
        return message
    }

    private func snapshot(_ number: String, _ events: [String], minutesAgo: Int) -> GericaMessage {
        named(
            .snapshot(
                number, id: night.nextID(),
                generated: Instant.current().adding(seconds: Int64(-60 * minutesAgo)).iso8601UTC,
                events: events), number)
    }

    /// Sound messages, and what a bad night brings: files under a person's name, cut, contradicting, of strangers.
    private func deliverNoise(_ round: Int) throws {
        var files: [(name: String, text: String)] = []
        for (index, number) in Self.citizens.enumerated() {
            let events = (1...3).map { event("u\(index)-\($0)", daysAhead: $0, hour: 10 + round) }
            files.append(("\(number).xml", snapshot(number, events, minutesAgo: 30 - round).xml))
        }
        let number = Self.citizens[0]
        let sound = snapshot(number, [event("n\(round)", daysAhead: 2)], minutesAgo: 20).xml
        let future = Instant.current().adding(days: 3).iso8601UTC
        let wrong: [String] = [
            String(sound.prefix(sound.count * 2 / 3)),
            sound.replacing("<Id>\(number)</Id>", with: "<Id>\(number)7</Id>"),
            sound.replacing("<Id>87688</Id>", with: "<Id>4711</Id>"),
            sound.replacing("<MsgId>", with: "<MsgId>\(Self.family) \(number) "),
            sound.replacing("<MsgHead", with: "<!DOCTYPE \(Self.family) [<!ENTITY a \"\(number)\">]><MsgHead"),
            sound.replacing("</vevent>", with: "<\(Self.family)>\(number)</\(Self.family)></vevent>"),
            sound.replacing("CONFIRMED", with: "Feilbeskrivelse"),
            sound.replacing("T10:00:00", with: "T10:00:00 Feilbeskrivelse"),
            sound.replacing("DIALOG_INNBYGGER_TIMERESERVASJON", with: Self.family),
            named(.snapshot(number, id: night.nextID(), generated: future, events: []), number).xml,
        ]
        for (index, text) in wrong.enumerated() { files.append(("\(Self.family)-\(number)-\(index).xml", text)) }
        files.append(("\(number).txt", Self.family))
        try night.deliver(files)
        // A batch by a person's name that is no folder.
        try night.folder.write(Self.family, to: "feed/inbox/\(number)-\(round)")
    }

    private func faults(_ json: String) async throws { try await simulator.put("/faults", json) }

    // MARK: What is captured

    private func command(_ arguments: [String]) async throws -> [(name: String, bytes: Data)] {
        let result = try await Program.run(
            "epjsyncd", arguments + ["--config", night.folder.file("epjsyncd.toml"), "--log-level", "trace"],
            environment: ["EPJSYNCD_JOURNAL": journal.path])
        let name = arguments.prefix(2).joined(separator: " ")
        #expect(![64, 70, 78].contains(result.exitCode), "\(name): exit code \(result.exitCode)")
        return [("\(name), output", Data(result.output.utf8)), ("\(name), error", Data(result.error.utf8))]
    }

    private func get(_ url: String) async throws -> (name: String, bytes: Data) {
        let session = try HTTPSession(
            configuration: HTTPTransportConfiguration(responseBytesMax: 1 << 22, userAgent: "epjsyncd-tests"))
        let response = try await session.send(HTTPRequest(method: .get, url: url))
        await session.close()
        #expect(response.status == 200)
        return (String(url.drop { $0 != "/" }), Data(response.body) + Data("\(response.headers)".utf8))
    }

    private func process(_ service: ResidentProgram) -> [(name: String, bytes: Data)] {
        ["cmdline", "environ", "comm", "status"].map { name in
            let path = "/proc/\(service.processIdentifier)/\(name)"
            return ("/proc/\(name)", FileManager.default.contents(atPath: path) ?? Data())
        }
    }

    /// The journal's datagrams, the folder with ledger, log, originals, metrics file and what lies beside the feeds.
    private func rest() throws -> [(name: String, bytes: Data)] {
        let feeds = ["inbox", "taken", "refused", "outgoing"].map { "feed/\($0)/" }
        let datagrams = journal.bytes()
        #expect(datagrams.count > 100)
        return [("journal", Data(datagrams.joined()))]
            + (try Secrets.channels(below: night.folder.path, excluding: feeds))
            + (try outgoingNames())
    }

    /// What an EPJ reads holds the number by its nature; its file's name must not.
    private func outgoingNames() throws -> [(name: String, bytes: Data)] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: night.folder.file("feed/outgoing"))) ?? []
        return [("names in outgoing/", Data(names.joined(separator: "\n").utf8))]
    }

    // MARK: The night

    @Test("R19 a noisy night at level trace tells nobody's number, name or text on any channel") func noisyNight()
        async throws
    {
        try night.write(
            window: (-1, 1), intervalSeconds: 1, status: "listen = \"127.0.0.1:0\"\ntextfile = \"epjsyncd.prom\"")
        var captured: [(name: String, bytes: Data)] = []
        try deliverNoise(0)
        captured += try await command(["plan", "--operations"])
        captured += try await command(["sync", "--first-run"])
        try deliverNoise(1)
        let marked = "Feilbeskrivelse av \(Self.family) \(Self.citizens[3])"
        try await faults(
            """
            [{"method":"PUT","path":"/timeavtaler","kind":"status","status":422,"code":"\(marked)","count":5},
             {"method":"PUT","path":"/timeavtaler","kind":"html","count":3},
             {"method":"PUT","path":"/timeavtaler","kind":"cut-after-commit","count":3},
             {"method":"PUT","path":"/timeavtaler","kind":"status","status":500,"count":2}]
            """)
        captured += try await command(["sync", "--json"])
        let service = try ResidentProgram(
            "epjsyncd", ["run", "--config", night.folder.file("epjsyncd.toml"), "--log-level", "trace"],
            environment: ["EPJSYNCD_JOURNAL": journal.path])
        var url = ""
        // Its address is in the journal, which has no end to wait for; what it says on standard output has.
        try deliverNoise(2)
        captured.append(
            ("run, output", Data(await service.said(upTo: "(exit code ").joined(separator: "\n").utf8)))
        for record in journal.records() where record["MESSAGE_ID"] == Event.Kind.listening.messageID {
            let words = (record["MESSAGE"] ?? "").split(separator: " ")
            url = words.first { $0.hasPrefix("http://") }.map { String($0.dropLast(2)) } ?? ""
        }
        for path in ["/", "/metrics", "/ready", "/health"] { captured.append(try await get(url + path)) }
        captured += process(service)
        for arguments in [
            ["status"], ["status", "--json"], ["history"], ["history", "2"], ["history", "3", "--json"], ["check"],
            ["quarantine", "list"], ["quarantine", "list", "--json"], ["quarantine", "show", "14"], ["assumptions"],
            ["check-config", "--json"], ["plan", "--show", "P2"], ["withhold", "list"],
        ] { captured += try await command(arguments) }
        service.send(SIGTERM)
        captured.append(("run, the end", Data(await service.end().lines.joined(separator: "\n").utf8)))

        // It was noisy, and it was told.
        let kinds = Set(journal.records().compactMap { $0["MESSAGE_ID"] })
        for kind in [Event.Kind.step, .setAside, .nightEnded, .dayEnded, .started, .stopped] {
            #expect(kinds.contains(kind.messageID), "\(kind)")
        }
        let ends = try night.ledger().setAsideByCode()
        #expect(ends.count > 5)
        #expect((try await simulator.state()["appointments"] as? [Any] ?? []).count > 20)

        let channels = captured + (try rest())
        #expect(channels.count > 60)
        #expect(Self.secrets.found(in: channels) == [])
        // The searching can fail: what is put there is found, in each place and encoding.
        try plant(channels)
    }

    private func plant(_ channels: [(name: String, bytes: Data)]) throws {
        let word = Self.citizens[5]
        for (index, encoding) in [String.Encoding.utf8, .utf16LittleEndian, .utf16BigEndian].enumerated() {
            let target = channels[index * 7]
            let planted = target.bytes + (word.data(using: encoding) ?? Data())
            #expect(!Self.secrets.found(in: [(target.name, planted)]).isEmpty)
        }
        // In the ledger itself, in the journal, and as a file's name.
        try night.ledger().endRun(
            night.ledger().beginRun("sync", now: .current(), started: .current()), at: .current(), exitCode: 0,
            report: "{\"who\":\"\(Self.family)\"}", text: nil)
        EventLog(try #require(JournalSocket(path: journal.path))).tell(Event(.problem, "of \(Self.texts[0])"))
        try night.folder.write("", to: "state/\(word)")
        let found = Self.secrets.found(in: try rest()).map { $0.prefix { $0 != ":" } }
        #expect(found.contains { $0.hasPrefix("state/ledger.sqlite") })
        #expect(found.contains("journal") && found.contains { $0.hasPrefix("the path") })
    }
}
