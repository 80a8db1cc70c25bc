// What sets one EPJ apart from another. All of them write the national messages and every adapter reads every kind of
// them, so an adapter is no reader of its own but the list of deviations that this EPJ is known to make.

/// The EPJs whose feeds are read.
public enum AdapterKind: String, Sendable, CaseIterable {
    case gerica
    case profil
    case cosdoc

    /// The deviations that are counted as tolerated for this EPJ.
    public var tolerances: Set<Tolerance> { adapter.tolerances }

    var adapter: Adapter {
        switch self {
        case .gerica: .gerica
        case .profil: .profil
        case .cosdoc: .cosdoc
        }
    }
}

/// Whose messages are read, and as which EPJ's.
enum SenderAdapters: Sendable {
    /// By the sender's level-1 HER-id.
    case byHerID([String: AdapterKind])
    case everySender(AdapterKind)

    /// `nil` for a sender that is unknown.
    func adapter(ofSender herID: String) -> AdapterKind? {
        switch self {
        case .byHerID(let adapters): adapters[herID]
        case .everySender(let adapter): adapter
        }
    }
}

struct Adapter: Sendable {
    let tolerances: Set<Tolerance>

    /// - Parameter own: what this EPJ does beyond `Tolerance.common`.
    init(granting own: Set<Tolerance>) { tolerances = Tolerance.common.union(own) }

    func grants(_ tolerance: Tolerance) -> Bool { tolerances.contains(tolerance) }
}
