// One of the project's programs, run as a person would run it: as a process, with what it prints and how it ends.

import Foundation

public struct ProgramResult: Sendable {
    public let exitCode: Int32
    public let output: String
    public let error: String
}

public enum Program {
    /// Where the build puts executables: beside the test bundle.
    public static var directory: String {
        // The test runner is given the bundle's path; on Linux it lies in the products' folder.
        (CommandLine.arguments.first.map { URL(fileURLWithPath: $0).deletingLastPathComponent().path }).map { folder in
            FileManager.default.fileExists(atPath: folder + "/epjsyncd") ? folder : buildFolder
        } ?? buildFolder
    }

    private static var buildFolder: String {
        // Tests/TestSupport/Program.swift -> the package's folder.
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path + "/.build/debug"
    }

    /// Runs a program to its end.
    public static func run(
        _ name: String, _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> ProgramResult {
        try await run(executable: name.hasPrefix("/") ? name : directory + "/" + name, arguments, environment)
    }

    /// Runs a program to its end where no file may grow larger, which stands in for a full disk: every write past that fails,
    /// as on one.
    public static func run(
        _ name: String, _ arguments: [String], kilobytesOfAFileMax: Int
    ) async throws -> ProgramResult {
        // Nothing of ours lies in TMPDIR. ThreadSanitizer makes a file of half a megabyte there, where it can, and reads it
        // whether or not it could be written: a bus error.
        try await run(
            executable: "/bin/bash",
            [
                "-c", "trap '' XFSZ; ulimit -f \(kilobytesOfAFileMax); exec \"$0\" \"$@\"", directory + "/" + name,
            ] + arguments, ["TMPDIR": "/none"])
    }

    private static func run(
        executable: String, _ arguments: [String], _ environment: [String: String]
    ) async throws -> ProgramResult {
        let folder = try TemporaryFolder()
        // Files, not pipes: a program that prints more than a pipe holds must not wait for its reader.
        let (out, err) = (folder.file("out"), folder.file("err"))
        for file in [out, err] { try Data().write(to: URL(fileURLWithPath: file)) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle(forWritingAtPath: out)
        process.standardError = FileHandle(forWritingAtPath: err)
        try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in done.resume() }
            do { try process.runAlone() } catch {
                process.terminationHandler = nil
                done.resume(throwing: error)
            }
        }
        return ProgramResult(
            exitCode: process.terminationStatus,
            output: String(decoding: FileManager.default.contents(atPath: out) ?? Data(), as: UTF8.self),
            error: String(decoding: FileManager.default.contents(atPath: err) ?? Data(), as: UTF8.self))
    }
}
