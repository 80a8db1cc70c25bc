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
            the answer to ?etter=CURSOR (the very first also to the question without etter; scripts/outbox-server
            serves such a folder); citizens.json (all citizens, for PUT /citizens of the portal simulator), now (the
            time to run the night at), expected.json (what the portal must hold afterwards) and summary.json (counts).

            A run over several nights is consecutive: each must be carried out, in order.

            Several municipalities: with --adapter gerica,profil,cosdoc each has a record system of its own, --citizens
            citizens, and the municipality numbers from --municipality on; some citizens receive care in two. There is
            one configuration, one citizens.json and one expected.json over all, and each source has its folder:
            DIR/nights/NN/SOURCE/inbox belongs in DIR/epj/SOURCE/inbox, DIR/nights/NN/SOURCE/outbox behind the address
            OUTBOX-URL/SOURCE.

            A change of record systems: with --successor profil --successor-night 3 the municipality's record system
            falls silent from night 3 on and the other one speaks of the same citizens and their care: of two thirds at
            once, of the rest a night later. Each has its folder, as above. Before that night is run the files in
            DIR/nights/03/config belong in DIR/config (cp -r DIR/nights/03/config/. DIR/config): the new source's, and
            the old one's with replaced_by. What the old source promised a citizen is then expected to be taken back in
            the plan that first shows him something of the new one's, and not before.
            """)

    @Option(help: "How many citizens in each municipality (1 to \(citizensMax) in all).")
    var citizens: Int

    @Option(help: "How many services (1 to \(servicesMax)), over two units; with three or more the last is not opened.")
    var services: Int

    @Option(help: "How many days ahead the record system answers for: snapshot_days (1 to \(daysMax)).")
    var days: Int = 28

    @Option(help: "How many consecutive nights (1 to \(nightsMax)).")
    var nights: Int = 1

    @Option(help: "The seed, a number from 0 to 18446744073709551615.")
    var seed: UInt64

    @Option(
        help: ArgumentHelp(
            "Which record system's dialect to write: \(list(Adapter.self)). A list makes one municipality for each.",
            valueName: "adapter,…"))
    var adapter: String

    @Option(help: "The record system that takes the other one's place, in the form its vendor delivers.")
    var successor: Adapter?

    @Option(help: "The first night on which the successor speaks (2 to the last).")
    var successorNight: Int = 3

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

    @Option(help: "How many broken files each municipality adds to every night from the second on (0 to \(brokenMax)).")
    var broken: Int = 0

    @Option(help: "The first night's date, yyyy-MM-dd.")
    var date: String = "2027-01-11"

    @Option(help: "The municipality number, four digits; with several the first one's.")
    var municipality: String = "9901"

    @Option(help: "The portal the configuration names.")
    var portalUrl: String = "http://127.0.0.1:8480"

    @Option(
        help:
            "How the configuration speaks to it: \(list(PortalAuth.self)); the key is config/helseid.pem, EC on P-256.")
    var auth: PortalAuth = .off

    @Option(help: "The address the configuration names for the transport outbox.")
    var outboxUrl: String = "http://127.0.0.1:8482/utboks"

    static let citizensMax = 300_000
    static let servicesMax = 40
    static let daysMax = 365
    static let nightsMax = 60
    static let brokenMax = 1000

    func run() throws {
        do {
            try Generation(plan()).run()
        } catch let error as WriteError {
            try FileHandle.standardError.write(contentsOf: Data("Error: \(error)\n".utf8))
            throw ExitCode(73)
        }
    }
}

extension Adapter: ExpressibleByArgument {}
extension Transport: ExpressibleByArgument {}
extension PortalAuth: ExpressibleByArgument {}
extension TextEncoding: ExpressibleByArgument {}
extension XMLLayout: ExpressibleByArgument {}

/// The values an option takes, as its help names them.
func list<Choice: CaseIterable & RawRepresentable<String>>(_ choice: Choice.Type) -> String {
    list(Array(choice.allCases))
}

private func list(_ choices: [some RawRepresentable<String>]) -> String {
    choices.map(\.rawValue).joined(separator: " or ")
}
