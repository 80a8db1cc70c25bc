// Messages to an EPJ as files: whole under their names or not there at all, and nothing lost where they cannot be written.

import Foundation
import Testing

@testable import Feeds

@Suite struct FolderDeliveryTests {
    private func message(_ number: Int, _ text: String = "<AppRec/>") -> Deliverable {
        Deliverable(id: "0000000\(number)-0000-8000-8000-000000000000", kind: .receipt, bytes: Array(text.utf8))
    }

    private func name(_ number: Int) -> String { "outgoing/0000000\(number)-0000-8000-8000-000000000000.xml" }

    @Test func messagesAreFilesUnderTheirIDs() async throws {
        let folder = try FeedFolder()
        let (delivered, fault) = await FolderDelivery(path: folder.path).deliver([message(1), message(2, "æ")])
        #expect(delivered == 2 && fault == nil)
        #expect(try folder.everything() == ["inbox", "outgoing", name(1), name(2)])
        #expect(folder.text(name(2)) == "æ")
    }

    @Test func nothingToDeliverMakesNoFolder() async throws {
        let folder = try FeedFolder()
        #expect(await FolderDelivery(path: folder.path).deliver([]).delivered == 0)
        #expect(try folder.everything() == ["inbox"])
    }

    @Test func aSecondDeliveryLeavesOneFile() async throws {
        let folder = try FeedFolder()
        // What a kill left half written.
        try folder.write("<App", to: name(1) + ".part")
        for _ in 0..<2 { #expect(await FolderDelivery(path: folder.path).deliver([message(1)]).fault == nil) }
        #expect(try folder.everything() == ["inbox", "outgoing", name(1)])
        #expect(folder.text(name(1)) == "<AppRec/>")
    }

    @Test func theFirstThatCannotBeWrittenKeepsTheRestWaiting() async throws {
        let folder = try FeedFolder()
        try folder.folder(name(2) + "/in the way")
        let (delivered, fault) = await FolderDelivery(path: folder.path).deliver([message(1), message(2), message(3)])
        #expect(delivered == 1)
        #expect(
            fault?.description
                == "Messages to the EPJ cannot be written to \(folder.path)/outgoing: Is a directory. They "
                + "are kept and are written in the next run. Check that epjsyncd may write there, and that its disk has "
                + "room.")
        #expect(
            try folder.everything() == ["inbox", "outgoing", name(1), name(2), name(2) + "/in the way"])
    }

    /// A name that only the folder's cache holds is lost with the power.
    @Test func nothingIsDeliveredBeforeTheFolderIsOnDisk() async throws {
        let folder = try FeedFolder()
        let files = UnsyncableFiles()
        let (delivered, fault) = await FolderDelivery(path: folder.path, files: files).deliver([message(1), message(2)])
        #expect(delivered == 0)
        #expect(fault == .folderUnwritable(path: folder.path + "/outgoing", reason: "no room"))
        #expect(await FolderDelivery(path: folder.path).deliver([message(1), message(2)]).delivered == 2)
    }

    @Test func aLinkIsNotWrittenThrough() async throws {
        let folder = try FeedFolder()
        try folder.write("kept", to: "elsewhere")
        try folder.folder("outgoing")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/" + name(1) + ".part", withDestinationPath: folder.path + "/elsewhere")
        let (delivered, fault) = await FolderDelivery(path: folder.path).deliver([message(1)])
        #expect(delivered == 0 && fault != nil && folder.text("elsewhere") == "kept")
    }

    @Test(arguments: ["file", "read-only"]) func aFolderThatTakesNothing(kind: String) async throws {
        let folder = try FeedFolder()
        if kind == "file" {
            try folder.write("-", to: "outgoing")
        } else {
            // Whoever runs the tests may be root, whom modes do not stop; this file system does.
            try FileManager.default.createSymbolicLink(
                atPath: folder.path + "/outgoing", withDestinationPath: "/proc/self")
        }
        let before = try folder.everything()
        let (delivered, fault) = await FolderDelivery(path: folder.path).deliver([message(1)])
        #expect(delivered == 0)
        #expect(
            fault?.description.hasPrefix("Messages to the EPJ cannot be written to \(folder.path)/outgoing: ") == true)
        #expect(try folder.everything() == before)
    }

    @Test func noFeedFolderIsNoCrash() async throws {
        let (delivered, fault) = await FolderDelivery(path: "/nowhere-at-all").deliver([message(1)])
        #expect(delivered == 0)
        #expect(fault == .folderUnwritable(path: "/nowhere-at-all/outgoing", reason: "No such file or directory"))
    }

    /// Without leave to mount there is no full disk to be had, and nothing is tested.
    @Test func aFullDiskLeavesNoHalfMessage() async throws {
        let folder = try FeedFolder()
        try folder.folder("outgoing")
        guard mount("tmpfs", folder.path + "/outgoing", "tmpfs", 0, "size=8k") == 0 else {
            // To stdout, because a test that is skipped in silence looks like a test that passed.
            print("FolderDeliveryTests: nothing may be mounted here, the full disk was not tested.")
            return
        }
        defer { umount(folder.path + "/outgoing") }
        let large = String(repeating: "x", count: 6_000)
        let (delivered, fault) = await FolderDelivery(path: folder.path).deliver([
            message(1), message(2, large), message(3),
        ])
        #expect(delivered == 1)
        #expect(fault == .folderUnwritable(path: folder.path + "/outgoing", reason: "No space left on device"))
        #expect(try folder.everything() == ["inbox", "outgoing", name(1)])
        let again = await FolderDelivery(path: folder.path).deliver([message(2), message(1)])
        #expect(again.delivered == 1, "there is room for one more")
    }
}

/// The real files, on a disk that does not take a folder's names.
private struct UnsyncableFiles: FeedFiles {
    private let files = SystemFiles()

    func names(in folder: String) throws(FileFault) -> [String] { try files.names(in: folder) }
    func entry(at path: String) throws(FileFault) -> FileEntry { try files.entry(at: path) }
    func open(_ path: String) throws(FileFault) -> any OpenFile { try files.open(path) }
    func makeFolder(_ path: String) throws(FileFault) { try files.makeFolder(path) }
    func move(_ path: String, to destination: String) throws(FileFault) { try files.move(path, to: destination) }
    func remove(_ path: String) throws(FileFault) { try files.remove(path) }
    func write(_ bytes: [UInt8], to path: String) throws(FileFault) { try files.write(bytes, to: path) }
    func synchronize(folder: String) throws(FileFault) { throw FileFault(reason: "no room") }
}
