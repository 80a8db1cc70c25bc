// A folder of XSDs is loaded whole or not at all, from the folder alone, and what is wrong with it is said by file and
// line.

import Foundation
import Testing

@testable import EPJAdapters

func schemaFolder(_ name: String) throws -> String {
    let url = try #require(Bundle.module.url(forResource: "Fixtures/schemas/\(name)", withExtension: nil))
    return url.path
}

struct SchemaSetTests {
    @Test func addressesLeadIntoTheFolderOnly() throws {
        // envelope.xsd names parts.xsd by an http address, and parts.xsd names a file that is not there.
        _ = try SchemaSet(directory: try schemaFolder("whole"))
    }

    @Test func setsAreLoadedOnSeveralThreadsAtOnce() async throws {
        let folders = [try schemaFolder("whole"), try schemaFolder("missing")]
        let loaded = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<32 {
                group.addTask { (try? SchemaSet(directory: folders[number % 2])) != nil }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(loaded == 16)
    }

    private static let after = " No message was checked against XSDs."

    static let faults: [(folder: String, text: String)] = [
        ("malformed", "a.xsd, line 4: The file is not well-formed XML. Fetch it again from where it is published."),
        (
            "entity",
            "a.xsd: The file declares an external entity, which is never loaded. Write its content into the file."
        ),
        (
            "otherroot",
            "a.xsd: The root element is not schema of http://www.w3.org/2001/XMLSchema. Take the file out of the folder."
        ),
        (
            "missing",
            "a.xsd, line 3: The file needs an XSD for urn:example:b, which the folder does not hold; nothing is "
                + "fetched from elsewhere. Put it into the folder."
        ),
        (
            "missingpart",
            "a.xsd, line 4: The file needs ../none/part.xsd, which the folder does not hold; nothing is fetched from "
                + "elsewhere. Put it into the folder."
        ),
        (
            "unresolved",
            "a.xsd, line 3: A type, element, attribute or group is named here that no XSD in the folder declares. "
                + "Check that the XSDs are of versions that belong together."
        ),
        (
            "rule",
            "a.xsd, line 4: What stands here breaks a rule of XML Schema 1.0. Fetch the file again from where it is "
                + "published."
        ),
    ]

    @Test(arguments: faults)
    func faultsAreSaidByFileAndLine(folder: String, text: String) throws {
        let directory = try schemaFolder(folder)
        let fault = #expect(throws: SchemaFault.self) { try SchemaSet(directory: directory) }
        #expect(fault?.description == text + Self.after)
    }

    @Test func foldersWithoutSchemasAreSaid() throws {
        let empty = try schemaFolder("none")
        let fault = #expect(throws: SchemaFault.self) { try SchemaSet(directory: empty) }
        #expect(
            fault?.description
                == "\(empty): The folder holds no *.xsd file with a targetNamespace. Name the folder in which the XSDs "
                + "themselves lie." + Self.after)
        let gone = #expect(throws: SchemaFault.self) { try SchemaSet(directory: empty + "/gone") }
        #expect(
            gone?.description
                == "\(empty)/gone: The folder cannot be read. Check its name and that you may read it." + Self.after)
    }
}

struct SchemaChoiceTests {
    private func document(
        _ name: String, _ namespace: String?, imports: [(String?, String?)] = [], includes: [String] = []
    ) -> SchemaDocument {
        SchemaDocument(
            name: name, targetNamespace: namespace,
            imports: imports.map { .init(namespace: $0.0, location: $0.1, line: 1) },
            includes: includes.map { .init(location: $0, line: 1) })
    }

    private func chosen(_ documents: [SchemaDocument]) throws -> [String] {
        try SchemaChoice(documents).files.map(\.name)
    }

    @Test func theNewestByNameIsTaken() throws {
        #expect(try chosen(["a-v1.9.xsd", "a-v1.10.xsd", "a-v1.2.xsd"].map { document($0, "a") }) == ["a-v1.10.xsd"])
    }

    @Test func whatOthersImportGoesBeforeTheNewest() throws {
        let all = document("all.xsd", nil, imports: [("a", "old.xsd")])
        #expect(try chosen([all, document("old.xsd", "a"), document("renewed.xsd", "a")]) == ["old.xsd"])
    }

    @Test func partsStandBehindTheirWhole() throws {
        #expect(
            try chosen([
                document("a.xsd", "a", includes: ["b.xsd"]), document("b.xsd", "a", includes: ["c.xsd"]),
                document("c.xsd", "a"),
            ]) == ["a.xsd"])
    }

    @Test func nothingComesBeforeWhatItImports() throws {
        let documents = [
            document("a.xsd", "a", includes: ["a-part.xsd"]), document("a-part.xsd", "a", imports: [("c", nil)]),
            document("b.xsd", "b"), document("c.xsd", "c", imports: [("b", "http://example.org/b.xsd")]),
        ]
        #expect(try chosen(documents) == ["b.xsd", "c.xsd", "a.xsd"])
    }

    @Test func circlesEnd() throws {
        let documents = [
            document("a.xsd", "a", imports: [("b", nil)]), document("b.xsd", "b", imports: [("a", nil)]),
            document("c.xsd", "c", includes: ["c.xsd"]),
        ]
        #expect(try chosen(documents) == ["b.xsd", "a.xsd", "c.xsd"])
    }

    @Test func addressesAreResolvedByNameThenByNamespace() throws {
        let choice = try SchemaChoice([
            document("a b.xsd", "a"), document("c.xsd", "c", imports: [("a", "http://example.org/other.xsd?v=1#top")]),
        ])
        #expect(choice.file(for: "xsd:/a%20b.xsd") == "a b.xsd")
        #expect(choice.file(for: "../../a b.xsd") == "a b.xsd")
        #expect(choice.file(for: "http://example.org/moved/other.xsd") == "a b.xsd")
        for outside in ["", "/", "/etc/passwd", "http://example.org/", "c.xsd/", "%", "%zz", "..%2Fc.xsd"] {
            #expect(choice.file(for: outside) == nil, "\(outside)")
        }
    }
}
