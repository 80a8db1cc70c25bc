import ArgumentParser
import Foundation
import Testing

@testable import FeedGenerator

@Suite struct CommandTests {
    private func arguments(_ changed: [String: String] = [:], out: String = "/nonexistent/generated") -> [String] {
        let values = ["--citizens": "10", "--services": "4", "--seed": "7", "--adapter": "gerica", "--out": out]
        return values.merging(changed) { $1 }.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }
    }

    private func refusal(_ changed: [String: String], out: String = "/nonexistent/generated") -> String? {
        do {
            _ = try FeedGenerator.parse(arguments(changed, out: out))
            return nil
        } catch {
            #expect(FeedGenerator.exitCode(for: error).rawValue == 64)
            return FeedGenerator.message(for: error)
        }
    }

    @Test func theDefaultsAreThoseDocumented() throws {
        let plan = try FeedGenerator.parse(arguments()).plan()
        #expect(plan.days == 28 && plan.nights == 1 && plan.broken == 0 && plan.activeShare == 0.33)
        #expect(plan.firstDay == monday && plan.municipality == "9901")
        #expect(plan.portalURL == "http://127.0.0.1:8480")
        #expect(
            plan.systems[0].form.transport == .directory && plan.systems[0].form.encoding == .utf8
                && plan.systems[0].form.layout == .compact)
        #expect(plan.root.path == "/nonexistent/generated")
    }

    @Test func theFormCanBeChosen() throws {
        let plan = try FeedGenerator.parse(
            arguments(["--transport": "bundle", "--encoding": "iso-8859-1", "--layout": "indented"])
        ).plan()
        #expect(
            plan.systems[0].form.transport == .bundle && plan.systems[0].form.encoding == .latin1
                && plan.systems[0].form.layout == .indented)
    }

    @Test(arguments: [
        ("gerica", Transport.directory, TextEncoding.utf8), ("profil", .bundle, .utf8), ("cosdoc", .outbox, .latin1),
    ])
    func everyVendorHasItsForm(_ adapter: String, _ transport: Transport, _ encoding: TextEncoding) throws {
        let plan = try FeedGenerator.parse(arguments(["--adapter": adapter])).plan()
        #expect(plan.systems[0].adapter.rawValue == adapter && plan.oddities == nil)
        #expect(plan.systems[0].form.transport == transport && plan.systems[0].form.encoding == encoding)
    }

    @Test func aListMakesAMunicipalityForEach() throws {
        let plan = try FeedGenerator.parse(arguments(["--adapter": "gerica,profil,cosdoc", "--layout": "indented"]))
            .plan()
        #expect(plan.systems.map(\.adapter) == [.gerica, .profil, .cosdoc] && plan.successor == nil)
        #expect(plan.systems.map(\.form.transport) == [.directory, .bundle, .outbox])
        #expect(plan.systems.allSatisfy { $0.form.layout == .indented })
    }

    @Test func aSuccessorComesInItsVendorsForm() throws {
        let plan = try FeedGenerator.parse(
            arguments(["--successor": "cosdoc", "--nights": "4", "--transport": "bundle"])
        ).plan()
        let successor = try #require(plan.successor)
        #expect(successor.night == 3 && successor.system.adapter == .cosdoc)
        #expect(successor.system.form.transport == .outbox && successor.system.form.encoding == .latin1)
        #expect(plan.systems[0].form.transport == .bundle)
        #expect([3, 3, 4, 3, 3, 4] == (0..<6).map(successor.night))
    }

    @Test func theFolderIsMeantFromWhereTheCommandRuns() throws {
        let plan = try FeedGenerator.parse(arguments(out: "some/../folder")).plan()
        #expect(plan.root.path == FileManager.default.currentDirectoryPath + "/folder")
    }

    @Test(arguments: ["Profil", "lifecare", "Gerica", ""])
    func otherAdaptersAreRefused(_ adapter: String) {
        #expect(
            refusal(["--adapter": adapter])
                == "The feed generator does not write the dialect of --adapter \(adapter). Nothing was made; it "
                + "writes gerica or profil or cosdoc.")
    }

    private static let tooManyAdapters = [String](repeating: "gerica", count: 401).joined(separator: ",")

    @Test(arguments: [
        (["--citizens": "0"], "--citizens is 0. Nothing was made; give a number from 1 to 300000."),
        (["--services": "41"], "--services is 41. Nothing was made; give a number from 1 to 40."),
        (["--days": "0"], "--days is 0. Nothing was made; give a number from 1 to 365."),
        (["--nights": "61"], "--nights is 61. Nothing was made; give a number from 1 to 60."),
        (["--broken": "1001"], "--broken is 1001. Nothing was made; give a number from 0 to 1000."),
        (["--active-share": "1.5"], "--active-share is 1.5. Nothing was made; give a number from 0 to 1."),
        (
            ["--date": "2027-02-30"],
            "--date is not a date of the years 2000 to 2099. Nothing was made; write it as 2027-01-11."
        ),
        (["--municipality": "990"], "--municipality is not a number of four digits. Nothing was made; 9901 is one."),
        (["--oddities": "1.1"], "--oddities is 1.1. Nothing was made; give a number from 0 to 1."),
        (
            ["--adapter": "cosdoc", "--services": "19"],
            "--services is 19. Nothing was made; give a number from 1 to 18."
        ),
        (
            ["--adapter": "gerica,cosdoc", "--services": "19"],
            "--services is 19. Nothing was made; give a number from 1 to 18."
        ),
        (
            ["--adapter": "gerica,profil", "--citizens": "200000"],
            "--citizens is 200000. Nothing was made; give a number from 1 to 150000."
        ),
        (
            ["--adapter": "gerica,,profil"],
            "The feed generator does not write the dialect of --adapter . Nothing was made; it writes gerica or profil "
                + "or cosdoc."
        ),
        (
            ["--adapter": Self.tooManyAdapters],
            "--adapter names 401 record systems. Nothing was made; give at most 400."
        ),
        (
            ["--adapter": "gerica,profil", "--municipality": "9999"],
            "--municipality 9999 leaves no numbers for 2 municipalities. Nothing was made; 9901 does."
        ),
        (
            ["--successor": "gerica", "--nights": "4"],
            "--successor gerica needs one other --adapter whose place it takes. Nothing was made; give --adapter one "
                + "dialect that is not gerica."
        ),
        (
            ["--adapter": "gerica,cosdoc", "--successor": "profil", "--nights": "4"],
            "--successor profil needs one other --adapter whose place it takes. Nothing was made; give --adapter one "
                + "dialect that is not profil."
        ),
        (
            ["--successor": "profil"],
            "--successor needs at least two nights. Nothing was made; give --nights 4, say."
        ),
        (
            ["--successor": "profil", "--nights": "4", "--successor-night": "5"],
            "--successor-night is 5. Nothing was made; give a number from 2 to 4."
        ),
        (
            ["--outbox-url": "outbox"],
            "--outbox-url does not begin with http:// or https://. Nothing was made; "
                + "http://127.0.0.1:8482/utboks is one."
        ),
        (
            ["--portal-url": "ftp://portal"],
            "--portal-url does not begin with http:// or https://. Nothing was made; http://127.0.0.1:8480 is one."
        ),
    ])
    func valuesOutOfBoundsAreRefused(_ changed: [String: String], _ text: String) {
        #expect(refusal(changed) == text)
    }

    @Test func aFolderWithSomethingInItIsLeftAlone() throws {
        try withTemporaryFolder { folder in
            try makeFolder(folder)
            #expect(refusal([:], out: folder.path) == nil)
            try writeFile("kept".utf8, to: folder.appending(path: "file"))
            #expect(
                refusal([:], out: folder.path)
                    == "--out \(folder.path) exists and is not an empty folder. Nothing was changed there; remove it "
                    + "or name another.")
        }
    }

    @Test func theCommandMakesAMunicipality() throws {
        try withTemporaryFolder { folder in
            let command = try FeedGenerator.parse(arguments(out: folder.path))
            try command.run()
            #expect(try contents(folder)["nights/01/expected.json"] != nil)
        }
    }
}
