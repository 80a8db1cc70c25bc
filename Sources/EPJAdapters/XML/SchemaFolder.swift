// The XSDs of a folder as they lie there. They are read once, here, into memory; everything after works on these bytes,
// so libxml2 itself never opens a file.

import CLibXML2

/// One XSD of a folder.
struct SchemaFile {
    /// Without the folder.
    let name: String
    let bytes: [UInt8]
}

enum SchemaFolder {
    static let filesMax = 1_000
    /// Bytes of one file. The largest official one has 0.2 MB.
    static let fileBytesMax = 8 << 20

    /// The folder's own `*.xsd` files, by name; folders below it are not looked into.
    static func read(_ path: String) throws(SchemaFault) -> [SchemaFile] {
        let names = try names(of: path)
        guard !names.isEmpty else { throw .noSchemas(folder: path) }
        guard names.count <= filesMax else { throw .tooManyFiles(folder: path) }
        var files: [SchemaFile] = []
        for name in names {
            files.append(SchemaFile(name: name, bytes: try bytes(of: path + "/" + name, name)))
        }
        return files
    }

    private static func names(of path: String) throws(SchemaFault) -> [String] {
        guard let folder = opendir(path) else { throw .unreadableFolder(path) }
        defer { closedir(folder) }
        var names: [String] = []
        while let name = epj_next_name(folder) {
            let name = String(cString: name)
            if name.hasSuffix(".xsd"), !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    private static func bytes(of path: String, _ name: String) throws(SchemaFault) -> [UInt8] {
        guard let file = epj_open_file(path) else { throw .unreadableFile(name) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&piece, 1, piece.count, file)
            if count == 0 { break }
            bytes.append(contentsOf: piece[..<count])
            guard bytes.count <= fileBytesMax else { throw .fileTooLarge(name) }
        }
        guard ferror(file) == 0 else { throw .unreadableFile(name) }
        return bytes
    }
}
