// A program that stays: started, listened to line by line, sent signals, and awaited.

import Foundation

public final class ResidentProgram: Sendable {
    private let process: Process
    private let lines: AsyncStream<String>
    private let ended: AsyncStream<Int32>

    /// Both of its outputs are one stream of lines.
    public init(_ name: String, _ arguments: [String], environment: [String: String] = [:]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Program.directory + "/" + name)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        let (ended, end) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { end.yield($0.terminationStatus) }
        try process.runAlone()
        let (lines, tell) = AsyncStream.makeStream(of: String.self)
        let reader = Thread {
            var rest = Data()
            while let piece = try? pipe.fileHandleForReading.read(upToCount: 1), !piece.isEmpty {
                guard piece != Data([0x0A]) else {
                    tell.yield(String(decoding: rest, as: UTF8.self))
                    rest = Data()
                    continue
                }
                rest += piece
            }
            tell.finish()
        }
        reader.start()
        (self.process, self.lines, self.ended) = (process, lines, ended)
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    /// Reads until a line holds this text.
    ///
    /// - Returns: every line up to that one; all there were, when it ended before.
    public func said(upTo text: String) async -> [String] {
        var read: [String] = []
        for await line in lines {
            read.append(line)
            if line.contains(text) { break }
        }
        return read
    }

    /// Where /proc tells of it.
    public var processIdentifier: Int32 { process.processIdentifier }

    public func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// Waits for its end.
    ///
    /// - Returns: the exit code, and what it said since it was last listened to.
    public func end() async -> (exitCode: Int32, lines: [String]) {
        var read: [String] = []
        for await line in lines { read.append(line) }
        var code: Int32 = -1
        for await status in ended {
            code = status
            break
        }
        return (code, read)
    }
}
