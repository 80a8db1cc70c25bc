// The run: one citizen after another lives through all nights, and each night's files grow by what he adds.
//
// Only one citizen is in memory at a time. That is why everything that must be in order over the whole municipality is
// in the citizens' order: numbers of files, identifiers of appointments.

import Foundation

/// What is to be made.
struct GenerationPlan: Sendable {
    var citizens: Int
    var services: Int
    /// What a snapshot covers, in days.
    var days: Int
    var nights: Int
    var seed: UInt64
    var root: URL
    var activeShare = 0.33
    /// Broken copies in each night but the first.
    var broken = 0
    var firstDay = CivilDay(2027, 1, 11)
    var municipality = "9901"
    var portalURL = "http://127.0.0.1:8480"
    var outboxURL = "http://127.0.0.1:8482/utboks"
    var adapter = Adapter.gerica
    var form = WrittenForm()
    /// The share of odd messages; nil for the dialect's own.
    var oddities: Double?

    static let horizonDays = 14
}

/// Makes a municipality's feed and what shall come of it.
struct Generation {
    private let plan: GenerationPlan
    private let municipality: Municipality
    private let clock: OsloClock
    private let allocation: NumberAllocation
    private let activity: ActivityPlan
    private let brokenPlaces: BrokenPlaces
    /// Two municipalities of one seed have nothing in common.
    private let seed: UInt64

    init(_ plan: GenerationPlan) {
        self.plan = plan
        municipality = Municipality(
            number: plan.municipality, serviceCount: plan.services, adapter: plan.adapter)
        var mixed = SplitMix64(seed: plan.seed, labels: UInt64(plan.municipality) ?? 0)
        seed = mixed.next()
        clock = OsloClock(days: (plan.firstDay - 7)...(plan.firstDay + plan.nights + 400))
        allocation = NumberAllocation(seed: seed)
        activity = ActivityPlan(
            citizens: plan.citizens, nights: plan.nights, activeShare: plan.activeShare, seed: seed)
        brokenPlaces = BrokenPlaces(
            perNight: plan.broken, nights: plan.nights, citizens: plan.citizens, seed: seed)
    }

    /// Writes everything under the plan's root; throws `WriteError`.
    func run() throws {
        try ConfigurationFiles(
            municipality: municipality, root: plan.root, portalURL: plan.portalURL, snapshotDays: plan.days,
            horizonDays: GenerationPlan.horizonDays, transport: plan.form.transport, outboxURL: plan.outboxURL
        ).write()
        for name in ["inbox", "taken", "refused", "outgoing"] where plan.form.transport != .outbox {
            try makeFolder(plan.root.appending(path: "epj/\(name)"))
        }
        let folders = try (1...plan.nights).map(folder)
        var neighbours: [Person] = []
        for ordinal in 0..<plan.citizens {
            try live(ordinal, folders, &neighbours)
        }
        for folder in folders {
            try folder.finish()
        }
    }

    /// The whole life of one citizen.
    ///
    /// - Parameter neighbours: those before him whom a question about several persons may name as well.
    private func live(_ ordinal: Int, _ folders: [NightFolder], _ neighbours: inout [Person]) throws {
        var citizen = citizen(ordinal)
        neighbours = neighbours.suffix(4) + [citizen.person]
        for (place, folder) in folders.enumerated() {
            let night = careNight(place + 1)
            let before = plan.adapter == .profil && place > 0 ? citizen : nil
            citizen.live(until: night, in: municipality)
            var writer = NightlyMessages(
                municipality: municipality, clock: clock, night: night,
                spelling: SplitMix64(seed: seed, labels: 6, UInt64(ordinal), UInt64(night.number)),
                oddities: OddityChoice(
                    adapter: plan.adapter, share: plan.oddities ?? plan.adapter.oddities,
                    random: SplitMix64(seed: seed, labels: 7, UInt64(ordinal), UInt64(night.number))))
            var messages = writer.messages(
                about: citizen, since: before, answersAnyway: (ordinal + place) % Self.answerEveryNights == 0)
            if plan.adapter == .cosdoc, writer.spelling.happens(0.05) {
                messages.append(writer.question(about: neighbours))
            }
            citizen.overviewChanged = false
            for message in messages {
                var message = message
                message.xml = plan.form.layout.laidOut(message.xml)
                try folder.add(message)
            }
            for _ in 0..<brokenPlaces.copies(night: night.number, ordinal: ordinal) {
                let damage = writer.spelling.pick(Damage.allCases)
                let original = writer.spelling.pick(messages)
                try folder.addBroken(original, damage: damage, id: writer.spelling.uuid())
            }
            let operations = citizen.show(on: portalNight(place + 1))
            try folder.add(citizen, operations: operations)
        }
    }

    /// How often a record system that pushes answers though nothing is new; one citizen tonight, another tomorrow.
    private static let answerEveryNights = 7

    /// The citizen with `ordinal` (from 0) before the first night.
    func citizen(_ ordinal: Int) -> Citizen {
        Citizen(
            ordinal: ordinal, municipality: municipality, allocation: allocation, activity: activity,
            night: careNight(1), seed: seed)
    }

    private func folder(_ night: Int) throws -> NightFolder {
        try NightFolder(
            plan.root.appending(path: "nights/\(padded(night, 2))"), municipality: municipality, clock: clock,
            night: portalNight(night), form: plan.form,
            nameDigits: plan.citizens > 150_000 ? 7 : 6)
    }

    private func careNight(_ number: Int) -> CareNight {
        CareNight(number: number, today: plan.firstDay + number - 1, snapshotDays: plan.days)
    }

    private func portalNight(_ number: Int) -> PortalNight {
        PortalNight(
            number: number, today: plan.firstDay + number - 1, horizonDays: GenerationPlan.horizonDays,
            snapshotDays: plan.days)
    }
}
