// `source retire`: the source's coming entries are withdrawn and its contacts ended. Whatever cuts it off, it goes on when it
// is run again, and every cycle goes on with it as well.

import SyncCore
import SyncState

struct RetirementResult {
    let source: String
    let municipality: String
    let counts: OrderCounts
    let rest: RetirementRest
    let end: OrderEnd

    var exitCode: ExitCode { rest.isNothing ? .done : max(end) }

    private func max(_ end: OrderEnd) -> ExitCode { end.exitCode == .done ? .leftOver : end.exitCode }

    var text: String {
        let done =
            "\(counts.withdrawn.entriesInWords) taken off the portal, \(counts.contactsEnded.contactsInWords) ended."
        var sentences: [String] = []
        if rest.isNothing {
            sentences.append("Source \(source) is retired: \(done) A successor may begin.")
        } else {
            sentences.append(
                "Source \(source) is not retired yet: \(rest.entries) entr\(rest.entries == 1 ? "y" : "ies") and "
                    + "\(rest.contacts.contactsInWords) are left.")
            if let hindrance = end.hindrance { sentences.append(hindrance) }
            sentences.append(
                "Run the command again until it ends with exit code 0; a source of municipality \(municipality) of which "
                    + "nothing was told yet waits until then.")
        }
        if rest.outOfReach > 0 {
            sentences.append(
                "\(rest.outOfReach) entr\(rest.outOfReach == 1 ? "y" : "ies") of citizens who are not digitally active stay as "
                    + "the portal has them; of whoever becomes active again a cycle takes them back.")
        }
        return sentences.joined(separator: " ")
    }

    var json: String {
        var document = OrderedJSON()
        document.add("version", 1)
        document.add("source", source)
        document.add("finished", flag: rest.isNothing)
        counts.add(to: &document)
        document.add("entriesLeft", rest.entries)
        document.add("contactsLeft", rest.contacts)
        document.add("outOfReach", rest.outOfReach)
        document.add("end", end.name)
        document.add("hindrance", end.hindrance)
        return document.text
    }
}

extension Cycle {
    func retire(_ index: Int) async throws(LedgerFault) -> RetirementResult {
        let configured = configuration.sources[index]
        let source = try ledger.sourceID(configured.id)
        try ledger.retire(source, municipality: configured.municipalityNumber, at: clock.current())
        let run = try ledger.beginRun("source retire", now: now, started: clock.current())
        var report = RunReport(
            command: "source retire", now: now, sources: configuration.sources.map { SourceReport(id: $0.id) })
        report.run = run.number
        var rest = [SourceToPlan(index: index)]
        var plans: [SourcePlan] = []
        try await makePlans(run: run, extent: .sync, into: &report) { _ in
            rest.popLast()
        } whole: { plan, _ in
            var plan = plan
            plan.sendsOffers = false
            plans.append(plan)
        }
        for plan in plans { try ledger.release(plan.plan, terms: plan.terms) }
        try await push(plans, run: run, into: &report, isCycle: false)
        try finishRetirements()
        progress.end()
        try ledger.endRun(
            run, at: clock.current(), exitCode: report.exitCode.rawValue, report: ReportJSON.text(report),
            text: ReportText.text(report))
        return RetirementResult(
            source: configured.id, municipality: configured.municipalityNumber,
            counts: OrderCounts(report),
            rest: try restOfRetirement(source), end: OrderEnd(report))
    }
}
