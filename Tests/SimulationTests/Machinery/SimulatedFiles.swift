// Feeds' folders in memory. What an EPJ does in them is no step of ours; what the daemon does is.

import Feeds
import Foundation
import TestSupport

final class SimulatedFiles: FeedFiles {
    struct Tree: Sendable, Equatable {
        var files: [String: [UInt8]] = [:]
        var folders: Set<String> = []
        /// What files were renamed to, in order.
        var renamed: [String] = []
    }

    let steps: Steps
    private let disk: Disk
    private let tree: Guarded<Tree>
    /// What a bug planted on purpose makes of a file as it is read or written.
    let alter: Guarded<Alterations>

    struct Alterations: Sendable {
        var read: (@Sendable ([UInt8]) -> [UInt8])?
        /// Of a path and its bytes.
        var written: (@Sendable (String, [UInt8]) -> (String, [UInt8]))?
    }

    init(steps: Steps, disk: Disk, tree: Tree = Tree()) {
        self.steps = steps
        self.disk = disk
        self.tree = Guarded(tree)
        alter = Guarded(Alterations())
    }

    var contents: Tree {
        get { tree.withLock { $0 } }
        set { tree.withLock { $0 = newValue } }
    }

    // MARK: The EPJ's side

    func put(_ bytes: [UInt8], at path: String) { tree.withLock { $0.files[path] = bytes } }
    func put(folder path: String) { tree.withLock { _ = $0.folders.insert(path) } }
    func rename(_ path: String, to destination: String) { tree.withLock { $0.rename(path, to: destination) } }

    /// Takes files away, in the order in which they were put there.
    func take(under folder: String, suffix: String) -> [(path: String, bytes: [UInt8])] {
        tree.withLock { tree in
            let found = tree.files.filter { $0.key.hasPrefix(folder) && $0.key.hasSuffix(suffix) }
            for path in found.keys { tree.files[path] = nil }
            let order = tree.renamed
            tree.renamed.removeAll { $0.hasPrefix(folder) }
            let places = Dictionary(order.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: min)
            return found.sorted { (places[$0.key] ?? 0, $0.key) < (places[$1.key] ?? 0, $1.key) }
                .map { (path: $0.key, bytes: $0.value) }
        }
    }

    // MARK: The daemon's side

    func names(in folder: String) throws(FileFault) -> [String] {
        let names: [String]? = tree.withLock { tree in
            guard tree.folders.contains(folder) else { return nil }
            let prefix = folder + "/"
            let paths: [String] = Array(tree.files.keys) + Array(tree.folders)
            let below: [String] = paths.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
            return below.filter { !$0.contains("/") }.sorted()
        }
        guard let names else { throw Self.absent }
        return names
    }

    func entry(at path: String) throws(FileFault) -> FileEntry {
        let entry: FileEntry? = tree.withLock { tree in
            if let bytes = tree.files[path] { return FileEntry(kind: .file, bytes: bytes.count) }
            return tree.folders.contains(path) ? FileEntry(kind: .folder, bytes: 0) : nil
        }
        guard let entry else { throw Self.absent }
        return entry
    }

    func open(_ path: String) throws(FileFault) -> any OpenFile {
        guard let bytes = tree.withLock({ $0.files[path] }) else { throw Self.absent }
        let alter = alter.withLock { $0.read }
        return OpenBytes(alter?(bytes) ?? bytes)
    }

    func makeFolder(_ path: String) throws(FileFault) {
        guard !tree.withLock({ $0.folders.contains(path) }) else { return }
        try step(.folder) { tree.withLock { _ = $0.folders.insert(path) } }
    }

    func move(_ path: String, to destination: String) throws(FileFault) {
        let destination = alter.withLock { $0.written }?(destination, []).0 ?? destination
        try step(.rename) { tree.withLock { $0.rename(path, to: destination) } }
    }

    func remove(_ path: String) throws(FileFault) {
        try step(.removal) { tree.withLock { $0.remove(path) } }
    }

    func write(_ bytes: [UInt8], to path: String) throws(FileFault) {
        do { try disk.use() } catch { throw FileFault(reason: "No space left on device") }
        let bytes = alter.withLock { $0.written }?(path, bytes).1 ?? bytes
        try step(.write) { tree.withLock { $0.files[path] = bytes } }
    }

    /// What was renamed stays renamed: this machine's power does not go.
    func synchronize(folder: String) throws(FileFault) {}

    private func step(_ kind: Steps.Kind, _ effect: () -> Void) throws(FileFault) {
        do { try steps.around(kind, effect) } catch { throw FileFault(reason: "the run was killed") }
    }

    private static var absent: FileFault { FileFault(reason: "No such file or directory", isAbsence: true) }
}

extension SimulatedFiles.Tree {
    fileprivate mutating func rename(_ path: String, to destination: String) {
        if let bytes = files.removeValue(forKey: path) {
            files[destination] = bytes
            renamed.append(destination)
        }
        if folders.remove(path) != nil { folders.insert(destination) }
        let prefix = path + "/"
        for (name, bytes) in files where name.hasPrefix(prefix) {
            files[name] = nil
            files[destination + "/" + name.dropFirst(prefix.count)] = bytes
        }
    }

    fileprivate mutating func remove(_ path: String) {
        files[path] = nil
        folders.remove(path)
        for name in files.keys where name.hasPrefix(path + "/") { files[name] = nil }
        for name in folders where name.hasPrefix(path + "/") { folders.remove(name) }
    }
}

private final class OpenBytes: OpenFile {
    private let rest: Guarded<ArraySlice<UInt8>>

    init(_ bytes: [UInt8]) { rest = Guarded(bytes[...]) }

    func read(bytesMax: Int) throws(FileFault) -> [UInt8] {
        rest.withLock { rest in
            let piece = rest.prefix(bytesMax)
            rest = rest.dropFirst(bytesMax)
            return Array(piece)
        }
    }
}
