// The official XSDs and samples, where a folder with them is at hand (EPJ_STANDARDS). What the samples come to is
// xmllint's verdict over the same XSDs (2.9.14: of 97 files 78 valid, 9 not, 10 not well-formed).

import Foundation
import SyncCore
import Testing

@testable import EPJAdapters

private let standardsFolder = ProcessInfo.processInfo.environment["EPJ_STANDARDS"]

/// The official XSDs, compiled; `nil` without a folder.
func officialSchemas() throws -> SchemaSet? { try standardsFolder.map { try SchemaSet(directory: $0 + "/xsd") } }

struct SchemaStandardsTests {
    @Test(.enabled(if: standardsFolder == nil))
    func schemasAreSkippedAloud() {
        // To stdout, because a suite that is skipped in silence looks like a suite that passed.
        print("SchemaStandardsTests: EPJ_STANDARDS names no folder, nothing was checked against the official XSDs.")
    }

    /// Below `samples/`. xmllint calls one more invalid, `hostile-or-broken/03-…`, which its DOCTYPE keeps from being
    /// read here.
    private static let invalid: Set<String> = [
        "made-for-this-project/hostile-or-broken/11-xinclude-file.xml",
        "made-for-this-project/hostile-or-broken/21-no-namespace.xml",
        "made-for-this-project/hostile-or-broken/23-undeclared-prefix.xml",
        "made-for-this-project/hostile-or-broken/25-wrong-migversion.xml",
        "made-for-this-project/hostile-or-broken/53-two-patients.xml",
        "made-for-this-project/hostile-or-broken/61-oid-redos.xml",
        "made-for-this-project/hostile-or-broken/71-xcal-cancel-reason-leading-blank-INVALID-xsd.xml",
        "made-for-this-project/odd-but-valid/tjenesteoversikt-two-services-guide-spelling-INVALID-against-xsd.xml",
    ]

    @Test(.enabled(if: standardsFolder != nil))
    func samplesValidateAsWithXmllint() throws {
        let check = SchemaCheck(try #require(try officialSchemas()))
        let samples = URL(fileURLWithPath: try #require(standardsFolder)).appendingPathComponent("samples")
        let paths = try FileManager.default.subpathsOfDirectory(atPath: samples.path).filter { $0.hasSuffix(".xml") }
        #expect(!paths.isEmpty)
        for path in paths.sorted() {
            let bytes = [UInt8](try Data(contentsOf: samples.appendingPathComponent(path)))
            #expect(check.findings(in: bytes).isEmpty == !Self.invalid.contains(path), "\(path)")
        }
    }

    @Test(.enabled(if: standardsFolder != nil))
    func aBrokenSampleIsToldByPlace() throws {
        let check = SchemaCheck(try #require(try officialSchemas()))
        let path =
            "/samples/digital-dialog/timereservasjon_1.2/Planlagte_timer_-_Svar_helsepersonell_-_Bestilte_timer.xml"
        let text = String(
            decoding: try Data(contentsOf: URL(fileURLWithPath: try #require(standardsFolder) + path)), as: UTF8.self)
        let broken = text.replacing("<MIGversion>v1.2 2006-05-24</MIGversion>", with: "")
            .replacing("</date-time>", with: "+01:00</date-time>", maxReplacements: 1)
        #expect(broken != text)
        let findings = check.findings(in: Array(broken.utf8))
        #expect(
            findings.map { "\($0.code) \($0.position.element)" } == [
                "EPJ-952 MsgHead/MsgInfo/GenDate",
                "EPJ-952 MsgHead/Document/RefDoc/Content/icalendar/vcalendar/components/vevent/properties/dtstart/date-time",
            ])
    }
}
