// A portal inside the test: answers as it is told, remembers what it was sent, and sees whether an identifier ever has two
// requests in flight.

import Foundation
import SyncCore
import TestSupport

@testable import PortalClient

actor RecordingPortal: Portal {
    struct Entry: Equatable {
        var shown: ShownAppointment
        var citizen: NationalIdentityNumber
        var stated: Instant
    }

    private(set) var entries: [String: Entry] = [:]
    private(set) var members: [String: MembershipChange] = [:]
    private(set) var puts = 0
    /// Those that came, answered or not.
    private var begun = 0
    private(set) var offersSent = 0
    private(set) var asked: [Int] = []
    /// Whom the portal was asked about since this was last taken.
    private var askedAbout: [String] = []
    /// The portal's clock, the latest change of each citizen by it, and the offsets it was asked with.
    private var time = Instant(seconds: 0)
    private var changes: [String: Instant] = [:]
    private(set) var offsets: [Instant] = []
    private var changesAnswer: (@Sendable (Instant) -> Result<ActivationChangeAnswer, PortalFailure>)?
    private var groupsMax = Int.max
    private var beforeCheck: @Sendable (Int) -> Void = { _ in }
    private var beforePut: @Sendable (Int) async -> Void = { _ in }
    private var seesInFlight: @Sendable (Int) -> Void = { _ in }
    private(set) var overlapped = false
    private var inFlight = Set<String>()
    private var active: Set<String>
    private var everybodyIsActive = false
    private var unanswered: Set<String> = []
    /// What the next puts are answered with instead, by identifier value.
    private var verdicts: [String: PortalVerdict] = [:]
    /// What the next puts are answered with instead, whatever they are, in this order.
    private var nextVerdicts: [PortalVerdict] = []
    private var failure: PortalFailure?
    private var membersFailure: PortalFailure?
    private var offersFailure: PortalFailure?

    init(active: Set<String>) { self.active = active }

    /// - Parameter silently: no list of changes tells it, as when a citizen goes inactive from disuse.
    func setActive(_ numbers: Set<String>, silently: Bool = false) {
        if !silently { for number in active.symmetricDifference(numbers) { announce(number) } }
        active = numbers
    }

    /// Puts a citizen on the list of changes.
    func announce(_ number: String) {
        time = time.adding(seconds: 1)
        changes[number] = time
    }

    /// A portal that deletes what it had of a citizen who withdraws consent (A10).
    func forget(_ number: String) { entries = entries.filter { $0.value.citizen.digits != number } }

    /// The portal's clock does not go back.
    func setTime(_ instant: Instant) { time = max(time, instant) }
    /// What the list of changes is answered with instead; `nil` for the list.
    func answerChanges(with answer: (@Sendable (Instant) -> Result<ActivationChangeAnswer, PortalFailure>)?) {
        changesAnswer = answer
    }
    /// Active checks beyond that many meet a portal that is down; `nil` for no limit.
    func goDown(afterGroups count: Int?) { groupsMax = count.map { asked.count + $0 } ?? .max }

    /// Called when an active check has come and is not answered yet, with the number of those before it.
    func beforeEachCheck(_ body: @escaping @Sendable (Int) -> Void) { beforeCheck = body }

    /// Called when an appointment has come and is not answered yet, with the number of those before it.
    func beforeEachPut(_ body: @escaping @Sendable (Int) async -> Void) { beforePut = body }

    /// Called with the number of appointments in flight whenever one comes.
    func whileInFlight(_ body: @escaping @Sendable (Int) -> Void) { seesInFlight = body }

    func takeAsked() -> [String] {
        defer { askedAbout = [] }
        return askedAbout.sorted()
    }

    func setEverybodyActive() { everybodyIsActive = true }
    func leaveOut(_ numbers: Set<String>) { unanswered = numbers }
    func answer(_ value: String, with verdict: PortalVerdict?) { verdicts[value] = verdict }
    func answerNext(with verdicts: [PortalVerdict]) { nextVerdicts = verdicts }
    func fail(with failure: PortalFailure?) { self.failure = failure }
    func failMembers(with failure: PortalFailure?) { membersFailure = failure }
    /// They arrive, and their answer does not.
    func loseAnswerToOffers(as failure: PortalFailure?) { offersFailure = failure }

    func checkActive(
        _ citizens: [NationalIdentityNumber]
    ) async throws(PortalFailure) -> [NationalIdentityNumber: ActiveStatus] {
        if let failure { throw failure }
        beforeCheck(asked.count)
        if asked.count >= groupsMax { throw .unreachable(reason: "it answered 503") }
        asked.append(citizens.count)
        askedAbout += citizens.map(\.digits)
        var answer: [NationalIdentityNumber: ActiveStatus] = [:]
        for citizen in citizens where !unanswered.contains(citizen.digits) {
            let isActive = everybodyIsActive || active.contains(citizen.digits)
            answer[citizen] = ActiveStatus(isActiveSelf: isActive, isActiveViaOthers: false)
        }
        return answer
    }

    func changesSince(_ offset: Instant) async throws(PortalFailure) -> ActivationChangeAnswer {
        if let failure { throw failure }
        offsets.append(offset)
        if let changesAnswer { return try changesAnswer(offset).get() }
        let numbers = changes.filter { $0.value >= offset }.keys.sorted()
        return .list(
            ActivationChangeList(
                citizens: numbers.compactMap { try? NationalIdentityNumber($0, synthetic: .accept) }, next: time))
    }

    func send(_ offers: [ServiceOffer], of source: SourceOrganisation) async throws(PortalFailure) {
        if let failure { throw failure }
        ProducedResources.keep(HealthContactBundles.offers(offers, of: source))
        offersSent += 1
        if let offersFailure { throw offersFailure }
    }

    func send(
        _ changes: [MembershipChange], of source: SourceOrganisation
    ) async throws(PortalFailure) -> [PortalVerdict] {
        if let failure = failure ?? membersFailure { throw failure }
        ProducedResources.keep(HealthContactBundles.members(changes, of: source))
        return changes.map { change in
            members[change.citizen.digits + " " + change.pair.offerValue] = change
            return .accepted(status: 200)
        }
    }

    func put(_ appointment: AppointmentResource) async -> PortalVerdict {
        ProducedResources.keep(appointment.json)
        let value = appointment.content.value
        if !inFlight.insert(value).inserted { overlapped = true }
        seesInFlight(inFlight.count)
        let earlier = begun
        begun += 1
        await Task.yield()
        await beforePut(earlier)
        inFlight.remove(value)
        puts += 1
        if let failure { return .unreached(reason: failure.description) }
        let next = nextVerdicts.isEmpty ? nil : nextVerdicts.removeFirst()
        let verdict = next ?? verdicts[value] ?? .accepted(status: 200)
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
