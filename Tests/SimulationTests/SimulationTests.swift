// Nights by the thousand. `make simulate NIGHTS=…` runs more of them; SEED=… replays one history.

import Foundation
import Testing

@Suite struct SimulationTests {
    static func number(_ name: String) -> Int? { ProcessInfo.processInfo.environment[name].flatMap { Int($0) } }

    @Test func historiesEndWhereTheTruthIs() async throws {
        let nights = Self.number("EPJSYNCD_NIGHTS") ?? 60
        let seed = Self.number("EPJSYNCD_SEED").map { UInt64($0) }
        let isReplay = seed != nil && Self.number("EPJSYNCD_NIGHTS") == nil
        let campaign = try await Campaign.run(nights: nights, from: seed, only: isReplay)
        let text = isReplay ? campaign.log.joined(separator: "\n") : campaign.text
        // The long form is run for what it says.
        print(text)
        #expect(campaign.failures == [])
    }
}
