// The simulation is worth what it would find. Bugs planted on purpose are each found within 5,000 nights; in the ordinary
// tests a few of them, the rest with `make simulate`.

import Testing

@Suite struct PlantedBugTests {
    @Test func eachIsFound() async throws {
        var lines: [String] = []
        let isLong = SimulationTests.number("EPJSYNCD_NIGHTS") != nil
        for (name, make) in isLong ? PlantedBug.all : Array(PlantedBug.all.prefix(2)) {
            let campaign = try await Campaign.run(nights: 5_000, planted: make, stopsAtFailure: true)
            #expect(campaign.failures.isEmpty == false, "\(name)")
            lines.append("found after \(campaign.nights) nights: \(name): \(campaign.failures.first ?? "-")")
        }
        // How soon is what one wants to know.
        print(lines.joined(separator: "\n"))
    }
}
