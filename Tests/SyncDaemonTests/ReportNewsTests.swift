// The table of ReportNews: a portal that is down is told of once.

import SyncCore
import Testing

@testable import SyncDaemon

@Suite struct ReportNewsTests {
    private func report(read: Bool = false, accepted: Int = 0, _ problems: [String] = []) -> RunReport {
        var source = SourceReport(id: "a")
        if read { source.messages = [.applied: 1] }
        source.accepted = accepted
        var report = RunReport(command: "sync", now: Instant(seconds: 0), sources: [source])
        report.problems = problems
        return report
    }

    @Test func aProblemIsToldOnceHoweverOftenItIsMet() {
        var news = ReportNews()
        let told = (0..<5).map { _ in news.news(of: report(["down"]))?.problems }
        #expect(told == [["down"], nil, nil, nil, nil])
        let other = news.news(of: report(["down", "other"]))?.problems
        #expect(other == ["other"])
    }

    @Test func whatWasReadIsToldWithoutIt() {
        var news = ReportNews()
        _ = news.news(of: report(["down"]))
        let told = news.news(of: report(read: true, ["down"]))
        #expect(told?.problems == [] && told?.sources[0].messages == [.applied: 1])
    }

    @Test func aRunThatDidNothingIsNoNews() {
        var news = ReportNews()
        let told = news.news(of: report())
        #expect(told?.run == nil)
    }

    @Test func aPortalThatCameBackAndGoesAgainIsNews() {
        var news = ReportNews()
        _ = news.news(of: report(["down"]))
        let back = news.news(of: report(accepted: 1))
        #expect(back?.sources[0].accepted == 1)
        let again = news.news(of: report(["down"]))
        #expect(again?.problems == ["down"])
    }

    @Test func theEndOfTheNightIsToldWhole() {
        var news = ReportNews()
        _ = news.news(of: report(["down"]))
        let end = news.news(of: report(["down"]), endsTheNight: true)
        #expect(end?.problems == ["down"])
    }
}
