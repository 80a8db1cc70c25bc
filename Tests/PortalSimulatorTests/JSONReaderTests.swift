// Strict JSON: what is read, what is refused and where.

import Foundation
import Testing

@testable import PortalSimulator

@Suite struct JSONReaderTests {
    @Test func readsEveryKindOfValue() throws {
        let value = try JSONReader.read(Array(#" {"a":[1,-2.5e+3,true,false,null,"x"],"b":{}} "#.utf8))
        #expect(value["a"] == .array([1, .number("-2.5e+3"), true, false, .null, "x"]))
        #expect(value["b"] == .object(JSONObject()))
    }

    @Test func readsEscapesAndLettersOutsideLatin1() throws {
        let text = #""\"\\\/\b\f\n\r\t\u00e5\ud83d\ude80Ŋø""#
        #expect(try JSONReader.read(Array(text.utf8)) == "\"\\/\u{8}\u{C}\n\r\tå🚀Ŋø")
    }

    @Test(arguments: [
        ("", "uventet slutt", 0), ("{", "navn mangler", 1), (#"{"a" 1}"#, "kolon mangler", 5),
        (#"{"a":1,"a":2}"#, "samme navn to ganger", 13), ("[1 2]", "komma mangler", 3), ("[1,]", "uventet tegn", 3),
        ("01", "ugyldig tall", 2), ("1.", "ugyldig tall", 2), ("1e", "ugyldig tall", 2), ("-", "ugyldig tall", 1),
        ("tru", "ukjent ord", 3), ("{} x", "tekst etter slutten", 3), (#""\x""#, "ukjent escape", 3),
        (#""\ud800""#, "løst surrogat", 7), (#""\ud800\u0041""#, "løst surrogat", 13),
        ("\"a\nb\"", "styretegn i tekst", 2),
        (#""\u00g0""#, "ugyldig \\u", 5), ("\"a", "uventet slutt", 2), ("nan", "ukjent ord", 1),
    ])
    func refuses(text: String, reason: String, offset: Int) {
        #expect(throws: JSONSyntaxError(reason: reason, offset: offset)) {
            try JSONReader.read(Array(text.utf8))
        }
    }

    @Test func refusesBytesThatAreNotUTF8() {
        #expect(throws: JSONSyntaxError(reason: "ikke UTF-8", offset: 2)) {
            try JSONReader.read([0x22, 0xE5, 0x22])
        }
    }

    @Test func refusesDeepNesting() {
        let deepest = JSONReader.depthMax
        let text = { (depth: Int) in
            Array(String(repeating: "[", count: depth).utf8) + Array(String(repeating: "]", count: depth).utf8)
        }
        #expect(throws: Never.self) { try JSONReader.read(text(deepest)) }
        #expect(throws: JSONSyntaxError(reason: "for dypt nøstet", offset: deepest + 1)) {
            try JSONReader.read(text(deepest + 2))
        }
    }

    @Test func writesWhatFoundationReadsAlike() throws {
        let value: JSONValue = ["tekst": "a\"\\\n\u{1}å", "liste": [1, true, .null], "dypt": ["a": ["b": "c"]]]
        let foundation = try JSONSerialization.jsonObject(with: Data(JSONWriter.write(value))) as? NSDictionary
        let expected: NSDictionary = [
            "tekst": "a\"\\\n\u{1}å", "liste": [1, true, NSNull()] as [Any], "dypt": ["a": ["b": "c"]],
        ]
        #expect(foundation == expected)
    }

    @Test func canonicalTextDoesNotDependOnTheOrderOfMembers() throws {
        let one = try JSONReader.read(Array(#"{"b":[{"y":1,"x":2}],"a":"ø"}"#.utf8))
        let other = try JSONReader.read(Array(#"{"a":"\u00f8", "b":[{"x":2,"y":1}]}"#.utf8))
        #expect(JSONWriter.canonical(one) == #"{"a":"ø","b":[{"x":2,"y":1}]}"#)
        #expect(JSONWriter.canonical(one) == JSONWriter.canonical(other))
    }
}
