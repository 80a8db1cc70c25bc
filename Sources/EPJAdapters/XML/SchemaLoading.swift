// libxml2's schema compiler asks for every XSD through the external entity loader, which is one for the whole process
// and is told nothing of who asks. So it is set once, before anything is loaded, and answers only while this thread is
// loading a set, and only from the files of that set. To everyone else and for everything else it says no: nothing in
// this process may load a file or an address because a document names it.

import CLibXML2

/// One set being loaded. Lives on one thread, for the length of one call.
final class SchemaLoading {
    /// The answer to a document's question for another, once for all.
    private static let runtime: Void = {
        xmlInitParser()
        xmlSchemaInitTypes()
        _ = slot
        xmlSetExternalEntityLoader { address, _, context in
            guard let address, let loading = epj_thread_value(SchemaLoading.slot) else { return nil }
            return Unmanaged<SchemaLoading>.fromOpaque(loading).takeUnretainedValue()
                .answer(String(cString: address), context)
        }
    }()
    private static let slot = epj_thread_slot()
    /// Stands before the names of files, so that no relative address leads out of the set.
    private static let base = "xsd:/"

    private let files: [String: SchemaFile]
    private let choice: SchemaChoice
    private var fault: (code: Int32, file: String, line: Int)?

    static func prepare() { _ = runtime }

    init(_ files: [SchemaFile]) throws(SchemaFault) {
        Self.prepare()
        var documents: [SchemaDocument] = []
        for file in files { documents.append(try SchemaDocument(file)) }
        choice = try SchemaChoice(documents)
        self.files = Dictionary(files.map { ($0.name, $0) }) { first, _ in first }
    }

    /// - Returns: the compiled set, which the caller frees.
    func compile(folder: String) throws(SchemaFault) -> xmlSchemaPtr {
        guard !choice.files.isEmpty else { throw .noSchemas(folder: folder) }
        guard slotIsUsable else { throw .outOfMemory(folder: folder) }
        epj_set_thread_value(Self.slot, Unmanaged.passUnretained(self).toOpaque())
        defer { epj_set_thread_value(Self.slot, nil) }
        let schema = withExtendedLifetime(self) { Array(wrapper.utf8).withUnsafeBytes { compile($0) } }
        guard let schema else {
            guard let fault else { throw .outOfMemory(folder: folder) }
            guard let file = choice.file(for: fault.file) else { throw .brokenSomewhere(folder: folder) }
            throw fault.code == Int32(XML_SCHEMAP_SRC_RESOLVE.rawValue)
                ? .unresolved(file, line: fault.line) : .broken(file, line: fault.line)
        }
        return schema
    }

    private var slotIsUsable: Bool { Self.slot != pthread_key_t.max }

    /// A schema that imports every chosen file by the name it has here.
    private var wrapper: String {
        var text = "<s:schema xmlns:s=\"\(SchemaDocument.namespace)\">\n"
        for (namespace, name) in choice.files {
            text +=
                "<s:import namespace=\"\(Self.escaped(namespace))\" schemaLocation=\"\(Self.address(of: name))\"/>\n"
        }
        return text + "</s:schema>\n"
    }

    private func compile(_ wrapper: UnsafeRawBufferPointer) -> xmlSchemaPtr? {
        let text = wrapper.baseAddress?.assumingMemoryBound(to: CChar.self)
        guard let context = xmlSchemaNewMemParserCtxt(text, Int32(wrapper.count)) else { return nil }
        defer { xmlSchemaFreeParserCtxt(context) }
        let note: xmlStructuredErrorFunc = { loading, error in
            guard let loading, let error else { return }
            Unmanaged<SchemaLoading>.fromOpaque(loading).takeUnretainedValue().note(error.pointee)
        }
        xmlSchemaSetParserStructuredErrors(context, note, Unmanaged.passUnretained(self).toOpaque())
        guard let schema = xmlSchemaParse(context) else { return nil }
        if fault == nil { return schema }
        xmlSchemaFree(schema)
        return nil
    }

    private func note(_ error: xmlError) {
        guard fault == nil, error.level.rawValue >= XML_ERR_ERROR.rawValue else { return }
        fault = (error.code, error.file.map { String(cString: $0) } ?? "", Int(error.line))
    }

    private func answer(_ address: String, _ context: xmlParserCtxtPtr?) -> xmlParserInputPtr? {
        guard let name = choice.file(for: address), let file = files[name], let context else { return nil }
        let buffer = file.bytes.withUnsafeBytes { bytes in
            xmlParserInputBufferCreateMem(
                bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count), XML_CHAR_ENCODING_NONE)
        }
        guard let buffer else { return nil }
        guard let input = xmlNewIOInputStream(context, buffer, XML_CHAR_ENCODING_NONE) else {
            xmlFreeParserInputBuffer(buffer)
            return nil
        }
        // Whatever the address was: from here on, relative ones lead into the set. Freed with the input.
        let copy = xmlStrdup(Self.address(of: name))
        input.pointee.filename = copy.map { UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self) }
        return input
    }

    private static func address(of name: String) -> String {
        base
            + name.utf8.reduce(into: "") { text, byte in
                let isPlain = (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                if isPlain || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") {
                    text.unicodeScalars.append(Unicode.Scalar(byte))
                } else {
                    text += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
                }
            }
    }

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
    }
}
