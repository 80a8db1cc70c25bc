// The life of a batch: complete by its rename, taken by one, read where it was put, removed after the commit. And what
// becomes of everything that is no batch and no message.

import Foundation
import Testing

@testable import Feeds

@Suite struct DirectoryFeedTests {
    // MARK: Taking

    @Test func batchesWaitInTheOrderOfTheirNames() throws {
        let folder = try FeedFolder()
        for name in ["b10", "a", "b2", "Z", "c.part", ".hidden"] { try folder.write(to: "inbox/\(name)/1.xml") }
        try folder.write(to: "inbox/d.xml.part")
        #expect(try folder.feed.waiting() == ["Z", "a", "b10", "b2"])
    }

    @Test func takingIsOneRename() throws {
        let folder = try FeedFolder()
        try folder.write("one", to: "inbox/night-1/1.xml")
        let batch = try folder.feed.take("night-1", number: 12)
        #expect(batch == TakenBatch(number: 12, name: "night-1", path: folder.path + "/taken/12-night-1"))
        #expect(try folder.everything() == ["inbox", "taken", "taken/12-night-1", "taken/12-night-1/1.xml"])
        #expect(try folder.feed.waiting().isEmpty)
        #expect(try folder.feed.resumable() == [batch])
    }

    @Test func whatWasCutOffIsResumedInTheOrderOfItsNumber() throws {
        let folder = try FeedFolder()
        for name in ["10-b", "9-c", "11-a-with-dash", "note.txt", "x-y", "-5-z"] { try folder.folder("taken/" + name) }
        let resumable = try folder.feed.resumable()
        #expect(resumable.map(\.number) == [9, 10, 11])
        #expect(resumable.map(\.name) == ["c", "b", "a-with-dash"])
    }

    @Test func nothingTakenYetIsNothingToResume() throws {
        #expect(try FeedFolder().feed.resumable().isEmpty)
    }

