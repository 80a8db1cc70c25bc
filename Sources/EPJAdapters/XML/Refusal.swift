// How reading ends early: the first thing that makes the message not count. Thrown by the readers, kept by the event
// reader, turned into a finding when the parser has stopped.

import SyncCore

/// A place in the message that a finding may have to name later.
struct Mark: Sendable {
    /// In bytes of the decoded text; the end of the element's start tag.
    let tagEnd: Int
    let place: Place
    var isInReport = false
}

/// The first fault of a message.
struct Refusal: Error {
    let kind: FindingKind
    /// `nil` for the element that is being read when it is thrown.
    var mark: Mark?

    init(_ kind: FindingKind, at mark: Mark? = nil) {
        self.kind = kind
        self.mark = mark
    }
}
