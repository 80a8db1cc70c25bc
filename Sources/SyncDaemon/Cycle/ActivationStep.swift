// Who is active: one step for the union of all sources, before any of them is planned; each citizen is asked about once.
// What is known of those who are not asked about still holds, and the plans go by it.

import PortalClient
import SyncCore
import SyncState

extension Cycle {
    /// The most numbers helsenorgeaktivsjekken takes at a time.
    private static var groupMax: Int { 1_000 }

    /// - Returns: whether the portal answered about everybody it was asked about, so that plans can be made.
    func askWhoIsActive(into report: inout RunReport) async throws(LedgerFault) -> Bool {
        if isOver {
            report.isCutShort = true
            return false
        }
        let changes = try await readChanges()
        let round = ActivationRound(changed: changes.citizens, now: now, recheckDays: configuration.night.recheckDays)
        let everybody = try ledger.citizensToAsk(round)
        report.sweptBecause = changes.sweptBecause
        let active = try ledger.activeCounts()
        for (index, source) in configuration.sources.enumerated() {
            report.sources[index].tally.active = active[try ledger.sourceID(source.id)] ?? 0
        }
        var rest = everybody[...]
        var inactive: [ActivationAnswer] = []
        while !rest.isEmpty {
            progress.show("asking who is active", done: everybody.count - rest.count, of: everybody.count)
            let reasons = rest.prefix(Self.groupMax)
            rest = rest.dropFirst(Self.groupMax)
            let group = try ledger.citizens(reasons.map(\.citizen))
            let answers: [NationalIdentityNumber: ActiveStatus]
            do throws(PortalFailure) {
                answers = group.isEmpty ? [:] : try await portal.checkActive(group.map(\.number))
            } catch {
                guard !limit.isStopping() else {
                    report.isCutShort = true
                    return false
                }
                report.problems.append(error.description)
                report.codes.insert(.portalUnreachable)
                return false
            }
            inactive += try record(answers, about: group, into: &report)
            for (_, reason) in reasons { report.askedBecause[reason, default: 0] += 1 }
            if isOver, !rest.isEmpty {
                report.isCutShort = true
                return false
            }
        }
        try settle(inactive, offset: changes.next, into: &report)
        return true
    }

    /// Records an answer, but for those who would become inactive.
    private func record(
        _ answers: [NationalIdentityNumber: ActiveStatus], about group: [AskedCitizen], into report: inout RunReport
    ) throws(LedgerFault) -> [ActivationAnswer] {
        let known = group.compactMap { citizen in
            answers[citizen.number].map {
                ActivationAnswer(
                    citizen: citizen.key, isActiveSelf: $0.isActiveSelf, isActiveViaOthers: $0.isActiveViaOthers)
            }
        }
        let active = try ledger.active(among: known.filter { !$0.isActive }.map(\.citizen))
        let unanswered = group.filter { answers[$0.number] == nil }.map(\.key)
        let changes = try ledger.record(
            known.filter { !active.contains($0.citizen) }, at: now, unanswered: unanswered)
        report.asked += group.count
        log.step(
            "asked about \(group.count): \(answers.count) answers, \(changes.becameActive) became active",
            run: report.run)
        report.notAnswered += unanswered.count
        report.becameActive += changes.becameActive
        return known.filter { active.contains($0.citizen) }
    }

    /// Whoever would become inactive does so once all answers are there: so many of them at once that the guard holds a
    /// source for it stay active, and are asked about first next time. The offset is durable with the last answer it led
    /// to, so a run that ends before that asks again.
    private func settle(
        _ inactive: [ActivationAnswer], offset: Instant, into report: inout RunReport
    ) throws(LedgerFault) {
        let citizens = Set(inactive.map(\.citizen))
        var kept = Set<Digest128>()
        for (index, source) in configuration.sources.enumerated() where !citizens.isEmpty {
            let row = try ledger.sourceID(source.id)
            let gone = try ledger.knownCitizens(of: row, among: citizens)
            let active = report.sources[index].tally.active
            report.sources[index].tally.goneInactive = gone.count
            guard PlanGuard(configuration.guardLimits).goneInactive(gone.count, of: active) != nil else { continue }
            let approved = try ledger.approvals(of: row, terms: terms(of: source), at: clock.current())
            if gone.count > approved[.goneInactive, default: 0] { kept.formUnion(gone) }
        }
        let changes = try ledger.record(
            inactive.filter { !kept.contains($0.citizen) }, at: now, unanswered: kept.sorted(), offset: offset)
        report.becameInactive += changes.becameInactive
    }
}
