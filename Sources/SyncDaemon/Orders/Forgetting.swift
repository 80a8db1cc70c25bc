// `forget`: what the portal shows of the coming days is withdrawn, and only when it is, every trace here is removed.

import SyncCore
import SyncState

struct ForgettingResult {
    let source: String
    let counts: OrderCounts
    /// `nil` when nothing was removed.
    let forgotten: Forgotten?
    /// Entries the portal may still show, of a citizen it takes nothing about.
    let outOfReach: Int
    let isWithheld: Bool
    let end: OrderEnd

    var exitCode: ExitCode { forgotten != nil ? .done : end.exitCode }

    var text: String {
        guard let forgotten else { return refusal }
        guard !forgotten.isNothing else { return "Nothing is kept of this citizen in source \(source)." }
        var lines = ["Forgotten in source \(source):"]
        lines += [
            ("statements", forgotten.statements), ("appointments", forgotten.entries), ("contacts", forgotten.contacts),
            ("operations", forgotten.operations), ("originals", forgotten.originals),
            ("of these in quarantine", forgotten.quarantined), ("questions of the EPJ", forgotten.questions),
            ("messages to the EPJ", forgotten.undelivered), ("orders", forgotten.orders),
        ].filter { $0.1 > 0 }.map { "  \($0.0) \($0.1)" }
        lines.append(
            "On the portal \(counts.withdrawn.entriesInWords) withdrawn first, and \(counts.contactsEnded.contactsInWords) ended; what is "
                + "past stays there.")
        lines.append(
            forgotten.wasLast
                ? "No other source knew him: his number is gone too."
                : "Another source still knows him: his number stays for it.")
        if forgotten.answersLeft > 0 {
            lines.append(
                "\(forgotten.answersLeft) answer\(ReportText.plural(forgotten.answersLeft)) to the EPJ that name him among "
                    + "others wait to be delivered, and go as they are.")
        }
        if isWithheld { lines.append("An order to withhold stands: by his key, without his number.") }
        lines.append(
            "Backups are not covered: in a backup made before this he still is. What the EPJ states of him anew is taken in "
                + "anew.")
        return lines.joined(separator: "\n")
    }

    private var refusal: String {
        let why =
            outOfReach > 0
            ? "The portal may show \(outOfReach) coming entr\(outOfReach == 1 ? "y" : "ies") of this citizen, who is not "
                + "digitally active: of him it takes nothing, no withdrawal either. Run the command again when the last of "
                + "them is past, or when he is active again."
            : "What the portal shows of the coming days could not all be withdrawn. \(hindrance) Run the command again."
        return "Nothing was removed. " + why
    }

    private var hindrance: String {
        switch end {
        case .refused(let codes): "The portal refused it (\(codes))."
        case .unreachable(let sentence): sentence
        default: "The portal gave no clear answer."
        }
    }

    var json: String {
        let gone = forgotten ?? Forgotten()
        var document = OrderedJSON()
        document.add("version", 1)
        document.add("source", source)
        document.add("removed", flag: forgotten != nil)
        counts.add(to: &document)
        for (key, count) in [
            ("statements", gone.statements), ("appointments", gone.entries), ("contacts", gone.contacts),
            ("storedOperations", gone.operations), ("originals", gone.originals), ("quarantined", gone.quarantined),
            ("questions", gone.questions), ("undelivered", gone.undelivered), ("orders", gone.orders),
            ("answersLeft", gone.answersLeft), ("outOfReach", outOfReach),
        ] {
            document.add(key, count)
        }
        document.add("lastSource", flag: gone.wasLast)
        document.add("backupsCovered", flag: false)
        return document.text
    }
}

extension Cycle {
    /// - Parameter index: of the source; `nil` for one that is not configured, in whose name nothing can be sent.
    func forget(
        _ number: NationalIdentityNumber, in name: String, _ index: Int?
    ) async throws -> ForgettingResult {
        let source = try ledger.sourceID(name)
        let numbers = try ledger.numbers(of: number, in: source)
        let citizens = numbers.map { ledger.keys.citizenKey($0) }
        var plans: [OrderedPlan] = []
        if let index {
            for citizen in citizens {
                if let plan = try plan(citizen, of: index, by: Self.silenced) { plans.append(plan) }
            }
        }
        let withdrawn = plans.isEmpty ? nil : try await carryOut("forget", plans)
        let end = withdrawn.map { OrderEnd($0) } ?? .nothingToSend
        var left = 0
        for citizen in citizens { left += try ledger.upcomingEntries(of: citizen, in: source, now: now) }
        // Nothing can be sent in the name of a source that is not configured.
        if index == nil, left > 0 { _ = try configuration.index(ofSource: name) }
        var forgotten: Forgotten?
        if left == 0, end.hindrance == nil {
            forgotten = Forgotten()
            for number in numbers { forgotten = try forgotten.map { $0 + (try ledger.forget(number, in: source)) } }
        }
        let isWithheld = try ledger.withholdings().contains { citizens.contains($0.citizen) }
        return ForgettingResult(
            source: name, counts: withdrawn.map { OrderCounts($0) } ?? OrderCounts(),
            forgotten: forgotten,
            outOfReach: withdrawn == nil ? left : 0, isWithheld: isWithheld,
            end: left > 0 && end.hindrance == nil ? .notActive : end)
    }

    /// As if everything were withheld.
    private static func silenced(
        _ planner: Planner<InstallationKeys>, _ situation: CitizenSituation
    ) throws(NeedsContent) -> CitizenPlan {
        var situation = situation
        situation.isWithheld = true
        return try planner.plan(situation)
    }
}
