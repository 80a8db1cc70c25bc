import Foundation
import Testing

@testable import PortalClient

@Suite struct JSONWriterTests {
    @Test func commasStandBetweenMembersAndElementsOnly() {
        var writer = JSONWriter()
        writer.object {
            $0.string("a", "1")
            $0.array("b") { array in
                array.object { $0.bool("c", true) }
                array.string("d")
                array.object { _ in }
            }
            $0.object("e") { _ in }
            $0.bool("f", false)
        }
        let text = String(decoding: writer.bytes, as: UTF8.self)
        #expect(text == #"{"a":"1","b":[{"c":true},"d",{}],"e":{},"f":false}"#)
    }

    @Test(arguments: ["quote \" backslash \\", "line\nbreak\ttab", "æøå čŧ 🙂", "\u{0}\u{1f}\u{7f}", ""])
    func whatIsWrittenReadsBackTheSame(_ text: String) throws {
        var writer = JSONWriter()
        writer.object { $0.string("t", text) }
        let read = try JSONSerialization.jsonObject(with: Data(writer.bytes)) as? [String: String]
        #expect(read == ["t": text])
    }
}
