// The XSDs of a folder, compiled. Loading takes some tens of milliseconds and happens once; checking a message then
// touches no file.

import CLibXML2

/// A folder's XSDs, ready for SchemaCheck. Owned by one thread, not Sendable.
public final class SchemaSet {
    let schema: xmlSchemaPtr

    /// Reads every `*.xsd` file that lies in the folder itself: one for each namespace, and what these include. What an
    /// XSD refers to is looked for in the folder, by file name and by namespace, and nowhere else.
    ///
    /// - Throws: when the folder or a file cannot be read, or the XSDs in it do not make a whole.
    public init(directory: String) throws(SchemaFault) {
        let files = try SchemaFolder.read(directory)
        schema = try SchemaLoading(files).compile(folder: directory)
    }

    deinit { xmlSchemaFree(schema) }
}
