// Documents that once broke the reader, and hand-made nasty ones: every file in Fixtures/crashes.

import Foundation
import Testing

@testable import EPJAdapters

struct CrashTests {
    private static let files: [String] = {
        let folder = Bundle.module.resourceURL?.appendingPathComponent("Fixtures/crashes").path ?? ""
        return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }()

    @Test(arguments: files)
    func staysMended(file: String) throws {
        let url = Bundle.module.resourceURL?.appendingPathComponent("Fixtures/crashes/\(file)")
        let bytes = [UInt8](try Data(contentsOf: try #require(url)))
        for adapter in AdapterKind.allCases {
            for pieceBytes in [1, 5, 512] {
                var options = ReadingOptions(zone: oslo, adapter: adapter, pieceBytes: pieceBytes)
                #expect(ReadingProperties.broken(bytes, options) == [])
                options.sender = "90001"
                options.readsWrapped = true
                options.hasTightLimits = true
                #expect(ReadingProperties.broken(bytes, options) == [])
            }
        }
    }
}
