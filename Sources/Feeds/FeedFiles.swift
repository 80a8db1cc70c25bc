// The files a feed of files consists of, as the few things that are done with them. Each is one step of the file system,
// so whatever ends a run ends it between two of them; a simulation puts its own files in this place.

/// What lies at a path; links are not followed.
public struct FileEntry: Sendable, Equatable {
    public enum Kind: Sendable {
        case file
        case folder
        /// A link, a pipe, a device: nothing to open, for opening one could wait for ever.
        case other
    }

    public var kind: Kind
    public var bytes: Int

    public init(kind: Kind, bytes: Int) {
        self.kind = kind
        self.bytes = bytes
    }
}

public struct FileFault: Error, Sendable, Equatable {
    /// In the system's words.
    public var reason: String
    /// Nothing lies there.
    public var isAbsence: Bool

    public init(reason: String, isAbsence: Bool = false) {
        self.reason = reason
        self.isAbsence = isAbsence
    }
}

public protocol FeedFiles: Sendable {
    /// The names in a folder, in no order.
    func names(in folder: String) throws(FileFault) -> [String]

    func entry(at path: String) throws(FileFault) -> FileEntry

    /// Opens a regular file, never through a link.
    func open(_ path: String) throws(FileFault) -> any OpenFile

    /// Makes a folder, or leaves the one that is there.
    func makeFolder(_ path: String) throws(FileFault)

    /// One rename: it happened or it did not.
    func move(_ path: String, to destination: String) throws(FileFault)

    /// With everything in it.
    func remove(_ path: String) throws(FileFault)

    /// Writes a file anew, whatever lay there, and returns when its bytes are on the disk. When it throws, nothing is left
    /// of the file.
    func write(_ bytes: [UInt8], to path: String) throws(FileFault)

    /// Writes several files, each as above, and returns when they are on the disk.
    ///
    /// - Returns: how many of them, in their order, are there whole, and why the next one is not. Nothing is left of it and
    ///   of those behind it.
    func write(_ files: [NewFile]) -> (written: Int, fault: FileFault?)

    /// Returns when the folder's names are on the disk: a rename is lost with the power until then.
    func synchronize(folder: String) throws(FileFault)

    /// Runs what mostly waits for the disk where it keeps nobody else waiting.
    func aside<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value
}

/// A file to be written.
public struct NewFile: Sendable, Equatable {
    public var path: String
    public var bytes: [UInt8]

    public init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }
}

extension FeedFiles {
    public func aside<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value { body() }

    public func write(_ files: [NewFile]) -> (written: Int, fault: FileFault?) {
        for (index, file) in files.enumerated() {
            do throws(FileFault) { try write(file.bytes, to: file.path) } catch { return (index, error) }
        }
        return (files.count, nil)
    }

    /// Whatever it is, a link that leads nowhere included.
    func isThere(_ path: String) -> Bool { (try? entry(at: path)) != nil }
}

/// An open file, read from its beginning.
public protocol OpenFile {
    /// The next bytes, at most so many; none at the end.
    func read(bytesMax: Int) throws(FileFault) -> [UInt8]
}
