// The command. It makes the same bytes from the same arguments: nothing is read from the clock, the environment or the
// system's random numbers.

import ArgumentParser
import Foundation

@main
struct FeedGenerator: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "feed-generator",
        abstract:
            "Makes a synthetic municipality: what its record system sends each night, and what citizens must see.",
        discussion: """
            Everything is made from the seed; the same arguments give the same bytes. All identity numbers are
            synthetic (80 is added to the month) and belong to nobody.

            DIR/config holds a complete configuration, DIR/epj the empty feed folders, and DIR/nights/NN for each
            night: inbox (deliver it with mv DIR/nights/NN/inbox/* DIR/epj/inbox/), or outbox, whose file CURSOR.xml is
            the answer to ?etter=CURSOR (the very first also to the question without etter); citizens.json (all
            citizens, for PUT /citizens of the portal simulator), now (the time to run the night at), expected.json
            (what the portal must hold afterwards) and summary.json (counts).

            A run over several nights is consecutive: each must be carried out, in order.
            """)

    @Option(help: "How many citizens (1 to \(citizensMax)).")
    var citizens: Int

    @Option(help: "How many services (1 to \(servicesMax)), over two units; with three or more the last is not opened.")
    var services: Int

    @Option(help: "How many days ahead the record system answers for: snapshot_days (1 to \(daysMax)).")
    var days: Int = 28

    @Option(help: "How many consecutive nights (1 to \(nightsMax)).")
    var nights: Int = 1

    @Option(help: "The seed, a number from 0 to 18446744073709551615.")
    var seed: UInt64

    @Option(help: "Which record system's dialect to write: \(list(Adapter.self)).")
    var adapter: String

    @Option(help: "How the messages travel: \(list(Transport.self)). By default as the record system's vendor does it.")
    var transport: Transport?

    @Option(
        help:
            "The encoding the messages are written in and declare: \(list(TextEncoding.self)). By default the vendor's."
    )
    var encoding: TextEncoding?

    @Option(help: "White space between elements: \(list(XMLLayout.self)).")
    var layout: XMLLayout = .compact

    @Option(
        help:
            "The share of messages odd in the ways the dialect is known for (0 to 1); by default 0.2, for gerica each way's own."
    )
    var oddities: Double?

    @Option(help: "The folder to make; it must not exist, or be empty.", completion: .directory)
    var out: String

    @Option(help: "The share of citizens active on the first night (0 to 1).")
    var activeShare: Double = 0.33

    @Option(help: "How many broken files to add to every night from the second on (0 to \(brokenMax)).")
    var broken: Int = 0

    @Option(help: "The first night's date, yyyy-MM-dd.")
    var date: String = "2027-01-11"

    @Option(help: "The municipality number, four digits.")
    var municipality: String = "9901"

    @Option(help: "The portal the configuration names.")
    var portalUrl: String = "http://127.0.0.1:8480"

    @Option(help: "The address the configuration names for the transport outbox.")
    var outboxUrl: String = "http://127.0.0.1:8482/utboks"

    static let citizensMax = 300_000
    static let servicesMax = 40
    static let daysMax = 365
    static let nightsMax = 60
    static let brokenMax = 1000

    func validate() throws {
        guard let adapter = Adapter(rawValue: adapter) else {
            throw ValidationError(
                "The feed generator does not write the dialect of --adapter \(adapter). Nothing was made; it writes "
                    + "\(list(Adapter.self)).")
        }
        try check("--citizens", citizens, 1...Self.citizensMax)
        try check("--services", services, 1...adapter.servicesMax)
        try check("--days", days, 1...Self.daysMax)
        try check("--nights", nights, 1...Self.nightsMax)
        try check("--broken", broken, 0...Self.brokenMax)
        guard activeShare >= 0, activeShare <= 1 else {
            throw ValidationError("--active-share is \(activeShare). Nothing was made; give a number from 0 to 1.")
        }
        if let oddities, !(0...1).contains(oddities) {
            throw ValidationError("--oddities is \(oddities). Nothing was made; give a number from 0 to 1.")
        }
        guard let day = CivilDay(iso: date), (CivilDay(2000, 1, 1)...CivilDay(2099, 12, 31)).contains(day) else {
            throw ValidationError(
                "--date is not a date of the years 2000 to 2099. Nothing was made; write it as 2027-01-11.")
        }
        guard municipality.utf8.count == 4, municipality.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw ValidationError("--municipality is not a number of four digits. Nothing was made; 9901 is one.")
        }
        guard portalUrl.hasPrefix("http://") || portalUrl.hasPrefix("https://") else {
            throw ValidationError(
                "--portal-url does not begin with http:// or https://. Nothing was made; http://127.0.0.1:8480 is one.")
        }
        guard outboxUrl.hasPrefix("http://") || outboxUrl.hasPrefix("https://") else {
            throw ValidationError(
                "--outbox-url does not begin with http:// or https://. Nothing was made; "
                    + "http://127.0.0.1:8482/utboks is one.")
        }
        guard isFree(root) else {
            throw ValidationError(
                "--out \(out) exists and is not an empty folder. Nothing was changed there; remove it or name another.")
        }
    }

    func run() throws {
        do {
            try Generation(plan()).run()
        } catch let error as WriteError {
            try FileHandle.standardError.write(contentsOf: Data("Error: \(error)\n".utf8))
            throw ExitCode(73)
        }
    }

    /// What the arguments ask for; throws `ValidationError` for a date that is none.
    func plan() throws -> GenerationPlan {
        guard let firstDay = CivilDay(iso: date) else { throw ValidationError("--date is not a date.") }
        guard let adapter = Adapter(rawValue: adapter) else { throw ValidationError("--adapter is none.") }
        return GenerationPlan(
            citizens: citizens, services: services, days: days, nights: nights, seed: seed, root: root,
            activeShare: activeShare, broken: broken, firstDay: firstDay, municipality: municipality,
            portalURL: portalUrl, outboxURL: outboxUrl, adapter: adapter,
            form: WrittenForm(
                transport: transport ?? adapter.transport, encoding: encoding ?? adapter.encoding, layout: layout),
            oddities: oddities)
    }

    /// The folder as an absolute path, so that the configuration means the same from wherever it is read.
    private var root: URL { URL(filePath: out, directoryHint: .isDirectory).absoluteURL.standardizedFileURL }

    private func check(_ name: String, _ value: Int, _ range: ClosedRange<Int>) throws {
        guard range.contains(value) else {
            throw ValidationError(
                "\(name) is \(value). Nothing was made; give a number from \(range.lowerBound) to \(range.upperBound).")
        }
    }

    private func isFree(_ folder: URL) -> Bool {
        guard FileManager.default.fileExists(atPath: folder.path) else { return true }
        return (try? FileManager.default.contentsOfDirectory(atPath: folder.path))?.isEmpty == true
    }
}

extension Transport: ExpressibleByArgument {}
extension TextEncoding: ExpressibleByArgument {}
extension XMLLayout: ExpressibleByArgument {}

/// The values an option takes, as its help names them.
private func list<Choice: CaseIterable & RawRepresentable<String>>(_ choice: Choice.Type) -> String {
    list(Array(choice.allCases))
}

private func list(_ choices: [some RawRepresentable<String>]) -> String {
    choices.map(\.rawValue).joined(separator: " or ")
}