    @Test func aNumberThatIsTakenIsNotTakenOver() throws {
        let folder = try FeedFolder()
        try folder.write("old", to: "taken/3-a/1.xml")
        try folder.write("new", to: "inbox/a/1.xml")
        #expect(throws: FeedFault.cannotTake(batch: "a", reason: "Directory not empty")) {
            try folder.feed.take("a", number: 3)
        }
        #expect(folder.text("taken/3-a/1.xml") == "old" && folder.text("inbox/a/1.xml") == "new")
    }

    @Test func aBatchThatIsGoneCannotBeTaken() throws {
        let folder = try FeedFolder()
        #expect(throws: FeedFault.cannotTake(batch: "a", reason: "No such file or directory")) {
            try folder.feed.take("a", number: 1)
        }
    }

    @Test func aNameThatIsNotUTF8ComesLastAndSaysSo() throws {
        let folder = try FeedFolder()
        folder.make([0x61, 0xe6], in: "inbox")
        try folder.write(to: "inbox/z/1.xml")
        let waiting = try folder.feed.waiting()
        #expect(waiting.first == "z" && waiting.count == 2)
        #expect(throws: FeedFault.cannotTake(batch: "a•", reason: "its name is not UTF-8")) {
            try folder.feed.take(waiting[1], number: 1)
        }
    }

    // MARK: Reading

    private func taken(_ files: [String: String]) throws -> (FeedFolder, TakenBatch) {
        let folder = try FeedFolder()
        try folder.folder("inbox/batch")
        for (name, text) in files { try folder.write(text, to: "inbox/batch/" + name) }
        return (folder, try folder.feed.take("batch", number: 1))
    }

    private func member(_ name: String, of batch: TakenBatch) -> FeedMember {
        FeedMember(name: name, path: batch.path + "/" + name)
    }

    @Test func messagesComeInTheOrderOfTheirNames() throws {
        let (folder, batch) = try taken(["b.xml": "2", "a.xml": "1", "c.xml": "3", "c.xml.part": "", "d.txt": ""])
        let members = try #require(folder.feed.members(of: batch))
        #expect(members.map(\.name) == ["a.xml", "b.xml", "c.xml"])
        #expect(try members.map { try folder.feed.read($0, bytesMax: 1) } == [[0x31], [0x32], [0x33]])
    }

    @Test func anEmptyFileIsAMessageOfNoBytes() throws {
        let (folder, batch) = try taken(["a.xml": ""])
        #expect(try folder.feed.read(member("a.xml", of: batch), bytesMax: 10) == [])
    }

    @Test func aLongerFileIsNotRead() throws {
        let (folder, batch) = try taken(["a.xml": "12345"])
        #expect(try folder.feed.read(member("a.xml", of: batch), bytesMax: 5).count == 5)
        #expect(throws: FeedFault.tooLarge(file: "a.xml", bytesMax: 4)) {
            try folder.feed.read(member("a.xml", of: batch), bytesMax: 4)
        }
    }

    @Test(arguments: ["folder", "pipe", "link", "dangling link"]) func whatIsNoFileIsNotOpened(kind: String) throws {
        let (folder, batch) = try taken(["a.txt": "elsewhere"])
        let member = member("x.xml", of: batch)
        switch kind {
        case "folder": #expect(mkdir(member.path, 0o700) == 0)
        case "pipe": #expect(mkfifo(member.path, 0o600) == 0)
        case "link": #expect(symlink(batch.path + "/a.txt", member.path) == 0)
        default: #expect(symlink("nowhere", member.path) == 0)
        }
        #expect(folder.feed.members(of: batch) == [member])
        #expect(throws: FeedFault.notAFile(file: "x.xml")) { try folder.feed.read(member, bytesMax: 100) }
        try folder.feed.refuse(member, of: batch)
        #expect(try folder.everything().contains("refused/1-batch/x.xml"))
        #expect(folder.feed.members(of: batch) == [])
    }

    @Test func aFileThatVanishedIsUnreadable() throws {
        let (folder, batch) = try taken([:])
        #expect(throws: FeedFault.unreadable(file: "a.xml", reason: "No such file or directory")) {
            try folder.feed.read(member("a.xml", of: batch), bytesMax: 100)
        }
    }

    @Test(.enabled(if: geteuid() != 0, "root may read everything"))
    func aFileWeMayNotReadIsUnreadable() throws {
        let (folder, batch) = try taken(["a.xml": "1"])
        #expect(chmod(batch.path + "/a.xml", 0) == 0)
        #expect(throws: FeedFault.unreadable(file: "a.xml", reason: "Permission denied")) {
            try folder.feed.read(member("a.xml", of: batch), bytesMax: 100)
        }
    }

    // MARK: Refusing

    @Test(arguments: ["file", "link", "a name in it"]) func whatIsNoFolderOfMessagesIsRefusedOnce(kind: String) throws {
        let folder = try FeedFolder()
        switch kind {
        case "file": try folder.write("<Meldingsbunt/>", to: "inbox/x")
        case "link": #expect(symlink(folder.path, folder.path + "/inbox/x") == 0)
        default:
            try folder.folder("inbox/x")
            folder.make([0x61, 0xe6] + Array(".xml".utf8), in: "inbox/x")
        }
        let batch = try folder.feed.take("x", number: 7)
        #expect(folder.feed.members(of: batch) == nil)
        try folder.feed.refuse(batch)
        #expect(try folder.feed.resumable().isEmpty && folder.feed.waiting().isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/refused") == ["7-x"])
    }

    @Test func whatWasRefusedBeforeIsNotOverwritten() throws {
        let folder = try FeedFolder()
        try folder.write("first", to: "refused/7-x")
        try folder.write("second", to: "inbox/x")
        try folder.feed.refuse(try folder.feed.take("x", number: 7))
        #expect(folder.text("refused/7-x") == "first" && folder.text("refused/7-x-2") == "second")
        let batch = TakenBatch(number: 8, name: "y", path: folder.path + "/taken/8-y")
        for text in ["first", "second", "third"] {
            try folder.write(text, to: "taken/8-y/a.xml")
            try folder.feed.refuse(member("a.xml", of: batch), of: batch)
        }
        #expect(["", "-2", "-3"].map { folder.text("refused/8-y/a.xml" + $0) } == ["first", "second", "third"])
    }

    // MARK: Removing

    @Test func aBatchThatWasReadIsRemoved() throws {
        let (folder, batch) = try taken(["a.xml": "1", "b.xml": "2"])
        #expect(try folder.feed.remove(batch) == [])
        #expect(try folder.everything() == ["inbox", "taken"])
    }

    @Test("R18 what lay beside the messages is kept") func remainder() throws {
        let (folder, batch) = try taken(["a.xml": "1", "B.XML": "2", "sub/c.xml": "3", "010190.pdf": "4"])
        #expect(try folder.feed.remove(batch) == ["B.XML", "•••", "•••.pdf"])
        #expect(
            try folder.everything() == [
                "inbox", "refused", "refused/1-batch", "refused/1-batch/010190.pdf", "refused/1-batch/B.XML",
                "refused/1-batch/sub", "refused/1-batch/sub/c.xml", "taken",
            ])
        #expect(folder.text("refused/1-batch/B.XML") == "2")
    }

    @Test func removingWhatIsGoneSaysSo() throws {
        let (folder, batch) = try taken(["a.xml": "1"])
        try folder.feed.remove(batch)
        #expect(throws: FeedFault.self) { try folder.feed.remove(batch) }
    }

    // MARK: A feed that is not there

    @Test func aMissingInboxSaysWhereAndWhatToDo() throws {
        let folder = try FeedFolder(inbox: false)
        do {
            _ = try folder.feed.waiting()
            Issue.record("nothing is missing")
        } catch {
            #expect(
                error.description
                    == "The feed folder \(folder.path)/inbox cannot be read: No such file or directory. No "
                    + "message of it was read. Check that it exists and that the group of epjsyncd may read and write it."
            )
        }
    }

    @Test func aFileInAFoldersPlaceSaysSo() throws {
        let folder = try FeedFolder(inbox: false)
        try folder.write(to: "inbox")
        try folder.write(to: "taken")
        #expect(throws: FeedFault.inboxUnreadable(path: folder.path + "/inbox", reason: "Not a directory")) {
            try folder.feed.waiting()
        }
        #expect(throws: FeedFault.inboxUnreadable(path: folder.path + "/taken", reason: "Not a directory")) {
            try folder.feed.resumable()
        }
    }

    @Test func everyFaultSaysWhatToDo() {
        #expect(
            FeedFault.cannotTake(batch: "a", reason: "Permission denied").description
                == "The batch a cannot be taken: Permission denied. It stays where it is and is tried again in the next "
                + "run. Check that epjsyncd may write to the feed folder.")
        #expect(
            FeedFault.cannotRemove(batch: "a", reason: "Permission denied").description
                == "The batch a was read and cannot be removed: Permission denied. Its messages are safe and are not "
                + "read again; it is removed in the next run. Check that epjsyncd may write to taken/.")
        #expect(
            FeedFault.unreadable(file: "a.xml", reason: "Permission denied").description
                == "The file a.xml cannot be read: Permission denied. The rest of its batch was read; it is tried again "
                + "in the next run. Check that epjsyncd may read it.")
        #expect(
            FeedFault.tooLarge(file: "a.xml", bytesMax: 9).description
                == "The file a.xml is larger than 9 bytes (limits.message_bytes_max). It was moved to refused/ unread. "
                + "Split it, or raise the limit and put it back.")
        #expect(
            FeedFault.notAFile(file: "a.xml").description
                == "a.xml is not a regular file. It was moved to refused/ unread. Write each message as a file of its own."
        )
    }
}
