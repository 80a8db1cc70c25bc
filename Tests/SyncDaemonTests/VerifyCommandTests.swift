// `verify` as a vendor runs it: a process, without configuration, on files, folders and standard input.

import Foundation
import TestSupport
import Testing

@testable import SyncDaemon

@Suite struct VerifyCommandTests {
    private static let noVisits = GericaMessage.snapshot(
        NightHarness.anna, id: GericaMessage.id(1), generated: "2027-01-11T00:30:00+01:00", events: [])
    private static let synthetic =
        "noted EPJ-951 MsgHead/MsgInfo/Patient/Ident/Id: The patient's identity number belongs to the synthetic test "
        + "population. It was read here; an installation that serves people refuses it (EPJ-105)."

    /// The last control digit is another one.
    private static var wrongNumber: String {
        let last = NightHarness.anna.last?.wholeNumberValue ?? 0
        return noVisits.xml.replacing(NightHarness.anna, with: NightHarness.anna.dropLast() + "\((last + 1) % 10)")
    }

    /// Where the element of the number begins, as an editor counts; the whole patient stands on one line.
    private static func place(_ xml: String) throws -> String {
        let lines = xml.split(separator: "\n", omittingEmptySubsequences: false)
        let number = try #require(lines.firstIndex { $0.contains("<Patient>") })
        let line = lines[number]
        let start = try #require(line.range(of: "<Id>")).lowerBound
        return "\(number + 1):\(line[..<start].unicodeScalars.count + 1)"
    }

    private func verify(_ arguments: [String]) async throws -> ProgramResult {
        try await Program.run("epjsyncd", ["verify"] + arguments)
    }

