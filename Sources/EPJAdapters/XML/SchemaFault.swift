// Why a folder of XSDs cannot be used. A set of schemas is whole or it is not used at all: half a set would call sound
// messages wrong. The words are ours and for whoever typed the folder's name; XSDs hold nothing of any person.

/// Why messages cannot be checked against a folder of XSDs.
public struct SchemaFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file's name without the folder; the folder's own where it is about that.
    public let file: String
    /// 1 and up; 0 for the file as a whole.
    public let line: Int
    /// What is wrong and what one can do, in whole sentences.
    public let text: String

    /// `MsgHead-v1_2.xsd, line 17: …`
    public var description: String { line > 0 ? "\(file), line \(line): \(text)" : "\(file): \(text)" }

    private init(_ file: String, line: Int = 0, _ text: String) {
        self.file = file
        self.line = line
        self.text = text + " No message was checked against XSDs."
    }

    static func unreadableFolder(_ folder: String) -> SchemaFault {
        SchemaFault(folder, "The folder cannot be read. Check its name and that you may read it.")
    }

    static func noSchemas(folder: String) -> SchemaFault {
        SchemaFault(
            folder,
            "The folder holds no *.xsd file with a targetNamespace. Name the folder in which the XSDs themselves lie.")
    }

    static func tooManyFiles(folder: String) -> SchemaFault {
        SchemaFault(
            folder, "The folder holds more than \(SchemaFolder.filesMax) *.xsd files. Name one with fewer.")
    }

    static func unreadableFile(_ file: String) -> SchemaFault {
        SchemaFault(file, "The file cannot be read. Check that it is a regular file and that you may read it.")
    }

    static func fileTooLarge(_ file: String) -> SchemaFault {
        SchemaFault(file, "The file is larger than any XSD that is read. Check that it is one.")
    }

    static func notWellFormed(_ file: String, line: Int) -> SchemaFault {
        SchemaFault(file, line: line, "The file is not well-formed XML. Fetch it again from where it is published.")
    }

    static func notSchema(_ file: String) -> SchemaFault {
        SchemaFault(
            file, "The root element is not schema of http://www.w3.org/2001/XMLSchema. Take the file out of the folder."
        )
    }

    static func externalEntity(_ file: String) -> SchemaFault {
        SchemaFault(
            file, "The file declares an external entity, which is never loaded. Write its content into the file.")
    }

    static func missing(_ wanted: String, namedBy file: String, line: Int) -> SchemaFault {
        SchemaFault(
            file, line: line,
            "The file needs \(printable(wanted)), which the folder does not hold; nothing is fetched from elsewhere. "
                + "Put it into the folder.")
    }

    static func unresolved(_ file: String, line: Int) -> SchemaFault {
        SchemaFault(
            file, line: line,
            "A type, element, attribute or group is named here that no XSD in the folder declares. Check that the "
                + "XSDs are of versions that belong together.")
    }

    static func broken(_ file: String, line: Int) -> SchemaFault {
        SchemaFault(
            file, line: line,
            "What stands here breaks a rule of XML Schema 1.0. Fetch the file again from where it is published.")
    }

    static func brokenSomewhere(folder: String) -> SchemaFault {
        SchemaFault(
            folder,
            "The XSDs break a rule of XML Schema 1.0, in a place that is not known. Check that they are of versions "
                + "that belong together.")
    }

    static func outOfMemory(folder: String) -> SchemaFault {
        SchemaFault(folder, "Memory ran out while the XSDs were read. Try again.")
    }

    /// A name out of an XSD, fit for a terminal.
    private static func printable(_ name: String) -> String {
        String(
            name.unicodeScalars.prefix(200).map {
                $0.isASCII && $0.value >= 0x20 && $0.value < 0x7f ? Character($0) : "?"
            })
    }
}
