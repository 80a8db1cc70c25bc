// What `--adapter gerica` writes is a fixture of others: figures that are documented and nights that are compared. The
// same seed and flags give the same bytes, in this version and the next.

import Foundation
import Testing

@testable import FeedGenerator

@Suite struct GericaBytesTests {
    @Test func aSmallMunicipalityIsWhatItHasAlwaysBeen() throws {
        try withTemporaryFolder { folder in
            let command = [
                "--citizens", "24", "--services", "6", "--nights", "3", "--seed", "7", "--adapter", "gerica",
                "--broken", "2", "--out", folder.path,
            ]
            try FeedGenerator.parse(command).run()
            let nights = try contents(folder).filter { $0.key.hasPrefix("nights/") }
            #expect(nights.count == 316)
            #expect(fnv1a(nights) == 0xca42_263a_1486_fdce)
        }
    }

    /// FNV-1a, 64 bits, over each path, a zero byte and the file's bytes, in the order of the paths.
    private func fnv1a(_ files: [String: Data]) -> UInt64 {
        var digest: UInt64 = 0xcbf2_9ce4_8422_2325
        for (path, data) in files.sorted(by: { $0.key < $1.key }) {
            for byte in [UInt8](path.utf8) + [0] + [UInt8](data) {
                digest = (digest ^ UInt64(byte)) &* 0x100_0000_01b3
            }
        }
        return digest
    }
}
