// `approve`: a person has looked at what is held and lets it pass.

import ArgumentParser
import SyncCore
import SyncState

struct ApproveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "Let a source's runs of the next 24 hours exceed what is held, up to the count shown.")

    @OptionGroup var options: CommonOptions

    @Argument(help: "Holds (H12), a plan (P31) with all of its holds, or a file that 'plan --out' wrote.")
    var hold: [String]

    func run() async throws {
        try await ending {
            let configuration = try options.load()
            let ledger = try CycleRunning.ledger(configuration)
            var holds: [Hold] = []
            for name in hold { holds += try Self.holds(named: name, ledger) }
            try Self.refuseOver(holds, ledger)
            try ledger.approve(holds, at: .current())
            let texts = HoldText(limits: configuration.guardLimits)
            let lines = holds.map { hold in
                "Approved \(hold.name) of source \(hold.source) for \(Approval.hours) hours: "
                    + texts.approval(hold.exceeded) + "."
            }
            for (hold, line) in zip(holds, lines) {
                EventLog.process.tell(
                    Event(.approved, line, source: hold.source, code: hold.exceeded.kind.rawValue))
            }
            try Output.standard(options.json ? Self.json(holds) : lines.joined(separator: "\n"))
            return .done
        }
    }

    /// What is no longer held is nobody's decision: an approval of it would open the guard for what comes.
    private static func refuseOver(_ holds: [Hold], _ ledger: Ledger) throws {
        let approved = try ledger.holds(approvedSince: .current().adding(hours: -Approval.hours))
        let open = Set(try ledger.openHolds().map(\.number) + approved.map(\.number))
        guard let over = holds.first(where: { !open.contains($0.number) }) else { return }
        throw CommandEnd(
            .inputUnreadable,
            "\(over.name) of source \(over.source) is over: newer plans took the place of what it held. 'epjsyncd status' names "
                + "what is held. Nothing was approved.")
    }

    private static func json(_ holds: [Hold]) -> String {
        var json = OrderedJSON()
        json.add("version", 1)
        json.add(
            "approved",
            holds.map { hold in
                var approved = OrderedJSON()
                approved.add("hold", hold.name)
                approved.add("source", hold.source)
                approved.add("kind", hold.exceeded.kind.rawValue)
                approved.add("count", hold.exceeded.count)
                approved.add("hours", Approval.hours)
                return approved
            })
        return json.text
    }

    private static func holds(named name: String, _ ledger: Ledger) throws -> [Hold] {
        if name.first == "H" || name.first == "h", let number = Int64(name.dropFirst()) {
            guard let hold = try ledger.hold(numbered: number) else {
                throw CommandEnd(
                    .inputUnreadable,
                    "There is no hold \(name.uppercased()). 'epjsyncd status' names what is held. Nothing was approved."
                )
            }
            return [hold]
        }
        var holds: [Hold] = []
        for plan in try PlanReference(name).plans(in: ledger) { holds += try ledger.holds(ofPlan: plan.number) }
        guard !holds.isEmpty else {
            throw CommandEnd(
                .inputUnreadable, "Nothing holds \(name); 'epjsyncd apply' sends it. Nothing was approved.")
        }
        return holds
    }
}

extension HoldText {
    /// `up to 214 visits withdrawn`
    func approval(_ exceeded: Exceeded) -> String {
        switch exceeded.kind {
        case .configuration: "its configuration as it was then"
        case .firstRun: "it may begin"
        case .withdrawals: "up to \(exceeded.count) visits withdrawn"
        case .cancellations: "up to \(exceeded.count) visits cancelled"
        case .changedTimes: "up to \(exceeded.count) visits at another time"
        case .changes: "up to \(exceeded.count) visits changed"
        case .creations: "up to \(exceeded.count) new visits"
        case .contactsEnded: "up to \(exceeded.count) health contacts ended"
        case .goneInactive: "up to \(exceeded.count) citizens gone inactive"
        }
    }
}
