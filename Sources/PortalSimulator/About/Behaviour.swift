// What this portal does, and how sure it is that Helsenorge does the same: each behaviour is documented, with its source, or
// assumed, with what it rests on. `GET /about` on the admin port tells it, and a test holds that every code by which the portal
// refuses anything stands here once.

struct Behaviour: Equatable, Sendable {
    enum Basis: String, Sendable {
        case documented
        case assumed
    }

    /// What it concerns: an endpoint, or the whole portal.
    var about: String
    var text: String
    var basis: Basis
    /// Where it is written, or what the assumption follows.
    var source: String
    /// The codes of refusals that follow from it.
    var codes: [String] = []

    static func documented(
        _ about: String, _ text: String, by source: String, _ codes: String...
    ) -> Behaviour { Behaviour(about: about, text: text, basis: .documented, source: source, codes: codes) }

    static func assumed(
        _ about: String, _ text: String, after source: String, _ codes: String...
    ) -> Behaviour { Behaviour(about: about, text: text, basis: .assumed, source: source, codes: codes) }

    static let all = ofThePortal + ofTheQuestions + ofAppointments + ofHealthContacts + ofTokens + ofTheSimulator
}

/// The answer to `GET /about`.
enum AboutDocument {
    static var json: JSONValue {
        [
            "version": 1,
            "behaviours": .array(Behaviour.all.map(\.json)),
        ]
    }
}

extension Behaviour {
    fileprivate var json: JSONValue {
        [
            "about": .string(about), "behaviour": .string(text), "basis": .string(basis.rawValue),
            "source": .string(source), "codes": .array(codes.map(JSONValue.string)),
        ]
    }
}