    @Test func aSoundMessageIsAcceptedAndItsNumberNoted() async throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.noVisits.xml, to: "a.xml")
        let file = folder.file("a.xml")
        let result = try await verify([file])
        #expect(result.exitCode == 0)
        #expect(result.error == "")
        #expect(
            result.output == "\(file):\(try Self.place(Self.noVisits.xml)): \(Self.synthetic)\n"
                + "Messages by code:\n  1 EPJ-951 noted\n1 read, 1 accepted, 0 refused, 0 not for us\n")
    }

    @Test func foldersAreReadInOrderAndAllTheWayDown() async throws {
        let folder = try TemporaryFolder()
        for name in ["b.xml", "a/2.xml", "a/1.xml", "c.txt"] { try folder.write(Self.noVisits.xml, to: name) }
        try folder.write(Self.wrongNumber, to: "d.xml")
        // A link back must not be followed for ever.
        try FileManager.default.createSymbolicLink(atPath: folder.file("loop"), withDestinationPath: folder.path)
        let result = try await verify([folder.path, "--format", "json"])
        #expect(result.exitCode == 3)
        let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
        let messages = try #require((object as? [String: Any])?["messages"] as? [[String: Any]])
        #expect(
            messages.map { $0["file"] as? String }
                == ["a/1.xml", "a/2.xml", "b.xml", "d.xml"].map { folder.file($0) })
        #expect(messages.map { $0["outcome"] as? String } == ["accepted", "accepted", "accepted", "refused"])
        // The number is refused before the dialogue is reached; what the message is, is said all the same.
        #expect(messages.allSatisfy { $0["kind"] as? String == "ingen-bestilte-timer" })
        #expect(!Self.hasNumber(result.output))
    }

    @Test func standardInputIsAMessage() async throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.wrongNumber, to: "a.xml")
        let result = try await Program.run(
            "/bin/bash",
            ["-c", "exec \"$0\" verify - < \"$1\"", Program.directory + "/epjsyncd", folder.file("a.xml")])
        #expect(result.exitCode == 3)
        #expect(
            result.output.hasPrefix(
                "-:\(try Self.place(Self.wrongNumber)): refused EPJ-101 MsgHead/MsgInfo/Patient/Ident/Id: The patient's "
                    + "identity number has wrong control digits."))
        #expect(result.output.hasSuffix("1 read, 0 accepted, 1 refused, 0 not for us\n"))
    }

    @Test func whatCannotBeReadIsNamedAndTheRestIsRead() async throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.noVisits.xml, to: "a.xml")
        try folder.write("", to: "empty/readme.txt")
        let (missing, empty) = (folder.file("none.xml"), folder.file("empty"))
        let result = try await verify([missing, empty, folder.file("a.xml")])
        #expect(result.exitCode == 65)
        #expect(
            result.error
                == "epjsyncd: \(missing) cannot be read: No such file or directory. Nothing of it was verified; "
                + "the rest was. Check the name and that you may read it.\n"
                + "epjsyncd: The folder \(empty) holds no *.xml file. Nothing of it was verified; the rest was. Name a "
                + "folder with recorded messages.\n")
        #expect(result.output.hasSuffix("1 read, 1 accepted, 0 refused, 0 not for us\n"))
    }

    @Test func aPipeInAFolderIsNotWaitedFor() async throws {
        let folder = try TemporaryFolder()
        let pipe = folder.file("a.xml")
        #expect(mkfifo(pipe, 0o600) == 0)
        let result = try await verify([folder.path])
        #expect(result.exitCode == 65)
        #expect(
            result.error
                == "epjsyncd: \(pipe) cannot be read: it is no regular file. Nothing of it was verified; the rest "
                + "was. Check the name and that you may read it.\n")
    }

    @Test func anAnswerThatCannotBeWrittenIsNoAnswer() async throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.noVisits.xml, to: "a.xml")
        let result = try await Program.run(
            "/bin/bash",
            ["-c", "exec \"$0\" verify \"$1\" > /dev/full", Program.directory + "/epjsyncd", folder.file("a.xml")])
        #expect(result.exitCode == 73)
        #expect(
            result.error
                == "epjsyncd: The answer could not be written: No space left on device. What stands there is not "
                + "whole. Make room where it goes, and run the command again.\n")
    }

    @Test func aFileLargerThanAnyMessageIsRefused() async throws {
        let folder = try TemporaryFolder()
        try folder.write(String(repeating: " ", count: (20 << 20) + 1), to: "a.xml")
        let result = try await verify([folder.file("a.xml")])
        #expect(result.exitCode == 3)
        #expect(result.output.hasPrefix("\(folder.file("a.xml")): refused EPJ-002: "))
    }

    private static func bundle(_ members: [String], announced: Int) -> String {
        let bare = members.map { $0.split(separator: "\n", maxSplits: 1)[1] }
        return "<Meldingsbunt xmlns=\"urn:epjsync:meldingsbunt:1\" antall=\"\(announced)\">\n"
            + bare.joined(separator: "\n")
            + "</Meldingsbunt>\n"
    }

    @Test func aBundleIsVerifiedMemberByMember() async throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.bundle([Self.noVisits.xml, Self.wrongNumber], announced: 2), to: "a.xml")
        let result = try await verify([folder.file("a.xml"), "--format", "json"])
        #expect(result.exitCode == 3)
        let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
        let messages = try #require((object as? [String: Any])?["messages"] as? [[String: Any]])
        #expect(messages.map { $0["member"] as? Int } == [1, 2])
        #expect(messages.map { $0["outcome"] as? String } == ["accepted", "refused"])
    }

    @Test func aBundleThatIsNotWholeIsSaidToBeSo() async throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.bundle([Self.noVisits.xml], announced: 2), to: "a.xml")
        let result = try await verify([folder.file("a.xml")])
        #expect(result.exitCode == 3)
        #expect(
            result.output.contains(
                "\(folder.file("a.xml")):1:1: refused EPJ-032 Meldingsbunt: The Meldingsbunt has another number of messages "
                    + "than its antall says. No message of the bundle counts. Send it again whole.\n"))
        #expect(result.output.hasSuffix("2 read, 1 accepted, 1 refused, 0 not for us\n"))
    }

    @Test func aWrapperIsReadThroughWhereItIsNamed() async throws {
        let folder = try TemporaryFolder()
        let bare = Self.noVisits.xml.split(separator: "\n", maxSplits: 1)[1]
        try folder.write(
            "<EI_fellesformat xmlns=\"http://www.nav.no/xml/eiff/2/\">\(bare)</EI_fellesformat>", to: "a.xml")
        #expect(try await verify([folder.file("a.xml")]).exitCode == 3)
        #expect(try await verify([folder.file("a.xml"), "--wrapper", "EI_fellesformat"]).exitCode == 0)
    }

    @Test(
        arguments: [
            ([], "noted", 0), (["--adapter", "gerica"], "tolerated", 0), (["--adapter", "profil"], "refused", 3),
            (["--adapter", "cosdoc"], "refused", 3),
        ] as [([String], String, Int32)])
    func whatOneEPJIsKnownForDependsOnTheEPJ(adapter: [String], severity: String, exitCode: Int32) async throws {
        let folder = try TemporaryFolder()
        var asking = Self.noVisits
        asking.ack = "J"
        try folder.write(asking.xml, to: "a.xml")
        let result = try await verify([folder.file("a.xml")] + adapter)
        #expect(result.exitCode == exitCode)
        #expect(
            result.output.contains(
                ": \(severity) EPJ-902 MsgHead/MsgInfo/Ack: Ack asks for a receipt on an answer whose process takes none. "
                    + "Write Ack N.\n"))
    }

    static let usages: [[String]] = [[], ["a.xml", "--format", "html"], ["a.xml", "--adapter", "nobody"]]

    @Test(arguments: usages.indices)
    func wrongCommandLinesAreUsageErrors(_ index: Int) async throws {
        #expect(try await verify(Self.usages[index]).exitCode == 64)
    }

    @Test func helpNamesTheExitCodes() async throws {
        let result = try await verify(["--help"])
        #expect(result.exitCode == 0)
        #expect(result.output.contains("65 a PATH cannot be read"))
    }

    private static let standards = ProcessInfo.processInfo.environment["EPJ_STANDARDS"]

    @Test(.enabled(if: standards != nil), arguments: VerifyFormat.allCases)
    func theSampleCollectionNeitherCrashesNorLeaks(_ format: VerifyFormat) async throws {
        let result = try await verify([try #require(Self.standards) + "/samples", "--format", format.rawValue])
        #expect(result.exitCode == 3)
        #expect(result.error == "")
        #expect(!Self.hasNumber(result.output))
        switch format {
        case .text: #expect(result.output.hasSuffix(" not for us\n"))
        case .json: _ = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
        case .junit: #expect(result.output.hasSuffix("</testsuites>\n"))
        }
    }

    private static func hasNumber(_ text: String) -> Bool {
        text.split { !("0"..."9").contains($0) }.contains { $0.count == 11 }
    }
}
