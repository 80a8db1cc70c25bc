// The real files.

import Foundation
import HTTPTransport

public struct SystemFiles: FeedFiles {
    public init() {}

    public func names(in folder: String) throws(FileFault) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw FileFault(
                reason: Self.reason(error), isAbsence: !FileManager.default.fileExists(atPath: folder))
        }
    }

    public func entry(at path: String) throws(FileFault) -> FileEntry {
        var information = stat()
        guard lstat(path, &information) == 0 else { throw Self.fault(errno) }
        let kind: FileEntry.Kind =
            switch information.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            default: .other
            }
        return FileEntry(kind: kind, bytes: Int(information.st_size))
    }

    public func open(_ path: String) throws(FileFault) -> any OpenFile {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { throw Self.fault(errno) }
        return SystemFile(file: FileHandle(fileDescriptor: descriptor, closeOnDealloc: true))
    }

    public func makeFolder(_ path: String) throws(FileFault) {
        guard mkdir(path, 0o770) == 0 || errno == EEXIST else { throw Self.fault(errno) }
    }

    public func move(_ path: String, to destination: String) throws(FileFault) {
        guard rename(path, destination) == 0 else { throw Self.fault(errno) }
    }

    public func remove(_ path: String) throws(FileFault) {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            throw FileFault(reason: Self.reason(error))
        }
    }

    public func write(_ bytes: [UInt8], to path: String) throws(FileFault) {
        // Never through a link.
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o660)
        guard descriptor >= 0 else { throw Self.fault(errno) }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
        do {
            try file.write(contentsOf: Data(bytes))
            try file.synchronize()
            try file.close()
        } catch {
            try? file.close()
            unlink(path)
            throw FileFault(reason: Self.reason(error))
        }
    }

    /// At once, because a disk makes many files durable in the time of one: 256 small ones took 0.9 s one after the other, and
    /// 0.04 s eight at a time.
    public func write(_ files: [NewFile]) -> (written: Int, fault: FileFault?) {
        let faults = LockBox([Int: FileFault]())
        let threads = min(Self.writersMax, files.count)
        let done = DispatchGroup()
        for first in 0..<threads {
            done.enter()
            Thread.detachNewThread {
                for index in stride(from: first, to: files.count, by: threads) {
                    do throws(FileFault) { try write(files[index].bytes, to: files[index].path) } catch {
                        faults.withLock { $0[index] = error }
                        break
                    }
                }
                done.leave()
            }
        }
        done.wait()
        guard let first = faults.withLock({ $0.keys.min() }) else { return (files.count, nil) }
        // Where a disk is full a later file may have had the room of an earlier one: from there on, one after the other.
        for file in files[(first + 1)...] { unlink(file.path) }
        for (index, file) in files.enumerated().dropFirst(first) {
            do throws(FileFault) { try write(file.bytes, to: file.path) } catch { return (index, error) }
        }
        return (files.count, nil)
    }

    private static let writersMax = 16

    /// On a thread of its own: those that tasks share are as many as there are cores, and have something to compute.
    public func aside<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: body()) }
        }
    }

    public func synchronize(folder: String) throws(FileFault) {
        let descriptor = Glibc.open(folder, O_RDONLY | O_CLOEXEC | O_DIRECTORY)
        guard descriptor >= 0 else { throw Self.fault(errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw Self.fault(errno) }
    }

    private static func fault(_ code: Int32) -> FileFault {
        FileFault(reason: String(cString: strerror(code)), isAbsence: code == ENOENT)
    }

    /// The system's words where there are any; Foundation's do not say which thing is wrong.
    fileprivate static func reason(_ error: any Error) -> String {
        let error = error as NSError
        let cause = (error.userInfo[NSUnderlyingErrorKey] as? any Error).map { $0 as NSError } ?? error
        guard cause.domain == NSPOSIXErrorDomain else { return error.localizedDescription }
        return String(cString: strerror(Int32(cause.code)))
    }
}

private struct SystemFile: OpenFile {
    let file: FileHandle

    func read(bytesMax: Int) throws(FileFault) -> [UInt8] {
        do {
            return Array(try file.read(upToCount: bytesMax) ?? Data())
        } catch {
            throw FileFault(reason: SystemFiles.reason(error))
        }
    }
}
