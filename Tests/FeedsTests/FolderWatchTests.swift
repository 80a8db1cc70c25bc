// Watching inboxes with the kernel's own events: what rings, what does not go unnoticed, and what has to be listed.

import Foundation
import Testing

@testable import Feeds

@Suite(.timeLimit(.minutes(10))) struct FolderWatchTests {
    private let folder: FeedFolder
    private let rings: AsyncStream<Void>
    private let watch: FolderWatch

    init() throws {
        folder = try FeedFolder()
        let (rings, tell) = AsyncStream.makeStream(of: Void.self)
        self.rings = rings
        watch = FolderWatch { tell.yield() }
    }

    /// Waits until it rings.
    private func ring() async -> Bool {
        for await _ in rings { return true }
        return false
    }

    @Test func aNameThatAppearsByARenameRings() async throws {
        #expect(watch.watch(folder.path) == .watched(isNew: true))
        #expect(watch.watch(folder.path) == .watched(isNew: false))
        try folder.folder("elsewhere")
        try FileManager.default.moveItem(atPath: folder.path + "/elsewhere", toPath: folder.path + "/inbox/b1")
        #expect(await ring())
        #expect(try folder.feed.waiting() == ["b1"])
        #expect(watch.watch(folder.path) == .watched(isNew: false))
    }

    @Test func aNameThatIsMadeInPlaceRings() async throws {
        #expect(watch.watch(folder.path) == .watched(isNew: true))
        try folder.write(to: "inbox/b1.xml")
        #expect(await ring())
    }

    @Test func aMissingInboxIsNotWatchedUntilItIsThere() async throws {
        let late = try FeedFolder(inbox: false)
        #expect(watch.watch(late.path) == .unwatched(reason: "No such file or directory"))
        try late.folder("inbox/b1")
        #expect(watch.watch(late.path) == .watched(isNew: true), "it may hold something already")
        try late.folder("inbox/b2")
        #expect(await ring())
    }

    @Test func anInboxThatIsNoFolderIsNotWatched() throws {
        let file = try FeedFolder(inbox: false)
        try file.write(to: "inbox")
        #expect(watch.watch(file.path) == .unwatched(reason: "Not a directory"))
    }

    @Test func anInboxThatIsRemovedRingsAndOneMadeAnewIsNew() async throws {
        #expect(watch.watch(folder.path) == .watched(isNew: true))
        try FileManager.default.removeItem(atPath: folder.path + "/inbox")
        #expect(await ring())
        #expect(watch.watch(folder.path) == .unwatched(reason: "No such file or directory"))
        try folder.folder("inbox")
        #expect(watch.watch(folder.path) == .watched(isNew: true))
        #expect(watch.watch(folder.path) == .watched(isNew: false))
    }

    @Test func anInboxThatIsMovedAwayIsWatchedNoMore() async throws {
        #expect(watch.watch(folder.path) == .watched(isNew: true))
        try FileManager.default.moveItem(atPath: folder.path + "/inbox", toPath: folder.path + "/old")
        #expect(await ring())
        try folder.folder("inbox")
        #expect(watch.watch(folder.path) == .watched(isNew: true))
        try folder.write(to: "inbox/b1.xml")
        #expect(await ring())
    }

    @Test func twoFeedsAreWatchedAtOnce() async throws {
        let other = try FeedFolder()
        #expect(watch.watch(folder.path) == .watched(isNew: true))
        #expect(watch.watch(other.path) == .watched(isNew: true))
        try other.write(to: "inbox/b1.xml")
        #expect(await ring())
    }
}
