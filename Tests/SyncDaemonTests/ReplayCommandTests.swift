// `replay` as a vendor runs it: a process, on recorded files of each EPJ, with the real simulator beside it.

import Foundation
import HTTPTransport
import TestSupport
import Testing

@Suite struct ReplayCommandTests {
    private static let fixtures =
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().path + "/EPJAdaptersTests/Fixtures/adapters"

    /// Three nights of one EPJ: services and visits; a visit performed; one cancelled.
    private static func nights(of adapter: String) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for (night, files) in [("1", ["services", "snapshot"]), ("2", ["performed"]), ("3", ["cancelled"])] {
            for file in files {
                try FileManager.default.createDirectory(
                    atPath: folder.file(night), withIntermediateDirectories: true)
                try FileManager.default.copyItem(
                    atPath: "\(fixtures)/\(adapter)/\(file).xml", toPath: folder.file("\(night)/\(file).xml"))
            }
        }
        return folder
    }

    /// Runs it to its end, after which nothing of it is left.
    private func replay(_ arguments: [String], program: String = "epjsyncd") async throws -> ProgramResult {
        let temporary = try TemporaryFolder()
        let result = try await Program.run(
            program, ["replay"] + arguments, environment: ["TMPDIR": temporary.path + "/"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.path) == [])
        return result
    }

    /// Ports and page ids are others each time.
    private static func settled(_ text: String) -> String {
        text.replacing(/127\.0\.0\.1:\d+/, with: "PORTAL").replacing(/\/citizens\/[a-z]+/, with: "/citizens/ID")
    }

    private static let assumed = """
        Assumed
          replay-90001: 12 Praktisk bistand (90010); 9 Hjemmesykepleie (90010)
          every service and unit of the messages is opened; employees and descriptions are shown, minors too
          every citizen is digitally active since before the first visit, and has given someone proxy
          it is 2027-01-13T21:16:03Z, a minute after the newest GenDate

        """

    private static let seen = """

        What the citizens see: http://PORTAL/
          http://PORTAL/citizens/ID  9 planned, 0 assigned, 1 performed, 1 cancelled; relatives told of 1
        The pages ended with this program and nothing is kept; --wait keeps them until Ctrl-C.

        """

    @Test(arguments: ["gerica", "profil", "cosdoc"])
    func threeNightsOfEachEPJEndOnThePage(_ adapter: String) async throws {
        let folder = try Self.nights(of: adapter)
        let result = try await replay([folder.path, "--adapter", adapter])
        #expect(result.error == "")
        #expect(result.exitCode == 0)
        let text = Self.settled(result.output)
        #expect(text.hasPrefix("4 read, 4 accepted, 0 refused, 0 not for us\n" + Self.assumed))
        #expect(text.hasSuffix(Self.seen))
        for (night, messages, now, planned) in [
            (1, "2 messages", "2027-01-11T21:16:03Z", "create 11, memberIn 2"),
            (2, "1 message", "2027-01-12T08:42:00Z", "create 1, perform 1"),
            (3, "1 message", "2027-01-13T21:16:03Z", "create 1, cancel 1"),
        ] {
            let part = try #require(text.components(separatedBy: "\nNight \(night) of 3: ").dropFirst().first)
            #expect(part.hasPrefix("\(folder.file("\(night)")), \(messages)\nRun \(night), sync for \(now)\n"))
            let own = part.components(separatedBy: "\nNight ")[0]
            #expect(own.contains("\n    planned     \(planned)\n"))
            #expect(own.contains("\n  Done; nothing is left open.\n"))
        }
        #expect(!Self.hasNumber(result.output))
    }

    @Test func filesOfSeveralNightsAreOneNightUnlessAskedOtherwise() async throws {
        let folder = try Self.nights(of: "gerica")
        let files = ["1/services.xml", "1/snapshot.xml", "2/performed.xml", "3/cancelled.xml"].map(folder.file)
        let one = try await replay(files + ["--adapter", "gerica"])
        #expect(
            one.output.contains(
                "\n  the messages are of 3 nights by their GenDate and are given to 1; --by-night replays all of them\n"
            ))
        #expect(one.output.contains("\nNight 1 of 1: the files named, 4 messages\n"))
        let several = try await replay(files + ["--adapter", "gerica", "--by-night"])
        #expect(several.output.contains("\nNight 3 of 3: the files named, 1 message\n"))
        #expect(Self.settled(several.output).hasSuffix(Self.seen))
    }

    @Test func nowIsTheLastNights() async throws {
        let folder = try Self.nights(of: "gerica")
        let result = try await replay([folder.path, "--adapter", "gerica", "--now", "2027-01-14T08:00:00+01:00"])
        #expect(result.output.contains("\n  it is 2027-01-14T07:00:00Z, as --now says\n"))
        #expect(result.output.contains("\nRun 3, sync for 2027-01-14T07:00:00Z\n"))
    }

    @Test func refusedMessagesAreToldInTheWordsOfVerifyAndHaveNoEffect() async throws {
        let folder = try Self.nights(of: "gerica")
        let bad = GericaMessage.snapshot(
            NightHarness.anna, id: GericaMessage.id(9), generated: "2027-01-11T22:30:00+01:00", events: [])
        try folder.write(bad.xml.replacing(NightHarness.anna, with: "0182404998x"), to: "1/bad.xml")
        let result = try await replay([folder.path, "--adapter", "gerica"])
        #expect(result.exitCode == 3)
        let verified = try await Program.run("epjsyncd", ["verify", "--adapter", "gerica", folder.file("1/bad.xml")])
        let line = try #require(verified.output.split(separator: "\n").first)
        #expect(line.contains(": refused EPJ-102 "))
        #expect(result.output.hasPrefix("\(line)\n5 read, 4 accepted, 1 refused, 0 not for us\n"))
        #expect(result.output.contains("\nNight 1 of 3: \(folder.file("1")), 2 messages\n"))
    }

    @Test func bundlesAndPagesAreReadLikeFolders() async throws {
        let folder = try TemporaryFolder()
        let anna = [
            GericaMessage.services(
                NightHarness.anna, id: GericaMessage.id(1), generated: "2027-01-10T22:00:00+01:00",
                [("9", "95316", "2026-01-01")]
            ).element,
            GericaMessage.snapshot(
                NightHarness.anna, id: GericaMessage.id(2), generated: "2027-01-10T22:00:00+01:00",
                events: [
                    GericaMessage.event(
                        uid: "v1", start: "2027-01-12T09:00:00", end: "2027-01-12T09:30:00", status: "CONFIRMED")
                ]
            ).element,
        ]
        try folder.write(GericaMessage.bundle(anna), to: "a.xml")
        try folder.write(GericaMessage.bundle(anna, announced: 3), to: "b.xml")
        let result = try await replay([folder.path, "--adapter", "gerica"])
        #expect(result.exitCode == 3)
        #expect(
            result.output.hasPrefix(
                "\(folder.file("b.xml")):1:1: refused EPJ-032 Meldingsbunt: The Meldingsbunt has another number of messages "
                    + "than its antall says. No message of the bundle counts. Send it again whole.\n"))
        #expect(result.output.contains("\nNight 1 of 1: \(folder.path), 2 messages\n"))
        #expect(Self.settled(result.output).contains("0 planned, 1 assigned, 0 performed, 0 cancelled"))
    }

    @Test func whatTheGuardWouldHoldIsSaidAndPasses() async throws {
        let folder = try TemporaryFolder()
        let events = (1...8).map { day in
            GericaMessage.event(
                uid: "v\(day)", start: "2027-01-1\(day)T09:00:00", end: "2027-01-1\(day)T09:30:00", status: "CONFIRMED")
        }
        let first = GericaMessage.snapshot(
            NightHarness.anna, id: GericaMessage.id(1), generated: "2027-01-10T22:00:00+01:00", events: events)
        let second = GericaMessage.snapshot(
            NightHarness.anna, id: GericaMessage.id(2), generated: "2027-01-10T23:00:00+01:00", events: [])
        try folder.write(first.xml, to: "1/a.xml")
        try folder.write(second.xml, to: "2/a.xml")
        let result = try await replay([folder.path, "--adapter", "gerica"])
        #expect(result.exitCode == 0)
        #expect(
            result.output.contains(
                "\nNight 2 of 2: \(folder.file("2")), 1 message\n  a municipality would be asked first, and nothing be sent "
                    + "until then: withdrawals: 8 of 8 shown visits would be withdrawn (more than 10 % and more than 20, or "
                    + "half). Here it passes.\n"))
        #expect(result.output.contains("\n    planned     withdraw 8\n"))
        #expect(result.output.contains("  0 planned, 0 assigned, 0 performed, 0 cancelled; relatives told of 0\n"))
    }

    @Test func jsonIsThatOfSyncWithWhatIsSeen() async throws {
        let folder = try Self.nights(of: "profil")
        let result = try await replay([folder.path, "--adapter", "profil", "--json"])
        #expect(result.exitCode == 0)
        let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
        let document = try #require(object as? [String: Any])
        #expect(document["version"] as? Int == 1)
        #expect((document["sources"] as? [[String: Any]])?.first?["id"] as? String == "replay-90001")
        let verified = try #require(document["verified"] as? [String: Any])
        #expect((verified["summary"] as? [String: Int])?["accepted"] == 4)
        let replayed = try #require(document["replay"] as? [String: Any])
        #expect(replayed["now"] as? String == "2027-01-13T21:16:03Z")
        #expect(replayed["nowBecause"] as? String == "newestMessage")
        #expect((replayed["page"] as? String)?.hasPrefix("http://127.0.0.1:") == true)
        #expect((replayed["nights"] as? [[String: Any]])?.map { $0["messages"] as? Int } == [2, 1, 1])
        let citizen = try #require((replayed["citizens"] as? [[String: Any]])?.first)
        #expect(
            ["planned", "assigned", "performed", "cancelled", "changed", "relativeTold"].map { citizen[$0] as? Int }
                == [9, 0, 1, 1, 2, 1])
        #expect(!Self.hasNumber(result.output))
    }

    // MARK: The page

    @Test func thePageIsThereUntilItIsEnded() async throws {
        let folder = try Self.nights(of: "gerica")
        let temporary = try TemporaryFolder()
        let program = try ResidentProgram(
            "epjsyncd", ["replay", folder.path, "--adapter", "gerica", "--wait"],
            environment: ["TMPDIR": temporary.path])
        let lines = await program.said(upTo: "The pages are there until Ctrl-C. Nothing is kept.")
        let line = try #require(lines.first { $0.contains("/citizens/") })
        let url = try #require(line.split(separator: " ").first)
        let session = try HTTPSession(configuration: HTTPTransportConfiguration(userAgent: "epjsyncd-tests"))
        let page = try await session.send(HTTPRequest(method: .get, url: "\(url)?view=proxy"))
        #expect(page.status == 200)
        let html = String(decoding: page.body, as: UTF8.self)
        #expect(html.contains("Hjemmesykepleie: besøket er utført"))
        #expect(try Self.left(in: temporary.path).count == 1)
        program.send(SIGINT)
        let (code, _) = await program.end()
        #expect(code == 0)
        await #expect(throws: (any Error).self) { try await session.send(HTTPRequest(method: .get, url: "\(url)")) }
        await session.close()
        #expect(try Self.left(in: temporary.path) == [])
    }

    @Test func anotherPortalIsToldAndShown() async throws {
        let simulator = try SimulatorProcess()
        let folder = try Self.nights(of: "gerica")
        let arguments = [folder.path, "--adapter", "gerica", "--portal", simulator.portalURL]
        let without = try await replay(arguments)
        #expect(
            without.output.hasSuffix(
                "\nNobody of these messages is digitally active on this portal, so nothing was sent to it. Make them active "
                    + "there, or name its admin address with --portal-admin.\n"))
        #expect(without.output.contains("\n  who is digitally active is as the portal has it; "))
        #expect(((try await simulator.state())["appointments"] as? [Any])?.count == 0)
        let with = try await replay(arguments + ["--portal-admin", simulator.adminURL])
        #expect(with.exitCode == 0 && with.output.contains("What the citizens see: \(simulator.adminURL)/\n"))
        #expect(
            try await replay(arguments).output.hasSuffix(
                "\nWhat the citizens see is on the portal's admin address; replay was not told it (--portal-admin).\n"))
        #expect(((try await simulator.state())["appointments"] as? [Any])?.count == 13)
    }

    // MARK: People who are not synthetic

    /// Of somebody born in 1860, so of nobody who lives.
    private static let nobody: String = {
        for individual in 500..<750 {
            var digits = [0, 1, 0, 1, 6, 0, individual / 100, individual / 10 % 10, individual % 10]
            var isNumber = true
            for weights in [[3, 7, 6, 1, 8, 9, 4, 5, 2], [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]] {
                let control = (11 - zip(weights, digits).map(*).reduce(0, +) % 11) % 11
                if control == 10 { isNumber = false }
                digits.append(control)
            }
            if isNumber { return digits.map(String.init).joined() }
        }
        return ""
    }()

    private static func real() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let message = GericaMessage.snapshot(
            nobody, id: GericaMessage.id(1), generated: "2027-01-10T22:00:00+01:00",
            events: [
                GericaMessage.event(
                    uid: "v1", start: "2027-01-12T09:00:00", end: "2027-01-12T09:30:00", status: "CONFIRMED")
            ])
        try folder.write(message.xml, to: "a.xml")
        return folder
    }

    @Test("R19 people who are not synthetic are refused") func realPersonsAreRefused() async throws {
        let folder = try Self.real()
        let result = try await replay([folder.path, "--adapter", "gerica"])
        #expect(result.exitCode == 65)
        #expect(result.output == "")
        #expect(
            result.error
                == "epjsyncd: 1 message speaks of people whose identity numbers are not of the synthetic population (month + "
                + "80). Nothing was sent or kept. If you may use them here, say --real-persons: everything then stays in "
                + "memory and is gone at the end. Else replay messages about synthetic people.\n")
    }

    @Test("R19 allowed, they are in memory alone and shown without a number") func realPersonsStayInMemory()
        async throws
    {
        let folder = try Self.real()
        let (temporary, before) = (try TemporaryFolder(), Set(try Self.left(in: "/dev/shm")))
        let program = try ResidentProgram(
            "epjsyncd", ["replay", folder.path, "--adapter", "gerica", "--real-persons", "--wait"],
            environment: ["TMPDIR": temporary.path])
        let lines = await program.said(upTo: "The pages are there until Ctrl-C. Nothing is kept.")
        #expect(
            lines.contains(
                "  people who are not synthetic: kept in memory alone (/dev/shm, for this user only, removed at the end; what "
                    + "the machine swaps, it writes), shown on loopback alone"))
        let made = Set(try Self.left(in: "/dev/shm")).subtracting(before)
        #expect(made.count == 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.path) == [])
        let mode = try FileManager.default.attributesOfItem(atPath: made.first ?? "")[.posixPermissions]
        #expect(mode as? Int == 0o700)
        let address = try #require(lines.first { $0.contains("What the citizens see: ") }?.split(separator: " ").last)
        let session = try HTTPSession(configuration: HTTPTransportConfiguration(userAgent: "epjsyncd-tests"))
        let page = try await session.send(HTTPRequest(method: .get, url: String(address)))
        await session.close()
        let html = String(decoding: page.body, as: UTF8.self)
        #expect(html.contains(">Innbygger "))
        #expect(!Self.hasNumber(html) && !html.contains(Self.nobody.prefix(6)))
        #expect(lines.allSatisfy { !Self.hasNumber($0) })
        program.send(SIGTERM)
        #expect(await program.end().exitCode == 0)
        #expect(try made.isDisjoint(with: Self.left(in: "/dev/shm")))
    }

    // MARK: What goes wrong

    @Test func withoutASimulatorItIsSaidWhatToDo() async throws {
        let folder = try Self.nights(of: "gerica")
        let alone = Program.directory + "/alone-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: alone, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: alone) }
        try FileManager.default.linkItem(atPath: Program.directory + "/epjsyncd", toPath: alone + "/epjsyncd")
        let result = try await replay([folder.path, "--adapter", "gerica"], program: alone + "/epjsyncd")
        #expect(result.exitCode == 69)
        let path = URL(fileURLWithPath: alone).resolvingSymlinksInPath().path
        #expect(
            result.error
                == "epjsyncd: replay needs a portal to show the messages on, and there is no portal-simulator beside epjsyncd "
                + "(\(path)/portal-simulator). Nothing was sent or kept. Put it there (swift build --product "
                + "portal-simulator), or start one elsewhere and name it with --portal and --portal-admin.\n")
    }

    @Test func whatCannotBeReadEndsIt() async throws {
        let folder = try TemporaryFolder()
        let result = try await replay([folder.file("none.xml"), "--adapter", "gerica"])
        #expect(result.exitCode == 65)
        #expect(
            result.error
                == "epjsyncd: \(folder.file("none.xml")) cannot be read: No such file or directory. Nothing was sent or kept. "
                + "Check the name and that you may read it.\n")
    }

    @Test func messagesWithoutEffectShowNothing() async throws {
        let folder = try TemporaryFolder()
        try folder.write("<x/>", to: "a.xml")
        let result = try await replay([folder.path, "--adapter", "gerica"])
        #expect(result.exitCode == 3)
        #expect(
            result.error
                == "epjsyncd: None of the messages has an effect on what citizens see. Nothing was sent or kept.\n")
    }

    static let usages: [[String]] = [
        ["a.xml"], ["--adapter", "gerica"], ["-", "--adapter", "gerica"], ["a.xml", "--adapter", "nobody"],
        ["a.xml", "--adapter", "gerica", "--portal", "https://helsenorge.example"],
        ["a.xml", "--adapter", "gerica", "--portal-admin", "http://127.0.0.1:1"],
        ["a.xml", "--adapter", "gerica", "--portal", "http://127.0.0.1:1", "--real-persons"],
    ]

    @Test(arguments: usages.indices)
    func wrongCommandLinesAreUsageErrors(_ index: Int) async throws {
        #expect(try await replay(Self.usages[index]).exitCode == 64)
    }

    @Test func killedItTakesItsPortalWithIt() async throws {
        let folder = try Self.nights(of: "gerica")
        let temporary = try TemporaryFolder()
        let program = try ResidentProgram(
            "epjsyncd", ["replay", folder.path, "--adapter", "gerica", "--wait"],
            environment: ["TMPDIR": temporary.path])
        let lines = await program.said(upTo: "The pages are there until Ctrl-C")
        program.send(SIGKILL)
        // Its output is the portal's no longer, and ends when both have ended.
        _ = await program.end()
        let address = try #require(lines.first { $0.contains("What the citizens see: ") }?.split(separator: " ").last)
        let session = try HTTPSession(configuration: HTTPTransportConfiguration(userAgent: "epjsyncd-tests"))
        // The portal notices by the end of its input; asked until it is gone.
        while (try? await session.send(HTTPRequest(method: .get, url: String(address)))) != nil {}
        await session.close()
    }

    @Test func stoppedInTheMiddleItLeavesNothing() async throws {
        let simulator = try SimulatorProcess()
        try await simulator.put("/faults", #"[{"path":"/digitaltaktiv/","kind":"hang"}]"#)
        let (folder, temporary) = (try Self.nights(of: "gerica"), try TemporaryFolder())
        let program = try ResidentProgram(
            "epjsyncd",
            [
                "replay", folder.path, "--adapter", "gerica", "--portal", simulator.portalURL, "--portal-admin",
                simulator.adminURL,
            ], environment: ["TMPDIR": temporary.path])
        _ = await program.said(upTo: "a minute after the newest GenDate")
        program.send(SIGTERM)
        let end = await program.end()
        #expect(end.exitCode == 6, "\(end)")
        #expect(try Self.left(in: temporary.path) == [])
    }

    // MARK: Looking

    /// Folders of rehearsals.
    private static func left(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix("epjsyncd-replay-") }
            .map { folder + "/" + $0 }
    }

    private static func hasNumber(_ text: String) -> Bool {
        text.split { !("0"..."9").contains($0) }.contains { $0.count == 11 }
    }
}
