// Who is active: one step for the union of all sources, before any of them is planned; each citizen is asked once. The
// portal offers no list of changes in this version, so the whole person set is asked every night.

import PortalClient
import SyncCore
import SyncState

extension Cycle {
    /// The most numbers helsenorgeaktivsjekken takes at a time.
    private static var groupMax: Int { 1_000 }

    /// - Returns: whether the portal answered for everybody, so that plans can be made.
    func askWhoIsActive(into report: inout RunReport) async throws(LedgerFault) -> Bool {
        let everybody = try ledger.personSet()
        var start = 0
        while start < everybody.count {
            progress.show("asking who is active", done: start, of: everybody.count)
            let group = try ledger.citizens(Array(everybody[start..<min(start + Self.groupMax, everybody.count)]))
            do {
                let answers = try await portal.checkActive(group.map(\.number))
                try record(answers, about: group, into: &report)
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
            start += Self.groupMax
        }
        return true
    }

    private func record(
        _ answers: [NationalIdentityNumber: ActiveStatus], about group: [AskedCitizen], into report: inout RunReport
    ) throws(LedgerFault) {
        let known = group.compactMap { citizen in
            answers[citizen.number].map {
                ActivationAnswer(
                    citizen: citizen.key, isActiveSelf: $0.isActiveSelf, isActiveViaOthers: $0.isActiveViaOthers)
            }
        }
        let changes = try ledger.record(known, at: now)
        report.asked += group.count
        report.notAnswered += group.count - known.count
        report.becameActive += changes.becameActive
        report.becameInactive += changes.becameInactive
    }
}
