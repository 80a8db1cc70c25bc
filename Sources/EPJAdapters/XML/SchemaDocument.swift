// What an XSD says of others: the namespace it is for, and which XSDs it imports and includes. Read before libxml2
// compiles anything, so that a file that is missing or broken is named in our words, with its line.

import CLibXML2

struct SchemaDocument: Equatable {
    /// An import, include or redefine.
    struct Reference: Equatable {
        /// Of an import; `nil` for include and redefine, whose namespace is that of the file around them.
        var namespace: String?
        /// `schemaLocation` as written.
        var location: String?
        var line: Int
    }

    var name: String
    var targetNamespace: String?
    var imports: [Reference] = []
    var includes: [Reference] = []
}

extension SchemaDocument {
    static let namespace = "http://www.w3.org/2001/XMLSchema"

    /// - Parameter options: those the schema compiler itself reads with, so that what passes here passes there.
    init(_ file: SchemaFile) throws(SchemaFault) {
        SchemaLoading.prepare()
        guard let context = xmlNewParserCtxt() else { throw .outOfMemory(folder: file.name) }
        defer { xmlFreeParserCtxt(context) }
        let options = XML_PARSE_NOENT.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
        let document = file.bytes.withUnsafeBytes { bytes in
            xmlCtxtReadMemory(
                context, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count), nil, nil,
                Int32(options))
        }
        guard let document else {
            throw .notWellFormed(file.name, line: Int(xmlCtxtGetLastError(context)?.pointee.line ?? 0))
        }
        defer { xmlFreeDoc(document) }
        guard !Self.hasExternalEntity(document) else { throw .externalEntity(file.name) }
        guard let root = xmlDocGetRootElement(document), Self.isSchemaElement(root), Self.name(of: root) == "schema"
        else { throw .notSchema(file.name) }
        self.init(name: file.name, targetNamespace: Self.attribute("targetNamespace", of: root))
        var child = root.pointee.children
        while let node = child {
            read(node)
            child = node.pointee.next
        }
    }

    /// Declared, used or not: libxml2 would leave it out without a word where it cannot be loaded.
    private static func hasExternalEntity(_ document: xmlDocPtr) -> Bool {
        var declaration = document.pointee.intSubset?.pointee.children
        while let node = declaration {
            if node.pointee.type == XML_ENTITY_DECL,
                UnsafeRawPointer(node).assumingMemoryBound(to: xmlEntity.self).pointee.SystemID != nil
            {
                return true
            }
            declaration = node.pointee.next
        }
        return false
    }

    private mutating func read(_ node: xmlNodePtr) {
        guard node.pointee.type == XML_ELEMENT_NODE, Self.isSchemaElement(node) else { return }
        var reference = Reference(
            location: Self.attribute("schemaLocation", of: node), line: Int(xmlGetLineNo(node)))
        switch Self.name(of: node) {
        case "import":
            reference.namespace = Self.attribute("namespace", of: node)
            imports.append(reference)
        case "include", "redefine": includes.append(reference)
        default: break
        }
    }

    private static func isSchemaElement(_ node: xmlNodePtr) -> Bool {
        node.pointee.ns?.pointee.href.map { String(cString: $0) } == namespace
    }

    private static func name(of node: xmlNodePtr) -> String? { node.pointee.name.map { String(cString: $0) } }

    /// Blanks around it removed, as its type token or anyURI wants it.
    private static func attribute(_ name: String, of node: xmlNodePtr) -> String? {
        guard let value = xmlGetNoNsProp(node, name) else { return nil }
        defer { epj_xml_free(value) }
        let text = String(cString: value)
        return ByteText(start: value, count: text.utf8.count).trimmed.string
    }
}
