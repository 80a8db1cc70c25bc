// Random bytes, and sound documents damaged in every way a disk, a proxy or an export can think of: each ends as
// statements or as findings, as ReadingProperties has it.

import SyncCore
import Testing

@testable import EPJAdapters

struct AnyBytesTests {
    private static let suite = "AnyBytesTests"

    @Test func anyBytesAreReadOrRefused() {
        let seed = Seed.draw()
        var random = SeededGenerator(seed: seed)
        let starts = [
            "", "<", "<?xml version=\"1.0\"?>", "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>", "\u{feff}",
        ]
        for _ in 0..<1_000 {
            let bytes =
                Array(random.pick(starts).utf8)
                + (0..<random.below(200)).map { _ in UInt8.random(in: 0...255, using: &random) }
            let broken = ReadingProperties.broken(bytes, options(&random))
            #expect(broken == [], Seed.replay(seed, Self.suite))
        }
    }

    @Test(arguments: Fixture.allCases)
    func damagedMessagesAreReadOrRefused(fixture: Fixture) throws {
        let seed = Seed.draw()
        var random = SeededGenerator(seed: seed)
        let sound = try fixture.bytes
        for _ in 0..<300 {
            let bytes = Damage.done(to: sound, &random)
            let broken = ReadingProperties.broken(bytes, options(&random))
            #expect(broken == [], Seed.replay(seed, Self.suite))
        }
    }

    @Test func damagedBundlesAreReadOrRefused() throws {
        let seed = Seed.draw()
        var random = SeededGenerator(seed: seed)
        let members = try Fixture.allCases.map { fixture in
            String(try fixture.text.split(separator: "?>", maxSplits: 1)[1])
        }
        let roots = [
            ("<Meldingsbunt xmlns=\"urn:epjsync:meldingsbunt:1\" antall=\"2\">", "</Meldingsbunt>"),
            ("<b:Meldingsbunt xmlns:b=\"urn:epjsync:meldingsbunt:1\" antall=\"2\">", "</b:Meldingsbunt>"),
            ("<Utboks xmlns=\"urn:epjsync:utboks:1\" neste=\"7\" flere=\"false\">", "</Utboks>"),
            ("<e:EI_fellesformat xmlns:e=\"http://www.nav.no/xml/eiff/2/\">", "</e:EI_fellesformat>"),
        ]
        for _ in 0..<300 {
            let (start, end) = random.pick(roots)
            let sound = Array((start + random.pick(members) + random.pick(members) + end).utf8)
            let bytes = Damage.done(to: sound, &random)
            let broken = ReadingProperties.broken(bytes, options(&random))
            #expect(broken == [], Seed.replay(seed, Self.suite))
        }
    }

    private func options(_ random: inout SeededGenerator) -> ReadingOptions {
        var options = ReadingOptions(zone: oslo)
        options.adapter = random.pick(AdapterKind.allCases)
        options.sender = random.pick([nil, "90001"])
        options.synthetic = random.pick([.accept, .refuse])
        options.readsWrapped = random.pick([true, false])
        options.hasTightLimits = random.below(8) == 0
        options.pieceBytes = random.pick([7, 61, 256, 1_000, 4_096])
        return options
    }
}

private enum Damage {
    /// The document with one to four things done to it.
    static func done(to sound: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var bytes = sound
        for _ in 0..<random.below(4) + 1 where !bytes.isEmpty { once(&bytes, &random) }
        return bytes
    }

    private static func once(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        let range = part(of: bytes, &random)
        switch random.below(8) {
        case 0: bytes[range.lowerBound] ^= 1 << UInt8(random.below(8))
        case 1: bytes[range.lowerBound] = UInt8.random(in: 0...255, using: &random)
        case 2: bytes.removeSubrange(range)
        case 3: bytes.insert(contentsOf: bytes[range], at: random.below(bytes.count))
        case 4: bytes.replaceSubrange(part(of: bytes, &random), with: Array(bytes[range]))
        case 5: bytes.removeLast(bytes.count - range.lowerBound)
        case 6: if let element = element(in: bytes, from: range.lowerBound) { bytes.removeSubrange(element) }
        default:
            if let element = element(in: bytes, from: range.lowerBound) {
                bytes.insert(contentsOf: bytes[element], at: element.lowerBound)
            }
        }
    }

    private static func part(of bytes: [UInt8], _ random: inout SeededGenerator) -> Range<Int> {
        let start = random.below(bytes.count)
        return start..<min(bytes.count, start + 1 + random.below(200))
    }

    /// From a tag to before another of the same kind: seldom an element, often enough.
    private static func element(in bytes: [UInt8], from start: Int) -> Range<Int>? {
        guard let first = bytes[start...].firstIndex(of: UInt8(ascii: "<")),
            let second = bytes[(first + 1)...].firstIndex(of: UInt8(ascii: "<")),
            let third = bytes[(second + 1)...].firstIndex(of: UInt8(ascii: "<"))
        else { return nil }
        return first..<third
    }
}
