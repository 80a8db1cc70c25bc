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
        var rest = everybody[...]
        repeat {
            progress.show("asking who is active", done: everybody.count - rest.count, of: everybody.count)
            let reasons = rest.prefix(Self.groupMax)
            rest = rest.dropFirst(Self.groupMax)
            let group = try ledger.citizens(reasons.map(\.citizen))
            do {
                let answers = group.isEmpty ? [:] : try await portal.checkActive(group.map(\.number))
                // The offset is durable with the last answer it led to, so a run that ends before that asks again.
                try record(answers, about: group, offset: rest.isEmpty ? changes.next : nil, into: &report)
            } catch is PortalFailure where limit.isStopping() {
                report.isCutShort = true
                return false
            } catch let failure as PortalFailure {
                report.problems.append(failure.description)
                report.codes.insert(.portalUnreachable)
                return false
            } catch let fault as LedgerFault {
                throw fault
            } catch {
                report.codes.insert(.internalError)
                return false
            }
            for (_, reason) in reasons { report.askedBecause[reason, default: 0] += 1 }
            if isOver, !rest.isEmpty {
                report.isCutShort = true
                return false
            }
        } while !rest.isEmpty
        return true
    }

    private func record(
        _ answers: [NationalIdentityNumber: ActiveStatus], about group: [AskedCitizen], offset: Instant?,
        into report: inout RunReport
    ) throws(LedgerFault) {
        let known = group.compactMap { citizen in
            answers[citizen.number].map {
                ActivationAnswer(
                    citizen: citizen.key, isActiveSelf: $0.isActiveSelf, isActiveViaOthers: $0.isActiveViaOthers)
            }
        }
        let unanswered = group.filter { answers[$0.number] == nil }.map(\.key)
        let changes = try ledger.record(known, at: now, unanswered: unanswered, offset: offset)
        report.asked += group.count
        report.notAnswered += unanswered.count
        report.becameActive += changes.becameActive
        report.becameInactive += changes.becameInactive
    }
}
