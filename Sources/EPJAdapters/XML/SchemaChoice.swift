// Which XSDs of a folder make up the set: one for each namespace, in an order in which nothing is needed before it is
// there. Addresses in XSDs are hints (XML Schema Part 1, §4.3.2) and often lead to the network; here a reference is
// resolved by file name, then by namespace, and always within the folder.

struct SchemaChoice {
    /// The chosen files, each after those it imports.
    private(set) var files: [(namespace: String, name: String)] = []
    private let documents: [String: SchemaDocument]
    private let chosen: [String: String]
    /// By the file name in an import's address: the namespace it is for.
    private let importedNames: [String: String]

    /// - Throws: when an XSD needs one that the folder does not hold.
    init(_ documents: [SchemaDocument]) throws(SchemaFault) {
        self.documents = Dictionary(documents.map { ($0.name, $0) }) { first, _ in first }
        chosen = Self.choose(documents)
        importedNames = documents.flatMap(\.imports).reduce(into: [:]) { names, reference in
            guard let namespace = reference.namespace, let location = reference.location else { return }
            names[Self.fileName(of: location)] = namespace
        }
        for document in documents { try check(document) }
        var seen: Set<String> = []
        for namespace in chosen.keys.sorted() { add(namespace, &seen) }
    }

    /// The file that is meant by an address in an XSD.
    func file(for address: String) -> String? {
        let name = Self.fileName(of: address)
        if documents[name] != nil { return name }
        return importedNames[name].flatMap { chosen[$0] }
    }

    /// Of several files for one namespace: not those that another one includes, which are its parts; of the rest the
    /// one that most others import by name; of equals the last by name, numbers taken as numbers, as versions are
    /// written into these names (`poKomponent-v1.6.xsd`).
    private static func choose(_ documents: [SchemaDocument]) -> [String: String] {
        let parts = Set(
            documents.flatMap { document in
                document.includes.compactMap(\.location).map(fileName).filter { $0 != document.name }
            })
        let imported = documents.flatMap(\.imports).compactMap(\.location).map(fileName)
        let count = Dictionary(imported.map { ($0, 1) }, uniquingKeysWith: +)
        var chosen: [String: String] = [:]
        for (namespace, files) in Dictionary(grouping: documents, by: \.targetNamespace) {
            guard let namespace else { continue }
            let whole = files.filter { !parts.contains($0.name) }
            chosen[namespace] = (whole.isEmpty ? files : whole).map(\.name).max {
                (count[$0] ?? 0, VersionedName($0)) < (count[$1] ?? 0, VersionedName($1))
            }
        }
        return chosen
    }

    private func check(_ document: SchemaDocument) throws(SchemaFault) {
        for reference in document.includes {
            guard let location = reference.location, documents[Self.fileName(of: location)] == nil else { continue }
            throw .missing(location, namedBy: document.name, line: reference.line)
        }
        for reference in document.imports {
            guard let namespace = reference.namespace, chosen[namespace] == nil else { continue }
            throw .missing("an XSD for " + namespace, namedBy: document.name, line: reference.line)
        }
    }

    private mutating func add(_ namespace: String, _ seen: inout Set<String>) {
        guard let name = chosen[namespace], seen.insert(namespace).inserted else { return }
        // Iteration over a file and its parts; imports of a part are imports of the whole.
        var open = [name]
        var visited: Set<String> = [name]
        while let file = open.popLast(), let document = documents[file] {
            for reference in document.imports { if let other = reference.namespace { add(other, &seen) } }
            for part in document.includes.compactMap(\.location).map(Self.fileName) where visited.insert(part).inserted
            {
                open.append(part)
            }
        }
        files.append((namespace, name))
    }

    /// What stands after the last slash, without query and fragment, percent signs decoded.
    static func fileName(of address: String) -> String {
        let path = address.utf8.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        let last = path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).last ?? path
        var name: [UInt8] = []
        var rest = last[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            if byte == UInt8(ascii: "%"), digits.count == 2,
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            {
                name.append(value)
                rest = rest.dropFirst(2)
            } else {
                name.append(byte)
            }
        }
        return String(decoding: name, as: UTF8.self)
    }
}

/// A file name as a person sorts it: v1.10 after v1.9.
private struct VersionedName: Comparable {
    private enum Piece: Comparable {
        case number(Int)
        case text(String)
    }
    private let pieces: [Piece]

    init(_ name: String) {
        var pieces: [Piece] = []
        var rest = name[...]
        while let first = rest.first {
            let isDigit = ("0"..."9").contains(first)
            let run = rest.prefix { ("0"..."9").contains($0) == isDigit }
            rest = rest[run.endIndex...]
            pieces.append(isDigit ? .number(Int(run) ?? .max) : .text(String(run)))
        }
        self.pieces = pieces
    }

    static func < (a: Self, b: Self) -> Bool { a.pieces.lexicographicallyPrecedes(b.pieces) }
}
