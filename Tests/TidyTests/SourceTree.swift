// The project's own Swift files, read as text: what TidyTests holds is about the text.

import Foundation

struct SourceFile: Sendable, CustomStringConvertible {
    /// From the package's folder, `Sources/SyncCore/Limits.swift`.
    let path: String
    let lines: [String]

    var description: String { path }

    /// `Sources/SyncCore/…` -> `SyncCore`.
    var target: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }
}

enum SourceTree {
    static let root: URL = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static let sources = files(under: "Sources")
    static let tests = files(under: "Tests")
    static var all: [SourceFile] { sources + tests }

    private static func files(under folder: String) -> [SourceFile] {
        let base = root.appendingPathComponent(folder)
        let names = FileManager.default.enumerator(atPath: base.path)?.compactMap { $0 as? String } ?? []
        return names.filter { $0.hasSuffix(".swift") }.sorted().compactMap { name in
            guard let text = try? String(contentsOf: base.appendingPathComponent(name), encoding: .utf8) else {
                return nil
            }
            return SourceFile(path: folder + "/" + name, lines: text.components(separatedBy: "\n"))
        }
    }

    /// Every text file git would see, for what must stand nowhere.
    static func texts(_ folders: [String]) -> [SourceFile] {
        folders.flatMap { folder -> [SourceFile] in
            let base = root.appendingPathComponent(folder)
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: base.path, isDirectory: &isFolder) else { return [] }
            let names =
                isFolder.boolValue
                ? FileManager.default.enumerator(atPath: base.path)?.compactMap { $0 as? String } ?? [] : [""]
            return names.compactMap { name in
                let url = name.isEmpty ? base : base.appendingPathComponent(name)
                guard let text = try? String(contentsOf: url, encoding: .utf8) else { return nil }
                return SourceFile(
                    path: name.isEmpty ? folder : folder + "/" + name, lines: text.components(separatedBy: "\n"))
            }
        }
    }
}
