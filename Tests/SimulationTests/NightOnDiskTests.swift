// The same night for another counter: scripts/steps runs the real program against the real simulator on the files written
// here, and counts from outside what the steps counted from inside.

import Foundation
import Testing

@Suite struct NightOnDiskTests {
    private static var folder: String? { ProcessInfo.processInfo.environment["EPJSYNCD_STEPS_FOLDER"] }
    /// An outbox would need a server of its own.
    private static let sources = EveryKindOfNight.sources.filter { $0.transport != .outbox }
    /// One request at a time: how many outcomes share a commit must not depend on how fast a portal answers.
    private static let portalKeys = "max_in_flight = 1"

    @Test(.enabled(if: folder != nil)) func theNightIsWrittenForScriptsSteps() async throws {
        let folder = Self.folder ?? ""
        try await OneThread.run {
            var night = EveryKindOfNight(Self.sources)
            let installation = try Installation(
                night.sources, seed: 1, start: night.time(night.day - 3), portalKeys: Self.portalKeys)
            night.deliverBefore(installation)
            try Self.write(installation.files.contents, to: folder + "/before")
            _ = await installation.run()
            _ = installation.files.take(under: "/", suffix: "")
            night.begin(installation)
            try Self.write(installation.files.contents, to: folder + "/night")
            _ = await installation.run()
            let counts = installation.steps.counts
            let lines = [
                "commits \(counts[.commit, default: 0])", "renames \(counts[.rename, default: 0])",
                "requests \(counts[.request, default: 0])",
            ]
            try Self.write(lines.joined(separator: "\n") + "\n", to: folder + "/counted")
            try Self.write(night.citizens(isNight: false), to: folder + "/citizens-before.json")
            try Self.write(night.citizens(isNight: true), to: folder + "/citizens-night.json")
            for (name, day) in [("before", night.day - 3), ("changed", night.day - 1), ("night", night.day)] {
                try Self.write(night.time(day).iso8601UTC, to: folder + "/now-\(name)")
            }
            try Self.write(Installation.toml(folder, Self.portalKeys, url: "PORTAL"), to: folder + "/epjsyncd.toml")
            try Self.write(String(repeating: "k", count: 32), to: folder + "/master.key", mode: 0o600)
            for source in night.sources {
                try Self.write(
                    source.toml.replacing(source.folder, with: folder + source.folder),
                    to: folder + "/sources.d/\(source.index).toml")
            }
        }
    }

    private static func write(_ text: String, to path: String, mode: Int = 0o644) throws {
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    private static func write(_ tree: SimulatedFiles.Tree, to folder: String) throws {
        for path in tree.folders {
            try FileManager.default.createDirectory(atPath: folder + path, withIntermediateDirectories: true)
        }
        for (path, bytes) in tree.files { try write(String(decoding: bytes, as: UTF8.self), to: folder + path) }
    }
}
