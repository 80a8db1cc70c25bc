// What must be found nowhere, and the searching: in bytes, in every encoding a program may have put it in.

import Foundation

struct Secrets {
    let words: [String]

    /// Each word as UTF-8, UTF-16 of either order, and ISO-8859-1, under the word's place in the list: what is found must
    /// not be shown.
    private var forms: [(index: Int, encoding: String, bytes: Data)] {
        let encodings: [(String, String.Encoding)] = [
            ("UTF-8", .utf8), ("UTF-16LE", .utf16LittleEndian), ("UTF-16BE", .utf16BigEndian),
            ("ISO-8859-1", .isoLatin1),
        ]
        return words.enumerated().flatMap { index, word in
            encodings.compactMap { name, encoding in word.data(using: encoding).map { (index, name, $0) } }
        }
    }

    /// - Returns: where what was found: `journal: word 3 as UTF-8`.
    func found(in channels: [(name: String, bytes: Data)]) -> [String] {
        let forms = forms
        return channels.flatMap { channel in
            forms.compactMap { form in
                channel.bytes.range(of: form.bytes) == nil
                    ? nil : "\(channel.name): word \(form.index) as \(form.encoding)"
            }
        }
    }

    /// Every file's bytes, and every path, below a folder.
    ///
    /// - Parameter excluded: prefixes of paths whose contents are an EPJ's own, or an EPJ's to read.
    static func channels(below folder: String, excluding excluded: [String]) throws -> [(name: String, bytes: Data)] {
        var channels: [(name: String, bytes: Data)] = []
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
        where !excluded.contains(where: { path.hasPrefix($0) }) {
            channels.append(("the path \(channels.count)", Data(path.utf8)))
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: folder + "/" + path, isDirectory: &isFolder)
            if !isFolder.boolValue, let bytes = FileManager.default.contents(atPath: folder + "/" + path) {
                channels.append((path, bytes))
            }
        }
        return channels
    }
}
