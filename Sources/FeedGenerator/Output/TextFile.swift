// Files that are written from front to back and never held in memory whole.
//
// `Data.write(to:)` waits for the disk with every file. What is made here can be made again, and a night may be a
// million small files, so they are opened and written plainly.

import Foundation

/// Something could not be written where the user asked for it.
struct WriteError: Error, CustomStringConvertible {
    let path: String
    let reason: String

    var description: String {
        "\(path) could not be written: \(reason). What lies there is incomplete; remove it, make room or choose "
            + "another --out, and run the same command again."
    }
}

/// A file being written; close it when done.
final class TextFile {
    private let handle: FileHandle
    private let path: String
    private var buffer: [UInt8] = []
    private static let bufferBytes = 1 << 18

    /// Makes the file; throws `WriteError` when that is impossible.
    init(_ url: URL) throws {
        path = url.path
        buffer.reserveCapacity(Self.bufferBytes + 4096)
        handle = try newFile(path)
    }

    /// Appends `text`; throws `WriteError`.
    func write(_ text: String) throws {
        try write(bytes: text.utf8)
    }

    /// Appends `bytes`; throws `WriteError`.
    func write(bytes: some Collection<UInt8>) throws {
        buffer.append(contentsOf: bytes)
        if buffer.count >= Self.bufferBytes { try flush() }
    }

    /// Writes `text` over the file's beginning, where as many bytes stood; throws `WriteError`.
    func overwriteStart(_ text: String) throws {
        try flush()
        try rethrowing(path) {
            let end = try handle.offset()
            try handle.seek(toOffset: 0)
            try handle.write(contentsOf: Data(text.utf8))
            try handle.seek(toOffset: end)
        }
    }

    /// Writes what is left and closes; throws `WriteError`.
    func close() throws {
        try flush()
        try rethrowing(path) { try handle.close() }
    }

    private func flush() throws {
        let data = Data(buffer)
        buffer.removeAll(keepingCapacity: true)
        try rethrowing(path) { try handle.write(contentsOf: data) }
    }
}

/// Writes a whole small file; throws `WriteError`.
func writeFile(_ bytes: some Collection<UInt8>, to url: URL, mode: mode_t = 0o644) throws {
    let handle = try newFile(url.path, mode)
    try rethrowing(url.path) {
        try handle.write(contentsOf: Data(bytes))
        try handle.close()
    }
}

/// Makes a folder and those above it; throws `WriteError`.
func makeFolder(_ url: URL) throws {
    try rethrowing(url.path) { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }
}

/// Gives what was written as a `.part` its name; throws `WriteError`.
func rename(_ part: URL, to url: URL) throws {
    try rethrowing(url.path) { try FileManager.default.moveItem(at: part, to: url) }
}

/// Opens a file that must not exist yet.
private func newFile(_ path: String, _ mode: mode_t = 0o644) throws -> FileHandle {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else {
        throw WriteError(path: path, reason: String(cString: strerror(errno)))
    }
    return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
}

private func rethrowing<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
    do {
        return try body()
    } catch {
        let reason = error.localizedDescription
        throw WriteError(path: path, reason: reason.hasSuffix(".") ? String(reason.dropLast()) : reason)
    }
}
