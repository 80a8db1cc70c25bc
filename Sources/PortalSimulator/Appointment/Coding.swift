// Codings as the rules see them: system and code, nothing else.

/// A Coding of a resource.
struct Coding: Equatable, Sendable {
    var system: String?
    var code: String?

    init(system: String?, code: String?) {
        self.system = system
        self.code = code
    }

    init(_ object: JSONObject) {
        system = object.string("system")
        code = object.string("code")
    }

    /// The codings of one CodeableConcept.
    static func codings(of concept: JSONObject?) -> [Coding] {
        concept?.objects("coding").map(Coding.init) ?? []
    }

    /// inv-4: "If code is used in a codable consept the system must be used".
    var hasSystemWhenCoded: Bool { code == nil || system != nil }
}
