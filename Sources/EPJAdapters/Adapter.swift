// What sets one EPJ apart from another. All of them write the national messages and every adapter reads every kind of
// them, so an adapter is no reader of its own but the list of deviations that this EPJ is known to make, and of those
// that only others make.

import SyncCore

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
    case byHerID([String: Adapter])
    case everySender(Adapter)

    init(_ adapters: [String: AdapterKind]) { self = .byHerID(adapters.mapValues(\.adapter)) }
    init(everySender adapter: AdapterKind?) { self = .everySender(adapter?.adapter ?? .any) }

    /// `nil` for a sender that is unknown.
    func adapter(ofSender herID: String) -> Adapter? {
        switch self {
        case .byHerID(let adapters): adapters[herID]
        case .everySender(let adapter): adapter
        }
    }
}

struct Adapter: Sendable {
    enum Treatment { case noted, tolerated, refused }

    /// Counted, and without consequence.
    let tolerances: Set<Tolerance>
    /// A message that needs one of them has no effect.
    let refusals: Set<Tolerance>
    /// By code, from the first of the deviations: asked for everything that is noticed in every message.
    private let treatments: [Treatment]

    init(tolerances: Set<Tolerance>, refusals: Set<Tolerance>) {
        self.tolerances = tolerances
        self.refusals = refusals
        treatments = Tolerance.codes.map { code in
            if tolerances.contains(where: { $0.kind.rawValue == code }) { return .tolerated }
            return refusals.contains { $0.kind.rawValue == code } ? .refused : .noted
        }
    }

    /// - Parameter own: what this EPJ does beyond `Tolerance.common`.
    init(granting own: Set<Tolerance>) {
        self.init(tolerances: Tolerance.common.union(own), refusals: Tolerance.ofOneEPJ.subtracting(own))
    }

    /// No EPJ in particular: what can be read without guessing is read and noted, and what would have to be guessed is
    /// not: months stay no duration, and windows-1252 is read only under its own name.
    static let any = Adapter(tolerances: [], refusals: [])

    func treatment(of kind: FindingKind) -> Treatment {
        let index = kind.rawValue - Tolerance.codes.lowerBound
        return treatments.indices.contains(index) ? treatments[index] : .noted
    }

    func grants(_ tolerance: Tolerance) -> Bool { tolerances.contains(tolerance) }
    func refuses(_ tolerance: Tolerance) -> Bool { refusals.contains(tolerance) }
}
