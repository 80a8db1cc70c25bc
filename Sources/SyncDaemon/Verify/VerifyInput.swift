// Where the messages for `verify` come from: files, folders and standard input, opened one after the other. Of a folder
// only the names of the folder at hand are remembered, and of a file nothing but the piece at hand.

import Foundation

/// Why something named on the command line was not read; the description is for standard error.
struct VerifyInputFault: Error, Equatable, CustomStringConvertible {
    /// What is wrong with what.
    let fault: String
    /// What the rest of the input came to.
    private let effect: String
    let advice: String

    var description: String { "\(fault) \(effect) \(advice)" }

    static func unreadable(_ path: String, reason: String) -> VerifyInputFault {
        VerifyInputFault(
            fault: "\(path) cannot be read: \(reason).", effect: "Nothing of it was verified; the rest was.",
            advice: "Check the name and that you may read it.")
    }

    static func cutOff(_ path: String, reason: String) -> VerifyInputFault {
        VerifyInputFault(
            fault: "\(path) cannot be read to its end: \(reason).",
            effect: "What came before was verified, and the rest of the input.",
            advice: "Check the disk or the pipe it comes from.")
    }

    static func noMessages(_ folder: String) -> VerifyInputFault {
        VerifyInputFault(
            fault: "The folder \(folder) holds no *.xml file.", effect: "Nothing of it was verified; the rest was.",
            advice: "Name a folder with recorded messages.")
    }
}

struct VerifyInput {
    /// Standard input, among the paths.
    static let standardInput = "-"
    private static let pieceBytes = 65_536

    /// Goes through the paths in their order, folders by name, and hands over every file, opened, or why it is not.
    func read(_ paths: [String], _ take: (String, Result<FileHandle, VerifyInputFault>) throws -> Void) rethrows {
        for path in paths {
            guard path != Self.standardInput, isFolder(path) else {
                try take(path, open(path))
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

    private func walk(
        _ folder: String, _ take: (String, Result<FileHandle, VerifyInputFault>) throws -> Void
    ) rethrows {
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
                        ? .failure(.unreadable(path, reason: "it is no regular file")) : open(path))
            }
        }
    }

    private func open(_ path: String) -> Result<FileHandle, VerifyInputFault> {
        if path == Self.standardInput { return .success(.standardInput) }
        let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            return .failure(.unreadable(path, reason: String(cString: strerror(errno))))
        }
        return .success(FileHandle(fileDescriptor: descriptor, closeOnDealloc: true))
    }

    /// Hands over a file's bytes piece by piece, until it ends or no more are wanted.
    func pieces(
        of file: FileHandle, _ path: String, _ take: ([UInt8]) throws -> Bool
    ) throws {
        var hasBegun = false
        while true {
            let piece: Data
            do {
                guard let read = try file.read(upToCount: Self.pieceBytes), !read.isEmpty else { return }
                piece = read
            } catch {
                let reason = Self.reason(error)
                throw hasBegun ? VerifyInputFault.cutOff(path, reason: reason) : .unreadable(path, reason: reason)
            }
            hasBegun = true
            guard try take([UInt8](piece)) else { return }
        }
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
