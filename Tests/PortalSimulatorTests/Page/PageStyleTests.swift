// The colours of every page, light and dark, against what they stand on: WCAG 2.2 AA by its own formula.

import Foundation
import Testing

@testable import PortalSimulator

@Suite struct PageStyleTests {
    /// Of each scheme, the colours by name.
    private static let schemes: [[String: String]] = {
        let blocks = Markup.style.html.components(separatedBy: ":root {").dropFirst()
        return blocks.map { block in
            var colours: [String: String] = [:]
            for part in block.prefix(while: { $0 != "}" }).split(separator: ";") {
                let pair = part.split(separator: ":").map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
                if pair.count == 2, pair[0].hasPrefix("--") { colours[String(pair[0].dropFirst(2))] = pair[1] }
            }
            return colours
        }
    }()

    /// WCAG 2.2, relative luminance.
    private static func luminance(_ colour: String) -> Double {
        let number = Int(colour.dropFirst(), radix: 16) ?? 0
        let parts = [number >> 16, number >> 8 & 255, number & 255].map { value -> Double in
            let share = Double(value) / 255
            return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }

    private static func contrast(_ a: String, _ b: String) -> Double {
        let both = [luminance(a), luminance(b)].sorted()
        return (both[1] + 0.05) / (both[0] + 0.05)
    }

    /// What stands on what, and the ratio it needs: 4.5 for text, 3 for signs and the edges of what can be pressed.
    static let pairs: [(String, [String], Double)] = [
        ("text", ["ground", "surface", "note"], 4.5), ("quiet", ["ground", "surface"], 4.5),
        ("accent", ["ground", "surface"], 4.5), ("on-accent", ["accent"], 4.5), ("edge", ["surface", "ground"], 3),
        ("planned", ["ground", "surface"], 3), ("assigned", ["ground", "surface"], 3),
        ("performed", ["ground", "surface"], 3), ("cancelled", ["ground", "surface"], 3),
        ("note-line", ["note"], 3),
    ]

    @Test(arguments: [0, 1])
    func coloursKeepTheirDistance(_ scheme: Int) throws {
        let colours = Self.schemes[scheme]
        for (front, grounds, ratio) in Self.pairs {
            for ground in grounds {
                let (above, below) = (try #require(colours[front]), try #require(colours[ground]))
                #expect(Self.contrast(above, below) >= ratio, "\(front) on \(ground)")
            }
        }
    }

    @Test func bothSchemesHaveEveryColour() {
        #expect(Self.schemes.count == 2)
        #expect(Set(Self.schemes[0].keys) == Set(Self.schemes[1].keys))
    }

    @Test func everyColourOfTheStyleIsOneOfThese() {
        let rest = Markup.style.html.components(separatedBy: "* { box-sizing").last ?? ""
        // Paper is white.
        #expect(rest.replacing("background: #fff;", with: "").contains("#") == false)
    }
}
