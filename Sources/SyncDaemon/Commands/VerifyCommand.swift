// `verify`: vendor testing of recorded messages. Needs no configuration, no state and no network, and changes nothing.

import ArgumentParser
import EPJAdapters
import Foundation
import SyncCore

struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Read recorded messages and say what is wrong with them; for EPJ vendors.",
        discussion: """
            A file is one message, a bundle (Meldingsbunt) or a page of an outbox (Utboks). Each message is read as in a \
            night, with every sender known and synthetic identity numbers accepted. Findings \
            have code, file, line, column and element, and never a value of the message. Nothing else is read or sent. \
            Exit codes: 0 nothing refused, 3 messages were refused, 64 usage, 65 a PATH cannot be read, 73 the answer cannot \
            be written.
            """)

    @Argument(
        help: ArgumentHelp(
            "A file, a folder (its *.xml files and those of its folders), or - for standard input.", valueName: "path"))
    var paths: [String] = []

    @Flag(help: "Print every code a finding can have, as Markdown, and read nothing.")
    var listCodes = false

    @Option(
        help:
            "The EPJ that wrote them: what it is known to do is tolerated, what only others do is refused. Else both are noted."
    )
    var adapter: AdapterKind?

    @Option(help: ArgumentHelp("Check each message against the XSDs in this folder as well.", valueName: "dir"))
    var schemas: String?

    @Option(help: "A root around a MsgHead that is read through.")
    var wrapper: [Wrapper] = []

    @Option(help: "How to answer.")
    var format = VerifyFormat.text

    func validate() throws {
        if paths.isEmpty, !listCodes {
            throw ValidationError("Name at least one file or folder, or - for standard input.")
        }
    }

    func run() async throws {
        try await ending {
            if listCodes {
                try write([String(FindingTable.page.dropLast())])
                return .done
            }
            guard let zone = SystemZone.europeOslo() else {
                throw CommandEnd(
                    .configurationInvalid, "This system has no time zone data for Europe/Oslo. Install tzdata.")
            }
            return try verify(zone: zone)
        }
    }

    private func verify(zone: TimeZoneTable) throws -> ExitCode {
        let reader = DocumentReader(
            context: ReadingContext(
                zone: zone, synthetic: .accept, notesSyntheticNumbers: true, wrappers: Set(wrapper)),
            everySender: adapter)
        let check = try schemaCheck()
        let input = VerifyInput()
        var summary = VerifySummary()
        try write(format.writer.opening)
        try input.read(paths) { path, opened in
            do {
                let file = try opened.get()
                reader.begin()
                try input.pieces(of: file, path) { piece in
                    try reader.take(piece) { try write(VerifiedMessage($0, file: path, check), &summary) }
                }
                let verdict = try reader.end { try write(VerifiedMessage($0, file: path, check), &summary) }
                if let fault = verdict.fault {
                    try write(VerifiedMessage(file: path, bundleFault: fault), &summary)
                }
            } catch let fault as VerifyInputFault {
                Output.error("epjsyncd: " + VerifyText.shown(fault.description))
                summary.unreadable += 1
            }
        }
        try write(format.writer.closing(summary))
        return summary.exitCode
    }

    private func schemaCheck() throws(CommandEnd) -> SchemaCheck? {
        guard let schemas else { return nil }
        do {
            return SchemaCheck(try SchemaSet(directory: schemas))
        } catch {
            throw CommandEnd(.inputUnreadable, error.description)
        }
    }

    private func write(_ message: VerifiedMessage, _ summary: inout VerifySummary) throws(CommandEnd) {
        try write(format.writer.lines(for: message, isFirst: summary.read == 0))
        summary.add(message)
    }

    private func write(_ lines: [String]) throws(CommandEnd) {
        if !lines.isEmpty { try Output.standard(lines.joined(separator: "\n")) }
    }
}

extension AdapterKind: ExpressibleByArgument {}

extension VerifyFormat: ExpressibleByArgument {}

extension Wrapper: ExpressibleByArgument {}
