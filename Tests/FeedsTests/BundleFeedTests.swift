// The life of a bundle: complete by its rename, taken by one, read piece by piece. And what becomes of everything in the
// inbox that is none.

import Foundation
import Testing

@testable import Feeds

@Suite struct BundleFeedTests {
    private func feed(_ folder: FeedFolder) -> BundleFeed { BundleFeed(path: folder.path) }

    private func content(_ file: BundleFile) throws -> String {
        var bytes: [UInt8] = []
        while let piece = try file.next() { bytes += piece }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func takingIsOneRename() throws {
        let folder = try FeedFolder()
        for name in ["b.xml", "a.xml", "c.xml.part", ".d.xml"] { try folder.write(name, to: "inbox/" + name) }
        #expect(try feed(folder).waiting() == ["a.xml", "b.xml"])
        let batch = try feed(folder).take("a.xml", number: 7)
        #expect(batch == TakenBatch(number: 7, name: "a.xml", path: folder.path + "/taken/7-a.xml"))
        #expect(try feed(folder).waiting() == ["b.xml"])
        #expect(try feed(folder).resumable() == [batch])
        #expect(try content(feed(folder).open(batch)) == "a.xml")
        try feed(folder).remove(batch)
        #expect(try feed(folder).resumable().isEmpty)
    }

    @Test func whatAppearsAfterTheListingIsForTheNextOne() throws {
        let folder = try FeedFolder()
        try folder.write(to: "inbox/a.xml")
        let listed = try feed(folder).waiting()
        try folder.write(to: "inbox/0.xml")
        #expect(listed == ["a.xml"])
        #expect(try feed(folder).waiting() == ["0.xml", "a.xml"])
    }

    @Test func aNumberThatIsTakenIsNotTakenOver() throws {
        let folder = try FeedFolder()
        try folder.write("old", to: "taken/3-a.xml")
        try folder.write("new", to: "inbox/a.xml")
        #expect(throws: FeedFault.cannotTake(batch: "a.xml", reason: "File exists")) {
            try feed(folder).take("a.xml", number: 3)
        }
        #expect(folder.text("taken/3-a.xml") == "old" && folder.text("inbox/a.xml") == "new")
    }

    @Test func aLongBundleComesInPieces() throws {
        let folder = try FeedFolder()
        let text = String(repeating: "0123456789", count: 100_000)
        try folder.write(text, to: "inbox/a.xml")
        let file = try feed(folder).open(try feed(folder).take("a.xml", number: 1))
        #expect(file.bytes == 1_000_000)
        var pieces: [Int] = []
        while let piece = try file.next() { pieces.append(piece.count) }
        #expect(pieces.count > 1 && pieces.allSatisfy { $0 <= 1 << 18 } && pieces.reduce(0, +) == 1_000_000)
    }

    @Test func whatIsNoBundleIsRefusedOnce() throws {
        let folder = try FeedFolder()
        try folder.write(to: "inbox/folder.xml/1.xml")
        try folder.write(to: "inbox/note.txt")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/inbox/link.xml", withDestinationPath: "/etc/passwd")
        #expect(mkfifo(folder.path + "/inbox/pipe.xml", 0o600) == 0)
        for (number, name) in try feed(folder).waiting().enumerated() {
            let batch = try feed(folder).take(name, number: Int64(number))
            #expect(throws: FeedFault.notABundle(batch: name)) { try feed(folder).open(batch) }
            try feed(folder).refuse(batch)
        }
        #expect(try feed(folder).waiting().isEmpty && feed(folder).resumable().isEmpty)
        #expect(
            try folder.everything().filter { $0.hasPrefix("refused/") }
                == [
                    "refused/0-folder.xml", "refused/0-folder.xml/1.xml", "refused/1-link.xml", "refused/2-note.txt",
                    "refused/3-pipe.xml",
                ])
    }

    @Test func whatWasRefusedIsNotOverwritten() throws {
        let folder = try FeedFolder()
        try folder.write("first", to: "refused/1-a.xml")
        try folder.write("second", to: "inbox/a.xml")
        try feed(folder).refuse(try feed(folder).take("a.xml", number: 1))
        #expect(folder.text("refused/1-a.xml") == "first" && folder.text("refused/1-a.xml-2") == "second")
    }

    @Test func aBundleThatIsGoneSaysSo() throws {
        let folder = try FeedFolder()
        let batch = TakenBatch(number: 1, name: "a.xml", path: folder.path + "/taken/1-a.xml")
        #expect(throws: FeedFault.bundleUnreadable(batch: "a.xml", reason: "No such file or directory")) {
            try feed(folder).open(batch)
        }
    }

    @Test func texts() {
        #expect(
            FeedFault.bundleUnreadable(batch: "a.xml", reason: "Permission denied").description
                == "The bundle a.xml cannot be read: Permission denied. No message of it counts; it is tried again in the "
                + "next run. Check that epjsyncd may read it.")
        #expect(
            FeedFault.notABundle(batch: "a.txt").description
                == "a.txt is no bundle of messages and was moved to refused/ unread. Write each bundle as one file, "
                + "inbox/NAME.xml, named .part until it is complete.")
    }
}
