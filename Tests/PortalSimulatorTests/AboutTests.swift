// What the portal says of itself: complete, each code once, each behaviour with its source.

import Foundation
import Testing

@testable import PortalSimulator

@Suite struct AboutTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../Sources/PortalSimulator").standardizedFileURL

    /// The codes that stand in the sources, wherever a refusal is made; `prefix` is what the file's own function adds.
    private static func codes(in text: String, prefix: String) -> [String] {
        let plain = [
            /Issue\(\s*code: "([^"]+)"/, /report\(\s*"([^"]+)"/, /Self\.issue\(\s*"([^"]+)"/,
            /AccessRefusal\(\s*\.[A-Za-z]+, "([^"]+)"/, /AppointmentRule\(\s*"([^"\\]+)"/,
        ]
        var codes = plain.flatMap { text.matches(of: $0).map { String($0.1) } }
        codes += text.matches(of: /AssertionRules\.refusal\(\s*"([^"]+)"/).map { "assertion-" + $0.1 }
        codes += text.matches(of: /Self\.refusal\(\s*"([^"]+)"/).map { prefix + $0.1 }
        return codes
    }

    private static func codesInSources() throws -> Set<String> {
        var codes = Set(AppointmentRule.all.map(\.code))
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter {
            $0.hasSuffix(".swift") && !$0.hasPrefix("About/")
        }
        #expect(names.count > 50)
        for name in names {
            let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
            let prefix = name.hasSuffix("ProofRules.swift") ? "dpop-" : "assertion-"
            codes.formUnion(Self.codes(in: text, prefix: prefix))
        }
        // In `checkTimes` the name of the claim is the code; a fault's code is a value that may be set.
        return codes.filter { !$0.hasSuffix("-") }.union(["assertion-iat", "assertion-nbf", Fault(kind: .status).code])
    }

    @Test func everyCodeStandsThereOnce() throws {
        let told = Behaviour.all.flatMap(\.codes)
        #expect(Set(told).count == told.count)
        let known = try Self.codesInSources()
        #expect(known.count > 150)
        #expect(known.subtracting(told).sorted() == [])
        #expect(Set(told).subtracting(known).sorted() == [])
    }

    @Test func everyBehaviourIsAWholeSentenceWithItsSource() {
        for behaviour in Behaviour.all {
            #expect(behaviour.text.hasSuffix(".") || behaviour.text.hasSuffix("\"."), "\(behaviour.text)")
            #expect(!behaviour.source.isEmpty && !behaviour.about.isEmpty)
        }
        #expect(Set(Behaviour.all.map(\.basis)) == [.documented, .assumed])
    }

    @Test func theAdminPortTellsIt() async throws {
        let answer = try await RunningSimulator.with { try await $0.admin.send("GET", "/about") }
        #expect(answer?.status == 200)
        #expect(answer?.json?["version"] == 1)
        let behaviours = answer?.json?["behaviours"]?.array ?? []
        #expect(behaviours.count == Behaviour.all.count)
        #expect(behaviours.allSatisfy { ["documented", "assumed"].contains($0["basis"]?.string) })
        let inactive = behaviours.first { $0["codes"]?.array?.contains("2118") == true }
        #expect(inactive?["basis"] == "documented")
    }
}
