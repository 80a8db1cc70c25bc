// The requirements of section 13 held on the official samples and on those constructed for its points, where a folder
// with them is at hand (EPJ_STANDARDS). The constructed ones carry a number in their name; whichever of a point's numbers
// are there are read. None is copied here.

import Foundation
import SyncCore
import Testing

@testable import EPJAdapters

private let standardsFolder = ProcessInfo.processInfo.environment["EPJ_STANDARDS"]

struct RequirementSampleTests {
    @Test(.enabled(if: standardsFolder == nil))
    func samplesAreSkippedAloud() {
        // To stdout, because a suite that is skipped in silence looks like a suite that passed.
        print("RequirementSampleTests: EPJ_STANDARDS names no folder, no point was held on the samples.")
    }

    /// What a point demands of a sample.
    enum Demand: Equatable, CustomStringConvertible {
        case read
        /// With this finding.
        case noted(String)
        case refused
        case refusedFor(String)
        /// Read, or refused, and nothing of a file or a network in it.
        case withoutEffect
        /// Never taken as if nothing were wrong.
        case notUnseen

        var description: String {
            switch self {
            case .read: "read"
            case .noted(let code): "read with \(code)"
            case .refused: "refused"
            case .refusedFor(let code): "refused for \(code)"
            case .withoutEffect: "without effect"
            case .notUnseen: "not unseen"
            }
        }

        func isMet(by message: ReadMessage) -> Bool {
            switch self {
            case .read: message.kind == "statements"
            case .noted(let code): message.kind == "statements" && message.codes.contains { $0.hasPrefix(code) }
            case .refused: message.refusal != nil
            case .refusedFor(let code): message.refusal == code
            case .withoutEffect: message.refusal != nil || message.services?.count == 2
            case .notUnseen: !message.findings.isEmpty
            }
        }
    }

    /// By point: the samples, as the numbers of constructed ones or a part of the path, and the demand.
    private static let demands: [(point: Int, numbers: [Int], path: String, demand: Demand)] = [
        (1, [], "odd-but-valid/*utf", .read), (1, [], "odd-but-valid/*iso", .read),
        (1, [], "odd-but-valid/*1252", .noted("EPJ-912")), (2, [], "odd-but-valid/*all-prefixed", .read),
        (2, [], "odd-but-valid/*charrefs-cdata", .read), (4, [], "odd-but-valid/*guide-spelling", .noted("EPJ-909")),
        (7, [], "timereservasjon_1.2/*Bestilte_timer", .noted("EPJ-251")),
        (8, [], "odd-but-valid/*gendate", .read),
        (9, [], "odd-but-valid/*padded", .noted("EPJ-904")),
        (10, [], "timereservasjon_1.2/*Bestilte_timer", .noted("EPJ-901")),
        (12, [], "*Avtaleutsending*Avbestilling_av_time_bekreftet", .read),
        (14, [], "odd-but-valid/*empty-list", .read),
        (16, Array(1...10), "", .refusedFor("EPJ-014")), (16, [46], "", .refused),
        (16, Array(2...5) + [11, 12, 13], "", .withoutEffect), (17, Array(20...26), "", .refused),
        (18, Array(30...45) + [47], "", .refused), (20, [], "hostile-or-broken/39c", .refusedFor("EPJ-016")),
        (21, [51], "", .refusedFor("EPJ-161")), (22, [53], "", .refusedFor("EPJ-109")),
        (22, [55], "", .refusedFor("EPJ-106")), (23, [54], "", .refused), (24, [70, 73], "", .refused),
        (24, [71], "", .noted("EPJ-915")), (27, [58], "", .notUnseen), (28, [11, 12, 13], "", .withoutEffect),
        (29, [26, 51, 52] + Array(54...58), "", .notUnseen), (29, [], "*semantically-wrong", .notUnseen),
    ]

    @Test(.enabled(if: standardsFolder != nil))
    func everyPointHoldsOnItsSamples() throws {
        var points: Set<Int> = []
        for (path, bytes) in try Self.samples() {
            for row in Self.demands where Self.matches(path, row.numbers, row.path) {
                points.insert(row.point)
                // A Bool, so that nothing of a message is printed.
                let isMet = row.demand.isMet(by: Self.read(bytes))
                #expect(isMet, "13.\(row.point) \(path): \(row.demand)")
            }
        }
        #expect(points.count > 15)
    }

    /// 13.28 and 13.29: what the XSDs make of a sample is one thing, what it means another.
    @Test(.enabled(if: standardsFolder != nil))
    func validityIsNotEnough() throws {
        let check = SchemaCheck(try #require(try officialSchemas()))
        var wrong = 0
        let numbers = [26, 51, 52] + Array(54...58)
        for (path, bytes) in try Self.samples() where Self.matches(path, numbers, "*semantically-wrong") {
            guard check.findings(in: bytes).isEmpty else { continue }
            wrong += 1
            let codes = Self.read(bytes).codes
            #expect(codes != [], "\(path)")
        }
        #expect(wrong > 0)
    }

    private static func samples() throws -> [(path: String, bytes: [UInt8])] {
        let samples = URL(fileURLWithPath: try #require(standardsFolder)).appendingPathComponent("samples")
        let paths = try FileManager.default.subpathsOfDirectory(atPath: samples.path).filter { $0.hasSuffix(".xml") }
        return try paths.sorted().map { ($0, [UInt8](try Data(contentsOf: samples.appendingPathComponent($0)))) }
    }

    /// - Parameter pattern: parts that the path has in this order, with `*` between them; empty for none.
    private static func matches(_ path: String, _ numbers: [Int], _ pattern: String) -> Bool {
        if let name = path.components(separatedBy: "hostile-or-broken/").dropFirst().first,
            let number = Int(name.prefix { $0.isNumber }), numbers.contains(number)
        {
            return true
        }
        if pattern.isEmpty { return false }
        var rest = path[...]
        for part in pattern.split(separator: "*") {
            guard let range = rest.range(of: part) else { return false }
            rest = rest[range.upperBound...]
        }
        return true
    }

    /// Read with whoever sends it as a known source.
    private static func read(_ bytes: [UInt8]) -> ReadMessage {
        MessageReader(context: ReadingContext(zone: oslo, synthetic: .accept), everySender: nil).read(bytes)
    }
}
