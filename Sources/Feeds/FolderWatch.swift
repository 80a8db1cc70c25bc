// Waiting for what comes as files, by inotify(7): the kernel says that an inbox got a new name, so nobody has to look. What
// the name is does not matter, for the inbox is listed anyway; what matters is to notice when an inbox is not watched, or
// is another one than before, because then it has to be listed as long as that is so.

import Foundation

public final class FolderWatch {
    /// How an inbox is waited for.
    public enum State: Equatable, Sendable {
        /// Whatever comes from now on rings. `isNew`: it may hold something that came before, unseen.
        case watched(isNew: Bool)
        /// It has to be listed every time.
        case unwatched(reason: String)
    }

    private static let news = UInt32(IN_MOVED_TO | IN_CREATE)
    /// The folder itself goes, and with it what is watched.
    private static let end = UInt32(IN_DELETE_SELF | IN_MOVE_SELF)

    private let descriptor: Int32
    private let failure: String?
    private let source: (any DispatchSourceRead)?
    private var watches: [String: Int32] = [:]

    /// - Parameter ring: called on any thread when something may have come.
    public init(ring: @escaping @Sendable () -> Void) {
        let descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        self.descriptor = descriptor
        guard descriptor >= 0 else {
            failure = String(cString: strerror(errno))
            source = nil
            return
        }
        failure = nil
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: .global())
        source.setEventHandler {
            Self.drain(descriptor)
            ring()
        }
        source.setCancelHandler { close(descriptor) }
        source.resume()
        self.source = source
    }

    deinit { source?.cancel() }

    /// Watches the inbox of a feed, or sees that it is watched still.
    ///
    /// - Parameter path: holds inbox/.
    public func watch(_ path: String) -> State {
        if let failure { return .unwatched(reason: failure) }
        let inbox = FeedFolders(path: path, files: SystemFiles()).inbox
        let earlier = watches[inbox]
        // The same folder gets the same number again; a folder made anew under the name gets another.
        let watch = inotify_add_watch(descriptor, inbox, Self.news | Self.end | UInt32(IN_ONLYDIR))
        let code = errno
        if let earlier, earlier != watch {
            watches[inbox] = nil
            // It may be gone already, with its folder.
            _ = inotify_rm_watch(descriptor, earlier)
        }
        guard watch >= 0 else {
            // What the kernel means by "no space" (inotify_add_watch(2)).
            let isLimit = code == ENOSPC
            return .unwatched(
                reason: isLimit
                    ? "this user watches as many folders as fs.inotify.max_user_watches allows"
                    : String(cString: strerror(code)))
        }
        watches[inbox] = watch
        return .watched(isNew: earlier != watch)
    }

    /// The events say no more than that it rang; they are read so that it can ring again.
    private static func drain(_ descriptor: Int32) {
        var events = [UInt8](repeating: 0, count: 1 << 16)
        while read(descriptor, &events, events.count) > 0 {}
    }
}
