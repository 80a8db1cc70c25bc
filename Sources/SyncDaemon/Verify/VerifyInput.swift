// Where the messages for `verify` come from: files, folders and standard input, read one after the other. Of a folder
// only the names of the folder at hand are remembered.

import Foundation

/// Why something named on the command line was not read; the description is for standard error.
struct VerifyInputFault: Error, Equatable, CustomStringConvertible {
    let description: String

    private init(_ description: String) { self.description = description }

    static func unreadable(_ path: String, reason: String) -> VerifyInputFault {
        VerifyInputFault(
            "\(path) cannot be read: \(reason). Nothing of it was verified; the rest was. Check the name and that you "
                + "may read it.")
    }

    static func noMessages(_ folder: String) -> VerifyInputFault {
        VerifyInputFault(
            "The folder \(folder) holds no *.xml file. Nothing of it was verified; the rest was. Name a folder with "
                + "recorded messages, one to a file.")
    }
}

struct VerifyInput {
    /// Standard input, among the paths.
    static let standardInput = "-"

    /// A longer file is not read further: the reader refuses it by this limit.
    let bytesMax: Int

    /// Goes through the paths in their order, folders by name, and hands over every message's bytes or why there are
    /// none.
    func read(_ paths: [String], _ take: (String, Result<[UInt8], VerifyInputFault>) throws -> Void) rethrows {
        for path in paths {
            guard path != Self.standardInput, isFolder(path) else {
                try take(path, bytes(of: path))
                continue
            }
            var count = 0
            try walk(path) {
                count += 1
                try take($0, $1)
            }
            if count == 0 { try take(path, .failure(.noMessages(path))) }
        }
    }

    private func walk(_ folder: String, _ take: (String, Result<[UInt8], VerifyInputFault>) throws -> Void) rethrows {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        } catch {
            try take(folder, .failure(.unreadable(folder, reason: Self.reason(error))))
            return
        }
        for name in names {
            let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
            // A link to a folder is not followed: it may lead back here.
            if isFolder(path) {
                if !isLink(path) { try walk(path, take) }
            } else if name.hasSuffix(".xml") {
                // A pipe or a device among the files could be waited for for ever.
                try take(
                    path,
                    isPipeOrDevice(path)
                        ? .failure(.unreadable(path, reason: "it is no regular file")) : bytes(of: path))
            }
        }
    }

    private func bytes(of path: String) -> Result<[UInt8], VerifyInputFault> {
        if path == Self.standardInput { return content(of: .standardInput, path) }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            return .failure(.unreadable(path, reason: String(cString: strerror(errno))))
        }
        return content(of: FileHandle(fileDescriptor: descriptor, closeOnDealloc: true), path)
    }

    private func content(of file: FileHandle, _ path: String) -> Result<[UInt8], VerifyInputFault> {
        var bytes: [UInt8] = []
        do {
            // A pipe gives what it has; one byte more than the limit is enough to be refused by it.
            while bytes.count <= bytesMax,
                let piece = try file.read(upToCount: min(1 << 20, bytesMax + 1 - bytes.count)), !piece.isEmpty
            {
                bytes.append(contentsOf: piece)
            }
        } catch {
            return .failure(.unreadable(path, reason: Self.reason(error)))
        }
        return .success(bytes)
    }

    private func isFolder(_ path: String) -> Bool {
        var information = stat()
        return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
    }

    private func isPipeOrDevice(_ path: String) -> Bool {
        var information = stat()
        return stat(path, &information) == 0 && information.st_mode & S_IFMT != S_IFREG
    }

    private func isLink(_ path: String) -> Bool {
        var information = stat()
        return lstat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFLNK
    }

    /// The system's words where there are any; Foundation's do not say what is wrong.
    static func reason(_ error: any Error) -> String {
        let error = error as NSError
        let cause = (error.userInfo[NSUnderlyingErrorKey] as? any Error).map { $0 as NSError } ?? error
        guard cause.domain == NSPOSIXErrorDomain else { return error.localizedDescription }
        return String(cString: strerror(Int32(cause.code)))
    }
}
