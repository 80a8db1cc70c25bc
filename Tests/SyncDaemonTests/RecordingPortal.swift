// A portal inside the test: answers as it is told, remembers what it was sent, and sees whether an identifier ever has two
// requests in flight.

import Foundation
import PortalClient
import SyncCore

actor RecordingPortal: Portal {
    struct Entry: Equatable {
        var shown: ShownAppointment
        var citizen: NationalIdentityNumber
        var stated: Instant
    }

    private(set) var entries: [String: Entry] = [:]
    private(set) var members: [String: MembershipChange] = [:]
    private(set) var puts = 0
    private(set) var offersSent = 0
    private(set) var asked: [Int] = []
    private(set) var overlapped = false
    private var inFlight = Set<String>()
    private var active: Set<String>
    private var everybodyIsActive = false
    private var unanswered: Set<String> = []
    /// What the next puts are answered with instead, by identifier value.
    private var verdicts: [String: PortalVerdict] = [:]
    private var failure: PortalFailure?
    private var membersFailure: PortalFailure?

    init(active: Set<String>) { self.active = active }

    func setActive(_ numbers: Set<String>) { active = numbers }
    func setEverybodyActive() { everybodyIsActive = true }
    func leaveOut(_ numbers: Set<String>) { unanswered = numbers }
    func answer(_ value: String, with verdict: PortalVerdict?) { verdicts[value] = verdict }
    func fail(with failure: PortalFailure?) { self.failure = failure }
    func failMembers(with failure: PortalFailure?) { membersFailure = failure }

    func checkActive(
        _ citizens: [NationalIdentityNumber]
    ) async throws(PortalFailure) -> [NationalIdentityNumber: ActiveStatus] {
        if let failure { throw failure }
        asked.append(citizens.count)
        var answer: [NationalIdentityNumber: ActiveStatus] = [:]
        for citizen in citizens where !unanswered.contains(citizen.digits) {
            let isActive = everybodyIsActive || active.contains(citizen.digits)
            answer[citizen] = ActiveStatus(isActiveSelf: isActive, isActiveViaOthers: false)
        }
        return answer
    }

    func send(_ offers: [ServiceOffer], of source: SourceOrganisation) async throws(PortalFailure) {
        if let failure { throw failure }
        offersSent += 1
    }

    func send(
        _ changes: [MembershipChange], of source: SourceOrganisation
    ) async throws(PortalFailure) -> [PortalVerdict] {
        if let failure = failure ?? membersFailure { throw failure }
        return changes.map { change in
            members[change.citizen.digits + " " + change.pair.offerValue] = change
            return .accepted(status: 200)
        }
    }

    func put(_ appointment: AppointmentResource) async -> PortalVerdict {
        let value = appointment.content.value
        if !inFlight.insert(value).inserted { overlapped = true }
        await Task.yield()
        inFlight.remove(value)
        puts += 1
        if let failure { return .unreached(reason: failure.description) }
        let verdict = verdicts[value] ?? .accepted(status: 200)
        // An unknown outcome may well have arrived.
        switch verdict {
        case .accepted, .unknown:
            entries[value] = Entry(
                shown: appointment.content.shown, citizen: appointment.citizen, stated: appointment.content.stated)
        default: break
        }
        return verdict
    }
}
