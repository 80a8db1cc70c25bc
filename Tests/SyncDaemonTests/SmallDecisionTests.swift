// The small pure decisions of the daemon: which exit code wins, which key was meant.

import SyncCore
import Testing

@testable import SyncDaemon

@Suite struct SmallDecisionTests {
    static let codes: [([ExitCode], ExitCode)] = [
        ([], .done), ([.done], .done), ([.changes, .done], .changes), ([.leftOver, .changes], .leftOver),
        ([.portalUnreachable, .leftOver], .portalUnreachable),
        ([.stateUnwritable, .internalError, .configurationInvalid, .portalUnreachable], .stateUnwritable),
        ([.internalError, .configurationInvalid], .internalError), ([.stale, .leftOver], .stale),
        ([.held, .leftOver, .changes], .held), ([.held, .stale], .stale),
        ([.held, .portalUnreachable], .portalUnreachable),
        ([.windowClosed, .leftOver, .changes], .windowClosed), ([.held, .windowClosed], .held),
        ([.portalUnreachable, .windowClosed, .stale], .portalUnreachable),
        ([.leftOver, .inputUnreadable], .inputUnreadable), ([.inputUnreadable, .internalError], .internalError),
    ]

    @Test(arguments: codes.indices)
    func theCodeThatNeedsAPersonMostWins(_ index: Int) {
        #expect(ExitCode.worst(Self.codes[index].0) == Self.codes[index].1)
    }

    static let distances = [("", "", 0), ("a", "", 1), ("flaw", "lawn", 2), ("kitten", "sitting", 3)]

    @Test(arguments: distances.indices)
    func editDistance(_ index: Int) {
        let (a, b, distance) = Self.distances[index]
        #expect(EditDistance.between(a, b) == distance)
    }

    static let addresses: [(String, Bool)] = [
        ("https://eksternapi.helsenorge.no", true), ("http://127.0.0.1:8480", true), ("http://localhost:1", true),
        ("http://[::1]:1", true), ("http://example.org", false), ("https://", false), ("ftp://127.0.0.1", false),
        ("https://a@b", false), ("https://a/?q=1", false), ("http://127.0.0.1.example.org", false), ("nonsense", false),
    ]

    @Test(arguments: addresses.indices)
    func usablePortalAddresses(_ index: Int) {
        #expect(PortalAddress.isUsable(Self.addresses[index].0) == Self.addresses[index].1)
    }

    @Test func theSystemsZoneKnowsBothNightsOfTheChangeOfClock() throws {
        let zone = try #require(SystemZone.europeOslo())
        let gap = try #require(WallClock(iso8601: "2027-03-28T02:30:00"))
        #expect(zone.wallClock(at: zone.instant(of: gap)).iso8601 == "2027-03-28T03:30:00")
        let twice = try #require(WallClock(iso8601: "2027-10-31T02:30:00"))
        #expect(zone.instant(of: twice).iso8601UTC == "2027-10-31T00:30:00Z")
    }
}
