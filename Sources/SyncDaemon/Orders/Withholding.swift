// `withhold`: what a citizen would see is withheld by an operator's order, everything or the names of employees, until the
// order is taken back. It holds at once for what is shown, and in every later plan.

import SyncCore
import SyncState

struct WithholdingResult {
    let citizen: Digest128
    let kind: Withholding
    let isNew: Bool
    /// Whether any message or question ever spoke of him.
    let isKnown: Bool
    let counts: OrderCounts
    let end: OrderEnd

    var text: String {
        let what = kind == .everything ? "Everything is" : "Employee names are"
        var sentences = [
            isNew
                ? "\(what) withheld of citizen \(citizen.shortHexadecimal) from now on."
                : "\(what) withheld of citizen \(citizen.shortHexadecimal), as before."
        ]
        if !isKnown {
            sentences.append("Nothing is known of him here yet; the order waits for what EPJs state.")
        } else if let hindrance = end.hindrance {
            sentences.append("The order stands, but the portal does not show it yet. \(hindrance)")
        } else if kind == .everything {
            sentences.append(
                "\(counts.withdrawn.entriesInWords) taken off the portal, \(counts.contactsEnded.contactsInWords) ended."
            )
        } else {
            sentences.append("\(counts.changed.entriesInWords) sent again without them. What is past stays as it is.")
        }
        return sentences.joined(separator: " ")
    }

    var json: String {
        var document = OrderedJSON()
        document.add("version", 1)
        document.add("citizen", citizen.shortHexadecimal)
        document.add("withheld", kind.name)
        document.add("new", flag: isNew)
        document.add("known", flag: isKnown)
        counts.add(to: &document)
        document.add("end", end.name)
        document.add("hindrance", end.hindrance)
        return document.text
    }
}

extension Withholding {
    /// The name in JSON and lists.
    var name: String { self == .everything ? "everything" : "names" }
}

extension Int {
    var entriesInWords: String { "\(self) entr\(self == 1 ? "y was" : "ies were")" }
    var contactsInWords: String { "\(self) contact\(self == 1 ? "" : "s")" }
}

extension Cycle {
    func withhold(_ kind: Withholding, of number: NationalIdentityNumber) async throws -> WithholdingResult {
        let citizen = ledger.keys.citizenKey(number)
        let isNew = try ledger.withhold(kind, of: citizen, at: clock.current())
        var isKnown = false
        var plans: [OrderedPlan] = []
        for index in configuration.sources.indices {
            // What is shown stands under the number that took this one's place (identity rule 8).
            let source = try ledger.sourceID(configuration.sources[index].id)
            let current = try ledger.currentKey(of: citizen, in: source)
            guard try ledger.knows(current) else { continue }
            isKnown = true
            if let plan = try plan(kind, of: current, index) { plans.append(plan) }
        }
        let report = try await carryOut("withhold", plans)
        return WithholdingResult(
            citizen: citizen, kind: kind, isNew: isNew, isKnown: isKnown,
            counts: OrderCounts(report), end: OrderEnd(report))
    }

    private func plan(
        _ kind: Withholding, of citizen: Digest128, _ index: Int
    ) throws(LedgerFault) -> OrderedPlan? {
        switch kind {
        case .everything: return try plan(citizen, of: index)
        case .names:
            return try plan(citizen, of: index) { planner, situation throws(NeedsContent) in
                try planner.takingNamesBack(of: situation)
            }
        }
    }
}
