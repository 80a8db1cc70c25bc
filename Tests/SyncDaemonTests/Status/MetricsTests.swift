// The metrics: freshness first, well-formed, nothing in a label that is not a code, and every name that the alerts and the
// dashboard go by is really there.

import Foundation
import SyncCore
import SyncState
import TestSupport
import Testing

@testable import SyncDaemon

@Suite struct MetricsTests {
    private static let now = Instant(seconds: 1_800_000_000)
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// Everything there can be is there.
    static func full() throws -> Metrics {
        let night = try NightHarness()
        var facts = LedgerFacts(lastComplete: now.adding(hours: -5))
        facts.open = OpenEnds(
            quarantined: 3, oldestQuarantined: now.adding(hours: -60),
            quarantinedByCode: [FindingCode(101): 2, FindingCode(217): 1])
        facts.open.holds = [
            Hold(
                number: 12, source: "9901-gerica", plan: "P31",
                exceeded: Exceeded(kind: .withdrawals, count: 30, whole: 40), since: now.adding(hours: -5))
        ]
        facts.oldestSetAside = [FindingCode(101): now.adding(hours: -60), FindingCode(217): now.adding(hours: -2)]
        (facts.active, facts.inactive) = (7, 9)
        facts.hearings = [
            "9901-gerica": SourceHearing(first: now.adding(days: -9), last: now.adding(hours: -30), pairs: [:])
        ]
        let run = try #require(try Self.run(3, exitCode: 69, started: now.adding(hours: -6), in: night))
        facts.nights = [run]
        facts.figures = [run.number: try #require(ReportFigures(Self.report))]
        facts.days = [run]
        var metrics = Metrics(
            sources: night.configuration.sources, facts: facts, now: now, nightEnds: now.adding(hours: -1),
            attempt: StatusBoard.Attempt(command: "run", exitCode: .portalUnreachable, at: now.adding(hours: -5)))
        metrics.service = Metrics.Service(
            phase: .idle, started: now.adding(days: -1),
            use: ProcessUse(
                residentBytes: 30_000_000, residentBytesMax: 40_000_000, cpuSeconds: 1.25, openFiles: 9, threads: 5),
            requests: [PortalRequests.Key(interface: "appointments", answer: "200"): 4])
        return metrics
    }

    /// A row of the ledger can only come from a ledger.
    private static func run(_ number: Int, exitCode: Int32, started: Instant, in night: NightHarness) throws
        -> RunRecord?
    {
        let ledger = try night.ledger()
        let run = try ledger.beginRun("sync", now: started, started: started)
        try ledger.endRun(run, at: started.adding(seconds: 90), exitCode: exitCode, report: "{}", text: nil)
        return try ledger.run(run.number)
    }

    private static let report = """
        {"version":1,"sources":[{"id":"9901-gerica","messages":{"applied":5,"quarantined":2},"operations":{"create":4},\
        "outcomes":{"accepted":3,"left":1},"answers":{"2118":1,"the citizen Kari Nordmann is unknown":2,"http-409":1,\
        "01824049986":1},"held":[{"kind":"withdrawals","count":30}]}],"unattributed":{"quarantined":1},\
        "quarantine":{"messages":3,"oldest":"2027-01-11T00:00:00Z"}}
        """

    @Test func freshnessComesFirstAndEverythingIsWellFormed() throws {
        let text = try Self.full().text
        let format = ExpositionFormat(text)
        #expect(format.objections == [])
        #expect(format.samples.first?.name == "epjsyncd_last_complete_cycle_timestamp_seconds")
        #expect(format.samples.first?.value == Double(Self.now.adding(hours: -5).seconds))
        #expect(Set(format.types.keys) == Set(format.samples.map(\.name)))
        #expect(format.helps.values.allSatisfy { $0.hasSuffix(".") && $0.count > 10 })
        #expect(format.value("epjsyncd_last_complete_cycle_age_seconds") == 18_000)
        #expect(format.value("epjsyncd_last_attempt_exit_code", ["command": "run"]) == 69)
        #expect(format.value("epjsyncd_last_cycle_duration_seconds") == 90)
        #expect(format.value("epjsyncd_held", ["source": "9901-gerica", "kind": "withdrawals"]) == 30)
        #expect(format.value("epjsyncd_quarantine_oldest_age_seconds", ["code": "EPJ-101"]) == 216_000)
        #expect(format.value("epjsyncd_source_silent", ["source": "9901-gerica"]) == 1)
        #expect(format.value("epjsyncd_process_cpu_seconds_total") == 1.25)
    }

    @Test("R19 what a portal writes is no label unless it is a code") func labels() throws {
        let format = ExpositionFormat(try Self.full().text)
        let codes = format.samples.filter { $0.name == "epjsyncd_portal_answers" && $0.labels["lane"] == "night" }
        #expect(Set(codes.map { $0.labels["code"] ?? "" }) == ["2118", "http-409", "unclear", "other"])
        #expect(try !Self.full().text.contains("Kari"))
    }

    @Test func whatNeverWasIsZeroOrAbsentAndNeverMadeUp() {
        let metrics = Metrics(sources: [], facts: LedgerFacts(), now: Self.now)
        let format = ExpositionFormat(metrics.text)
        #expect(format.objections == [])
        #expect(format.value("epjsyncd_last_complete_cycle_timestamp_seconds") == 0)
        #expect(format.value("epjsyncd_last_complete_cycle_age_seconds") == nil)
        #expect(!format.samples.contains { $0.name.hasPrefix("epjsyncd_process") })
    }

    @Test(arguments: ["packaging/prometheus-alerts.yml", "packaging/grafana-dashboard.json"])
    func everyMetricThatIsNamedElsewhereIsThere(_ file: String) throws {
        let text = try String(contentsOf: Self.root.appending(path: file), encoding: .utf8)
        let names = Set(text.matches(of: /\bepjsyncd_[a-z_]+\b/).map { String($0.output) })
        #expect(names.count > 5)
        #expect(names.subtracting(ExpositionFormat(try Self.full().text).samples.map(\.name)) == [])
    }

    /// The specification: 70, 73, 78, 69 past the window's end, or no complete cycle in 26 h.
    @Test func aPersonIsWokenForNothingElse() throws {
        let text = try String(contentsOf: Self.root.appending(path: "packaging/prometheus-alerts.yml"), encoding: .utf8)
        let rules = text.components(separatedBy: "- alert: ").dropFirst()
        let paging = rules.filter { $0.contains("severity: page") }.compactMap { $0.split(separator: "\n").first }
        #expect(
            Set(paging.map(String.init)) == [
                "EpjsyncdNoCompleteCycle", "EpjsyncdInternalError", "EpjsyncdStateUnwritable",
                "EpjsyncdConfigurationInvalid", "EpjsyncdPortalAwayAllNight", "EpjsyncdNotRunning",
            ])
        #expect(rules.allSatisfy { $0.contains("severity: page") != $0.contains("severity: morning") })
    }

    @Test func theDashboardIsJSON() throws {
        let data = try Data(contentsOf: Self.root.appending(path: "packaging/grafana-dashboard.json"))
        let dashboard = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect((dashboard["panels"] as? [Any])?.count == 17)
    }

    @Test func requestsAreCountedByInterface() {
        #expect(PortalRequests.interface(of: "https://p/timeavtaler/api/v1/Appointment") == "appointments")
        #expect(
            PortalRequests.interface(of: "https://p/digitaltaktiv/v1/DigitaltAktivStatusEndringer?offset=1")
                == "active-changes")
        #expect(PortalRequests.interface(of: "https://p/digitaltaktiv/helsenorgeaktivsjekken/v1") == "active-check")
        #expect(PortalRequests.interface(of: "https://p/helsekontakter/api/v1") == "health-contacts")
        #expect(PortalRequests.interface(of: "https://p/else") == "other")
    }
}
