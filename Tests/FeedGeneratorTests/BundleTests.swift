// A night in one file, in both encodings and both layouts, looked at from outside.

import Foundation
import Testing

@testable import FeedGenerator

@Suite struct BundleTests {
    private func generate(_ form: WrittenForm, in folder: URL, broken: Int = 0) throws -> [String: Data] {
        var plan = GenerationPlan(citizens: 12, services: 4, days: 28, nights: 2, seed: 7, root: folder, broken: broken)
        plan.systems[0].form = form
        try Generation(plan).run()
        return try contents(folder)
    }

    private func bundle(_ night: Int, _ files: [String: Data]) throws -> Data {
        try #require(files["nights/0\(night)/inbox/2027011\(night)T0035.xml"])
    }

    private static let forms = TextEncoding.allCases.flatMap { encoding in
        XMLLayout.allCases.map { WrittenForm(transport: .bundle, encoding: encoding, layout: $0) }
    }

    @Test(arguments: forms) func aBundleHoldsWhatAFolderHolds(_ form: WrittenForm) throws {
        try withTemporaryFolder { folder in
            let plain = try generate(WrittenForm(), in: folder.appending(path: "a"))
            let files = try generate(form, in: folder.appending(path: "b"))
            for night in 1...2 {
                let single = plain.filter { $0.key.hasPrefix("nights/0\(night)/inbox/") }.sorted { $0.key < $1.key }
                let root = try #require(readXML(bundle(night, files)))
                #expect(root.name == "Meldingsbunt")
                #expect(root.attributes == ["xmlns": "urn:epjsync:meldingsbunt:1", "antall": "\(single.count)"])
                #expect(root.children.count == single.count)
                for (member, file) in zip(root.children, single) {
                    let message = try #require(readXML(file.value))
                    #expect(member.outline == message.outline, "\(file.key)")
                }
                for name in ["expected.json", "citizens.json", "now", "summary.json"] {
                    #expect(files["nights/0\(night)/\(name)"] == plain["nights/0\(night)/\(name)"])
                }
            }
            #expect(!files.keys.contains { $0.hasSuffix(".part") })
            let source = String(decoding: try #require(files["config/sources.d/9901-gerica.toml"]), as: UTF8.self)
            #expect(source.contains("transport = \"bundle\"\n"))
        }
    }

    @Test func aMemberStandsAlone() throws {
        try withTemporaryFolder { folder in
            let files = try generate(WrittenForm(transport: .bundle), in: folder)
            let text = String(decoding: try bundle(1, files), as: UTF8.self)
            let members = text.components(separatedBy: "<MsgHead ").dropFirst()
            #expect(!members.isEmpty)
            #expect(members.allSatisfy { $0.hasPrefix("xmlns=\"http://www.kith.no/xmlstds/msghead/2006-05-24\">") })
            #expect(text.components(separatedBy: "<?xml").count == 2)
        }
    }

    @Test func theSameArgumentsGiveTheSameBytes() throws {
        try withTemporaryFolder { folder in
            let form = WrittenForm(transport: .bundle, encoding: .latin1, layout: .indented)
            let first = try generate(form, in: folder, broken: 2)
            try FileManager.default.removeItem(at: folder)
            #expect(try generate(form, in: folder, broken: 2) == first)
        }
    }

    @Test(arguments: TextEncoding.allCases) func aBrokenMemberSpoilsNoGoodBundle(_ encoding: TextEncoding) throws {
        try withTemporaryFolder { folder in
            let files = try generate(WrittenForm(transport: .bundle, encoding: encoding), in: folder, broken: 40)
            let broken = files.filter { $0.key.contains("-broken-") }
            #expect(broken.count == 40)
            #expect(readXML(try bundle(2, files)) != nil)
            for (path, data) in broken {
                #expect(path < "nights/02/inbox/20270112T0035.xml")
                guard data.range(of: Data("<!DOCTYPE".utf8)) == nil, let root = readXML(data) else { continue }
                // The document twice over: well-formed here, but not what the root announces.
                #expect(root.attributes["antall"] == "1" && root.children.count == 2, "\(path)")
            }
        }
    }

    @Test func latin1IsDeclaredAndWrittenByteByByte() throws {
        #expect(TextEncoding.latin1.declaration == #"<?xml version="1.0" encoding="ISO-8859-1"?>"#)
        #expect(TextEncoding.latin1.bytes("æøå Éÿ") == [0xE6, 0xF8, 0xE5, 0x20, 0xC9, 0xFF])
        #expect(
            TextEncoding.latin1.bytes("Iŋgá – š") == Array("I&#331;g".utf8) + [0xE1] + Array(" &#8211; &#353;".utf8))
        #expect(TextEncoding.utf8.bytes("ŋ–") == Array("ŋ–".utf8))
    }

    @Test func indentationChangesNoText() {
        let text = #"<a x="1"><b>ø &gt; å </b>"# + "\n" + #"<c/><d></d><e><f/></e></a>"#
        #expect(
            XMLLayout.indented.laidOut(text) == """
                <a x="1">
                  <b>ø &gt; å </b>
                  <c/>
                  <d></d>
                  <e>
                    <f/>
                  </e>
                </a>
                """)
        #expect(XMLLayout.compact.laidOut(text) == text)
    }
}
