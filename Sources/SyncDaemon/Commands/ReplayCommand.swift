// `replay`: a rehearsal of whole nights on recorded messages, against a simulated portal, and a page to look at.

import ArgumentParser
import EPJAdapters
import Foundation
import SyncCore

struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Rehearse a night on recorded messages and show what each citizen would see; for EPJ vendors.",
        discussion: """
            Reads the messages as 'verify' does, and runs the same cycle as 'sync' on those that have an effect, against a \
            portal-simulator: the one beside epjsyncd, on loopback, unless --portal names another. Every service and unit of \
            the messages is opened and every citizen is digitally active. A folder's files are one night's, and each of its \
            sub-folders is a night after it (--by-night: by GenDate instead), each run a minute after its newest GenDate. Then the address of the page is \
            printed: on a terminal it is there until Ctrl-C. Nothing is kept. \
            Exit codes: 0 done, 3 messages were refused or set aside, 4 still held, 6 stopped before it was done, 64 usage, 65 a PATH \
            cannot be read or people are not synthetic, 69 no portal, 73 no room.
            """)

    @Argument(
        help: ArgumentHelp("Files, and folders of *.xml files with a folder for each further night.", valueName: "path")
    )
    var paths: [String]

    @Option(help: "The EPJ that wrote the messages.")
    var adapter: AdapterKind

    @OptionGroup var time: NowOption

    @Option(
        help: ArgumentHelp(
            "The address of a portal-simulator on this machine (--auth off) in place of one of its own.",
            valueName: "url"))
    var portal: String?

    @Option(
        help: ArgumentHelp(
            "Its second address, where citizens are made active and pages are looked at; else neither is done.",
            valueName: "url"))
    var portalAdmin: String?

    @Flag(
        help:
            "Give each message to the night in which it would have come, by its GenDate, instead of a folder to a night."
    )
    var byNight = false

    @Flag(help: "Identity numbers may be of real people: everything stays in memory.")
    var realPersons = false

    @Option(help: "A root around a MsgHead that is read through.")
    var wrapper: [Wrapper] = []

    @Flag(inversion: .prefixedNo, help: "Keep the pages until Ctrl-C; without either, only on a terminal.")
    var wait: Bool?

    @Flag(help: "Answer with JSON on standard output.")
    var json = false

    func validate() throws {
        if paths.contains(VerifyInput.standardInput) {
            throw ValidationError("replay reads files and folders, not standard input.")
        }
        for url in [portal, portalAdmin].compactMap({ $0 })
        where !PortalAddress.isUsable(url) || !PortalAddress.isLoopback(url) {
            throw ValidationError(
                "--portal and --portal-admin take addresses of a portal-simulator on this machine, such as "
                    + "http://127.0.0.1:8480; replay shows no token.")
        }
        if portal == nil, portalAdmin != nil { throw ValidationError("--portal-admin goes with --portal.") }
        if portal != nil, realPersons {
            throw ValidationError(
                "--real-persons goes with replay's own portal alone, which keeps everything in memory and ends with it."
            )
        }
    }

    func run() async throws {
        let end = ReplayEnd()
        let signals = end.listen()
        defer { withExtendedLifetime(signals) {} }
        try await ending {
            let code: ExitCode
            do {
                code = try await replay(end)
            } catch {
                try await end.yieldToSignal()
                end.letGo()
                throw error
            }
            try await end.yieldToSignal()
            if waits {
                // The signal ends the program.
                while true { try await Task.sleep(for: .seconds(3_600)) }
            }
            end.letGo()
            return code
        }
    }

    private func replay(_ end: ReplayEnd) async throws -> ExitCode {
        let zone = try CycleRunning.zone()
        let reading = try read(zone)
        let clock = ReplayClock(reading.batches, given: time.now, machine: .current())
        let text = ReplayText(reading: reading, realPersons: reading.found.ofRealPersons > 0)
        guard !reading.found.senders.isEmpty else {
            try answer(json ? [] : text.opening(configuration(reading, "", "", zone), clock, makesActive: true))
            throw CommandEnd(
                .leftOver, "None of the messages has an effect on what citizens see. Nothing was sent or kept.")
        }
        let folder = try ReplayFolder(inMemory: realPersons)
        end.isToRemove(folder)
        let portal =
            try self.portal.map { try ReplayPortal(url: Self.bare($0), adminURL: portalAdmin.map(Self.bare)) }
            ?? ReplayPortal()
        end.isToEnd(portal)
        let settings = ReplayConfiguration(
            adapter: adapter, wrappers: Set(wrapper), folder: folder.path, portalURL: portal.url)
        if !json {
            try answer(text.opening(settings.daemon(reading.found), clock, makesActive: portal.adminURL != nil))
        }
        let replay = Replay(reading: reading, settings: settings, portal: portal, zone: zone, clock: clock)
        let nights = try await replay.run()
        let citizens = portal.adminURL == nil ? nil : try await portal.counts()
        await portal.close()
        let code = ExitCode.worst(nights.map(\.report.exitCode) + [reading.summary.exitCode])
        // Whoever reads the address may end it.
        if waits { end.isDone(code) }
        if json {
            let page = portal.adminURL.map { $0 + "/" }
            try answer([ReplayJSON.text(reading, nights, clock, citizens, page: page)])
        } else {
            for (index, night) in nights.enumerated() {
                try answer(text.night(night, number: index + 1, of: nights.count))
            }
            // Of a portal that was not reached nobody knows.
            let isAnybodyActive =
                code == .portalUnreachable
                || nights.contains { $0.report.sources.contains { $0.citizensPlanned > 0 } }
            try answer(
                text.closing(
                    citizens, isAnybodyActive: isAnybodyActive, adminURL: portal.adminURL, isOwn: self.portal == nil,
                    waits: waits))
        }
        return code
    }

    /// In a pipe nobody would come to end it.
    private var waits: Bool { wait ?? (isatty(STDOUT_FILENO) == 1 && !json) }

    /// - Throws: `CommandEnd` with exit code 65.
    private func read(_ zone: TimeZoneTable) throws -> RecordedReading {
        let recorded = RecordedBatches(paths)
        let reading = RecordedReading(adapter: adapter, zone: zone, wrappers: Set(wrapper))
        do {
            if let fault = recorded.faults.first { throw fault }
            for batch in recorded.batches { try reading.read(batch) }
        } catch let fault as VerifyInputFault {
            throw CommandEnd(
                .inputUnreadable, VerifyText.shown(fault.fault) + " Nothing was sent or kept. " + fault.advice)
        }
        if byNight { reading.splitByNight() }
        let count = reading.found.ofRealPersons
        guard count == 0 || realPersons else {
            throw CommandEnd(
                .inputUnreadable,
                "\(count) message\(ReportText.plural(count)) speak\(count == 1 ? "s" : "") of people whose identity numbers "
                    + "are not of the synthetic population (month + 80). Nothing was sent or kept. If you may use them "
                    + "here, say --real-persons: everything then stays in memory and is gone at the end. Else replay "
                    + "messages about synthetic people.")
        }
        return reading
    }

    private func configuration(
        _ reading: RecordedReading, _ folder: String, _ url: String, _ zone: TimeZoneTable
    ) -> DaemonConfiguration {
        ReplayConfiguration(adapter: adapter, wrappers: Set(wrapper), folder: folder, portalURL: url)
            .daemon(reading.found)
    }

    private func answer(_ lines: [String]) throws(CommandEnd) {
        if !lines.isEmpty { try Output.standard(lines.joined(separator: "\n")) }
    }

    private static func bare(_ url: String) -> String { url.hasSuffix("/") ? String(url.dropLast()) : url }
}
