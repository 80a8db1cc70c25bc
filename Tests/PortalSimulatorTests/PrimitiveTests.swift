// FHIR's primitive types by example.

import Testing

@testable import PortalSimulator

@Suite struct PrimitiveTests {
    @Test(
        arguments: [
            (.boolean, true, true), (.boolean, "true", false), (.integer, 1, true), (.integer, .number("1.0"), false),
            (.positiveInt, 0, false), (.positiveInt, 1, true), (.unsignedInt, 0, true), (.unsignedInt, -1, false),
            (.decimal, .number("1.50"), true), (.decimal, "1.5", false), (.string, "a\nb", true), (.string, 1, false),
            (.string, "a\u{1}b", false), (.code, "entered-in-error", true), (.code, "a b", true),
            (.code, "a  b", false),
            (.code, " a", false), (.code, "a\tb", false), (.id, "n2", true), (.id, "n_2", false), (.uri, "urn:x", true),
            (.uri, "urn:x y", false), (.date, "2026-09-02", true), (.date, "2026-09-02T08:00:00Z", false),
            (.dateTime, "2026-09-02T08:00:00Z", true), (.dateTime, "2026-09-02T08:00:00", false),
            (.instant, "2026-09-02T08:00:00Z", true), (.instant, "2026-09-02", false),
        ] as [(Primitive, JSONValue, Bool)])
    func accepts(type: Primitive, value: JSONValue, expected: Bool) {
        #expect(type.accepts(value) == expected)
    }
}
