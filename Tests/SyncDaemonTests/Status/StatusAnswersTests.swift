// Who is answered what: this machine's own names only, GET and HEAD only, and never a guess where the ledger is silent.

import Foundation
import HTTPTransport
import SyncCore
import SyncState
import TestSupport
import Testing

@testable import SyncDaemon

@Suite struct StatusAnswersTests {
    private let board = StatusBoard(started: Instant(seconds: 1_800_000_000))

    private var answers: StatusAnswers {
        StatusAnswers(
            board: board, requests: PortalRequests(), now: { .current() }, use: { ProcessUse() }, nonce: { "abc" })
    }

    private func answer(_ path: String, method: String = "GET", host: String? = "127.0.0.1:9464") async -> StatusAnswer
    {
        await answers.answer(method: method, host: host, path: path)
    }

    private func open(_ night: NightHarness) throws {
        try board.opened(night.configuration, night.ledger(), zone: .europeOslo)
    }

    @Test(arguments: [
        ("127.0.0.1:9464", true), ("127.0.0.1", true), ("localhost:9464", true), ("LOCALHOST", true),
        ("[::1]:9464", true),
        ("[::1]", true), ("127.8.9.1", true), ("evil.example", false), ("127.0.0.1.evil.example", false),
        ("localhost.evil.example:9464", false), ("10.0.0.1", false), ("127.0.0.1:x", false), ("", false),
    ])
    func onlyThisMachinesNamesAreListenedTo(_ host: String, _ isOurs: Bool) async {
        #expect(await answer("/health", host: host).status == (isOurs ? 200 : 421))
    }

    @Test func nothingIsChangedAndNothingElseIsThere() async {
        #expect(await answer("/health", host: nil).status == 421)
        for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
            #expect(await answer("/", method: method).status == 405)
        }
        #expect(await answer("/etc/passwd").status == 404)
        #expect(await answer("/health", method: "HEAD").status == 200)
    }

    @Test func beforeTheLedgerIsOpenItIsLiveAndNotReady() async {
        #expect(await answer("/health").body == "live\n")
        let ready = await answer("/ready")
        #expect(ready.status == 503)
        #expect(ready.body == "not ready: The service is starting; the ledger is not open yet.\n")
        #expect(await answer("/metrics").status == 503)
        #expect(await answer("/").status == 503)
    }

    @Test func withALedgerItIsReadyAndWithoutItIsNot() async throws {
        let night = try NightHarness()
        try open(night)
        // Nothing was read yet, so nothing that was read still holds.
        try FileManager.default.removeItem(atPath: night.configuration.state.directory + "/ledger.sqlite")
        let gone = await answer("/ready")
        #expect(gone.status == 503)
        #expect(
            gone.body
                == "not ready: The state could not be read while looking for the ledger: the file is gone. Nothing was "
                + "changed. Check the state directory.\n")
        let other = try NightHarness()
        try open(other)
        #expect(await answer("/ready") == StatusAnswer(body: "ready\n"))
    }

    @Test func aPageMayLoadNothing() async throws {
        let night = try NightHarness()
        try open(night)
        let page = await answer("/")
        #expect(page.status == 200 && page.contentType == "text/html; charset=utf-8")
        #expect(
            page.contentSecurityPolicy == "default-src 'none'; style-src 'nonce-abc'; img-src data:; base-uri 'none'; "
                + "form-action 'none'; frame-ancestors 'none'")
        #expect(page.body.contains("<style nonce=\"abc\">"))
        for word in ["<script", "http://", "https://", "javascript:", " style=", "onload"] {
            #expect(!page.body.contains(word), "\(word)")
        }
        #expect(await answer("/health").contentSecurityPolicy.hasPrefix("default-src 'none'; style-src 'none';"))
    }

    @Test func factsAreReadAgainOnlyWhenSomethingWasCommitted() async throws {
        let night = try NightHarness()
        let ledger = try night.ledger()
        let clock = Guarded(Instant(seconds: 1_800_000_000))
        let reading = FactsReading(try ledger.reader()) { clock.withLock { $0 } }
        #expect(try await reading.current().nights.count == 0)
        let run = try ledger.beginRun("sync", now: clock.withLock { $0 }, started: clock.withLock { $0 })
        #expect(try await reading.current().nights.count == 0)
        clock.withLock { $0 = $0.adding(seconds: 2) }
        #expect(try await reading.current().nights.map(\.number) == [run.number])
    }

    /// A cycle in the middle of a transaction keeps nobody who asks waiting, and is not kept waiting.
    @Test func aWritersTransactionKeepsNobodyWaiting() async throws {
        let night = try NightHarness()
        let ledger = try night.ledger()
        let reader = try ledger.reader()
        _ = try LedgerFacts(reader, at: .current())
        let holding = try Ledger(
            directory: night.configuration.state.directory, keyFile: night.configuration.state.masterKeyFile,
            witness: Asking { _ = try? LedgerFacts(reader, at: .current()) })
        _ = try holding.beginRun("sync", now: .current(), started: .current())
        #expect(try LedgerFacts(reader, at: .current()).nights.count == 1)
    }

    private struct Asking: LedgerWitness {
        let ask: @Sendable () -> Void
        func willMake(_ change: LedgerChange) throws { ask() }
        func didMake(_ change: LedgerChange) throws {}
    }
}
