// `withhold`: the order at the command line.

import ArgumentParser
import SyncCore
import SyncState

struct WithholdCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "withhold",
        abstract: "Withhold everything, or employee names, of one citizen until the order is taken back.",
        discussion: """
            The citizen's identity number is read from standard input. Exit codes: 0 done, 3 the order stands and the portal \
            does not show it yet, 5 another run holds the lock, 64 usage, 65 standard input holds no identity number, or \
            there is no such order, 69 the portal was not available and the order stands, 73 the state cannot be written, \
            78 configuration not valid.
            """,
        subcommands: [WithholdAddCommand.self, WithholdRemoveCommand.self, WithholdListCommand.self])
}

struct NamesOption: ParsableArguments {
    @Flag(help: "Employee names only, not everything.")
    var names = false

    var kind: Withholding { names ? .names : .everything }
}

struct WithholdAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Take back what is shown of the coming days, end contacts, and send nothing more; or send no names.")

    @OptionGroup var options: CommonOptions
    @OptionGroup var time: NowOption
    @OptionGroup var what: NamesOption
    @OptionGroup var nothing: NothingOnCommandLine

    func run() async throws {
        try await ending {
            let configuration = try options.load()
            let number = try PersonOnInput.read(configuration.syntheticNumbers)
            return try await CycleRunning.withCycle(configuration, now: time.now) { cycle, _ in
                let result = try await cycle.withhold(what.kind, of: number)
                try Output.standard(options.json ? result.json : result.text)
                return result.end.exitCode
            }
        }
    }
}

struct WithholdRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Take the order back; the next cycle sends what EPJs state.")

    @OptionGroup var options: CommonOptions
    @OptionGroup var what: NamesOption
    @OptionGroup var nothing: NothingOnCommandLine

    func run() async throws {
        try await ending {
            let configuration = try options.load()
            let number = try PersonOnInput.read(configuration.syntheticNumbers)
            try CycleRunning.prepareState(configuration.state.directory)
            let lock = try InstallationLock(directory: configuration.state.directory)
            defer { withExtendedLifetime(lock) {} }
            let ledger = try configuration.ledgerToLookAt()
            let citizen = ledger?.keys.citizenKey(number)
            let words = what.names ? "Employee names are" : "Everything is"
            guard let ledger, let citizen, try ledger.stopWithholding(what.kind, of: citizen) else {
                throw CommandEnd(
                    .inputUnreadable,
                    "There is no such order for this citizen. Nothing was changed. 'epjsyncd withhold list' shows the orders "
                        + "in force.")
            }
            var document = OrderedJSON()
            document.add("version", 1)
            document.add("citizen", citizen.shortHexadecimal)
            document.add("removed", what.kind.name)
            try Output.standard(
                options.json
                    ? document.text
                    : "\(words) no longer withheld of citizen \(citizen.shortHexadecimal). The next cycle sends what EPJs "
                        + "state.")
            return .done
        }
    }
}

struct WithholdListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The orders in force: by the citizen's key, never by his number.")

    @OptionGroup var options: CommonOptions
    @OptionGroup var what: NamesOption

    func run() async throws {
        try await ending {
            let all = try options.load().ledgerToLookAt()?.withholdings() ?? []
            let list = WithholdingList(orders: what.names ? all.filter { $0.kind == .names } : all)
            try Output.standard(options.json ? list.json : list.text)
            return .done
        }
    }
}

struct WithholdingList {
    let orders: [WithholdingOrder]

    var text: String {
        guard !orders.isEmpty else { return "Nothing is withheld by order." }
        let rows = orders.map { [$0.citizen.shortHexadecimal, $0.kind.name, $0.ordered.iso8601UTC] }
        let count = "\(orders.count) order\(ReportText.plural(orders.count)) in force."
        return (Table.lines([["citizen", "withheld", "since"]] + rows) + [count]).joined(separator: "\n")
    }

    var json: String {
        var document = OrderedJSON()
        document.add("version", 1)
        document.add("count", orders.count)
        document.add(
            "orders",
            orders.map { order in
                var item = OrderedJSON()
                item.add("citizen", order.citizen.shortHexadecimal)
                item.add("withheld", order.kind.name)
                item.add("since", order.ordered.iso8601UTC)
                return item
            })
        return document.text
    }
}
