// An installation for the resident service: a window that lies around now, or does not, and a visit of tomorrow.

import Foundation
import SyncCore
import TestSupport

@testable import SyncDaemon

extension NightHarness {
    /// - Parameters:
    ///   - window: in hours from now, by the clock in Norway.
    ///   - auth: of `[portal]`, and what belongs to it.
    ///   - status: of `[status]`; without it nothing listens.
    func write(
        window: (Int, Int), intervalSeconds: Int = 3_600, auth: String = "auth = \"off\"",
        status: String = "listen = \"\""
    ) throws {
        let now = TimeZoneTable.europeOslo.wallClock(at: .current()).secondOfDay
        func clock(_ hours: Int) -> String {
            let minutes = (now / 60 + hours * 60 + 1_440) % 1_440
            return String(format: "%02d:%02d", minutes / 60, minutes % 60)
        }
        try folder.write(
            """
            [state]
            directory = "\(folder.path)/state"
            [input]
            synthetic_numbers = "accept"
            [portal]
            base_url = "\(configuration.portal.baseURL)"
            settle_seconds = 0
            \(auth)
            [night]
            start = "\(clock(window.0))"
            end = "\(clock(window.1))"
            [status]
            \(status)
            [day]
            interval_seconds = \(intervalSeconds)
            """, to: "epjsyncd.toml")
    }

    /// A night before this one, in which the first of all visits was told: whatever is the first waits for a person.
    func begin() async throws {
        try deliverVisit(uid: "u0")
        let earlier = Instant.current().adding(hours: -20).iso8601UTC
        _ = try await run(earlier, clockStands: true)
    }

    func start(_ more: [String] = [], environment: [String: String] = [:]) throws -> ResidentProgram {
        try ResidentProgram(
            "epjsyncd", ["run", "--config", folder.file("epjsyncd.toml")] + more, environment: environment)
    }

    func startSync() throws -> ResidentProgram {
        try ResidentProgram("epjsyncd", ["sync", "--config", folder.file("epjsyncd.toml")])
    }

    func deliverVisit(uid: String = "u1") throws {
        let now = Instant.current()
        let zone = TimeZoneTable.europeOslo
        let day = zone.wallClock(at: now.adding(days: 1)).iso8601.prefix(10)
        try deliver([
            .snapshot(
                NightHarness.anna, id: nextID(), generated: now.adding(seconds: -60).iso8601UTC,
                events: Set(["u0", uid]).sorted().map {
                    GericaMessage.event(
                        uid: $0, start: "\(day)T10:00:00", end: "\(day)T10:30:00", status: "CONFIRMED")
                })
        ])
    }
}
