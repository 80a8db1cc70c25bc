// What every reader of a part needs beside the part itself: where it stands, what it was told, and a place to say what
// it noticed.

import SyncCore

struct Scene {
    let context: ReadingContext
    /// The element at hand.
    private(set) var mark = Mark(tagEnd: 0, place: .outside)
    var isInReport = false
    private(set) var observations: [Observation] = []

    init(context: ReadingContext) { self.context = context }

    /// Something that does not stop the reading.
    struct Observation {
        let kind: FindingKind
        /// The first place.
        let mark: Mark
        var count: Int
    }

    mutating func stand(at place: Place, tagEnd: Int) {
        mark = Mark(tagEnd: tagEnd, place: place, isInReport: isInReport)
    }

    mutating func observe(_ kind: FindingKind, at mark: Mark? = nil) {
        for index in observations.indices where observations[index].kind == kind {
            observations[index].count += 1
            return
        }
        observations.append(Observation(kind: kind, mark: mark ?? self.mark, count: 1))
    }

    /// An identifier or a code without the blanks around it, which are counted.
    mutating func trimmed(_ text: ByteText) -> ByteText {
        let trimmed = text.trimmed
        if trimmed.count != text.count { observe(.blanksAround) }
        return trimmed
    }

    /// The trimmed `V` of a code; `nil` when it is missing or empty.
    mutating func code(_ attributes: XMLAttributes) -> ByteText? {
        guard let value = attributes.v else { return nil }
        let code = trimmed(value)
        return code.isEmpty ? nil : code
    }
}
