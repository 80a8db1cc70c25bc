// One record system in one municipality: what a run calls a source. A run has one, or one for each of several
// municipalities, or two of one municipality, the second of which takes the first one's place.

/// A record system as the command line asks for it.
struct RecordSystem: Sendable {
    var adapter = Adapter.gerica
    var form = WrittenForm()

    /// The dialect in the form its vendor delivers it.
    init(_ adapter: Adapter = .gerica) {
        self.adapter = adapter
        form = WrittenForm(transport: adapter.transport, encoding: adapter.encoding)
    }
}

/// A source of a run.
struct Installation: Sendable {
    let municipality: Municipality
    let form: WrittenForm
    /// The nights on which it sends something, counted from 1.
    let nights: ClosedRange<Int>
    /// Its folder below `epj` and below a night's; nil where it is the only source.
    let folder: String?
    /// Where it answers, if it is asked.
    let outboxURL: String

    /// Its feed folder, from the run's.
    var feed: String { folder.map { "epj/\($0)" } ?? "epj" }
}

/// A municipality changes its record system: the old one falls silent, the new one begins.
struct Succession: Sendable {
    var system: RecordSystem
    /// The first night without the old one, counted from 1; at least 2.
    var night: Int

    /// Every third citizen is moved a night after the others: for one night nobody speaks of him.
    func night(of ordinal: Int) -> Int { ordinal % 3 == 2 ? night + 1 : night }
}
