// A finding says what is wrong with a message, where, and what to do about it: by code, position and element, never by
// value. The value is somebody's; the position is enough for the one who may open the file.

/// The stable name of a kind of finding. A code, once published, keeps its meaning.
public struct FindingCode: Hashable, Sendable, CustomStringConvertible {
    public let number: Int

    public init(_ number: Int) { self.number = number }

    public var description: String { "EPJ-" + padded(number, 3) }
}

public struct Finding: Equatable, Sendable {
    public enum Severity: String, Sendable {
        /// The whole message has no effect; its bytes are kept.
        case refused
        /// Read in spite of a known deviation.
        case tolerated
        case noted
    }

    public struct Position: Equatable, Sendable {
        /// 1 and up; 0 when the place is the file as a whole.
        public var line: Int
        public var column: Int
        /// Local names from the root, `MsgHead/MsgInfo/Patient/Ident/Id`.
        public var element: String

        public init(line: Int, column: Int, element: String) {
            self.line = line
            self.column = column
            self.element = element
        }
    }

    public var code: FindingCode
    public var severity: Severity
    public var position: Position
    /// What is wrong and what the sender can do, in one or two sentences without any value of the message.
    public var text: String

    public init(code: FindingCode, severity: Severity, position: Position, text: String) {
        self.code = code
        self.severity = severity
        self.position = position
        self.text = text
    }
}
