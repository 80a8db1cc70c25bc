// For which organisation a client asks for a token: `assertion_details` (in older descriptions `authorization_details`).

/// Organisation numbers of a token.
struct RequestedOrganisation: Equatable, Sendable {
    /// `nil` where only a unit of the client's own organisation is named.
    var parent: String?
    var child: String?

    /// - Returns: `nil` when the assertion names none.
    /// - Throws: when it is not written as documented.
    init?(_ claims: JSONObject) throws(AccessRefusal) {
        let names = ["assertion_details", "authorization_details"].filter { claims[$0] != nil }
        guard let name = names.first, let value = claims[name] else { return nil }
        let refusal = AssertionRules.refusal("details", "har \(name) som ikke er skrevet som dokumentert")
        // One object, or a list of one.
        let details = value.object ?? (value.array?.count == 1 ? value.array?.first?.object : nil)
        guard names.count == 1, let details, details.string("type") == "helseid_authorization",
            let identifier = details.object("practitioner_role")?.object("organization")?.object("identifier"),
            identifier.string("type") == "ENH", let number = identifier.string("value")
        else { throw refusal }
        switch identifier.string("system") {
        case "urn:oid:1.0.6523":
            let parts = number.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 4, parts[0] == "NO", parts[1] == "ORGNR", Self.isNumber(parts[2]),
                parts[3].isEmpty || Self.isNumber(parts[3])
            else { throw refusal }
            parent = parts[2]
            child = parts[3].isEmpty ? nil : parts[3]
        case "urn:oid:2.16.578.1.12.4.1.4.101":
            guard Self.isNumber(number) else { throw refusal }
            child = number
        default: throw refusal
        }
    }

    private static func isNumber(_ text: String) -> Bool {
        text.utf8.count == 9 && text.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    }
}
