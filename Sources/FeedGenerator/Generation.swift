// The run: one citizen after another lives through all nights, and each night's files grow by what he adds.
//
// Only one citizen is in memory at a time. That is why everything that must be in order over a whole municipality is
// in the citizens' order: numbers of files, identifiers of appointments.

import Foundation

/// What is to be made.
struct GenerationPlan: Sendable {
    /// In each municipality.
    var citizens: Int
    var services: Int
    /// What a snapshot covers, in days.
    var days: Int
    var nights: Int
    var seed: UInt64
    var root: URL
    var activeShare = 0.33
    /// Broken copies in each night but the first, for each municipality.
    var broken = 0
    var firstDay = CivilDay(2027, 1, 11)
    /// The first one's number; further ones are counted on from it.
    var municipality = "9901"
    var portalURL = "http://127.0.0.1:8480"
    var auth = PortalAuth.off
    var outboxURL = "http://127.0.0.1:8482/utboks"
    /// One for each municipality.
    var systems = [RecordSystem()]
    /// What takes the first municipality's place, if it changes its record system.
    var successor: Succession?
    /// The share of odd messages; nil for the dialect's own.
    var oddities: Double?

    static let horizonDays = 14
    static let municipalitiesMax = 400
}

/// Makes a feed and what shall come of it.
struct Generation {
    private let plan: GenerationPlan
    private let clock: OsloClock
    private let installations: [Installation]
    private let towns: [Town]

    init(_ plan: GenerationPlan) {
        self.plan = plan
        clock = OsloClock(days: (plan.firstDay - 7)...(plan.firstDay + plan.nights + 400))
        let sources = Self.installations(plan)
        installations = sources
        let runSeed = Town.seed(plan, plan.municipality)
        towns = plan.systems.indices.map { place in
            Town(
                plan, place: place, sources: plan.successor == nil ? [sources[place]] : sources, runSeed: runSeed,
                firstNight: Self.careNight(1, plan))
        }
    }

    /// Writes everything under the plan's root; throws `WriteError`.
    func run() throws {
        let config = plan.root.appending(path: "config")
        try files(installations[0]).writeDaemon(to: config)
        for installation in installations {
            if installation.nights.lowerBound == 1 { try files(installation).writeSource(to: config) }
            for name in ["inbox", "taken", "refused", "outgoing"] where installation.form.transport != .outbox {
                try makeFolder(plan.root.appending(path: "\(installation.feed)/\(name)"))
            }
        }
        let folders = try (1...plan.nights).map(folder)
        if let successor = plan.successor { try writeChange(folders[successor.night - 1]) }
        for (place, town) in towns.enumerated() {
            var neighbours: [Person] = []
            for ordinal in 0..<plan.citizens {
                try live(ordinal, town, place, folders, &neighbours)
            }
        }
        for folder in folders {
            try folder.finish()
        }
    }

    /// What replaces files of the configuration on the night of the change.
    private func writeChange(_ night: NightFolder) throws {
        let config = night.folder.appending(path: "config")
        try files(installations[0], replacedBy: installations[1].municipality.sourceId).writeSource(to: config)
        try files(installations[1]).writeSource(to: config)
    }

    /// The whole life of one citizen.
    ///
    /// - Parameter neighbours: those before him whom a question about several persons may name as well.
    private func live(
        _ ordinal: Int, _ town: Town, _ place: Int, _ folders: [NightFolder], _ neighbours: inout [Person]
    ) throws {
        var course = town.course(ordinal, townBefore: place > 0 ? towns[place - 1] : nil)
        neighbours = neighbours.suffix(4) + [course.citizen.person]
        for (index, folder) in folders.enumerated() {
            let night = Self.careNight(index + 1, plan)
            let source = course.isOfSuccessor(on: night.number) ? 1 : place
            course.live(until: night)
            if course.isTold(on: night.number) {
                try tell(of: course, ordinal, town, source, neighbours, night, in: folder)
                course.tell()
            }
            let operations = course.show(on: portalNight(night.number))
            if !town.isAlsoInTownBefore(ordinal) { try folder.add(course.citizen) }
            if let left = course.left {
                try folder.add(left, of: 0, operations: operations.replaced)
                // Until he is taken over his care is in nobody's words.
                guard course.isTold(on: night.number) else { continue }
            }
            try folder.add(course.citizen, of: source, operations: operations.current)
        }
    }

    /// A night's messages about a citizen, and broken copies of some.
    private func tell(
        of course: CitizenCourse, _ ordinal: Int, _ town: Town, _ source: Int, _ neighbours: [Person],
        _ night: CareNight, in folder: NightFolder
    ) throws {
        let (municipality, form) = (installations[source].municipality, installations[source].form)
        var writer = NightlyMessages(
            municipality: municipality, clock: clock, night: night,
            spelling: SplitMix64(seed: town.seed, labels: 6, UInt64(ordinal), UInt64(night.number)),
            oddities: OddityChoice(
                adapter: municipality.adapter, share: plan.oddities ?? municipality.adapter.oddities,
                random: SplitMix64(seed: town.seed, labels: 7, UInt64(ordinal), UInt64(night.number))))
        let isDue = (ordinal + night.number - 1) % Self.answerEveryNights == 0
        var messages = writer.messages(
            about: course.citizen, since: course.toldBefore,
            answersAnyway: isDue || course.isLastOfOld(night.number))
        if municipality.adapter == .cosdoc, writer.spelling.happens(0.05) {
            messages.append(writer.question(about: neighbours))
        }
        for message in messages {
            var message = message
            message.xml = form.layout.laidOut(message.xml)
            try folder.add(message, of: source)
        }
        guard !messages.isEmpty else { return }
        for _ in 0..<town.brokenPlaces.copies(night: night.number, ordinal: ordinal) {
            let damage = writer.spelling.pick(Damage.allCases)
            let original = writer.spelling.pick(messages)
            try folder.addBroken(original, of: source, damage: damage, id: writer.spelling.uuid())
        }
    }

    /// How often a record system that pushes answers though nothing is new; one citizen tonight, another tomorrow.
    private static let answerEveryNights = 7

    private func folder(_ night: Int) throws -> NightFolder {
        try NightFolder(
            plan.root.appending(path: "nights/\(padded(night, 2))"), installations: installations, clock: clock,
            night: portalNight(night), nameDigits: plan.citizens > 150_000 ? 7 : 6)
    }

    private static func careNight(_ number: Int, _ plan: GenerationPlan) -> CareNight {
        CareNight(number: number, today: plan.firstDay + number - 1, snapshotDays: plan.days)
    }

    private func portalNight(_ number: Int) -> PortalNight {
        PortalNight(
            number: number, today: plan.firstDay + number - 1, horizonDays: GenerationPlan.horizonDays,
            snapshotDays: plan.days)
    }
}

// The sources of a run and their configuration.
extension Generation {
    private static func installations(_ plan: GenerationPlan) -> [Installation] {
        let first = Int(plan.municipality) ?? 0
        let isAlone = plan.systems.count == 1 && plan.successor == nil
        func installation(
            _ system: RecordSystem, _ municipality: Municipality, _ nights: ClosedRange<Int>
        ) -> Installation {
            let folder = isAlone ? nil : municipality.sourceId
            return Installation(
                municipality: municipality, form: system.form, nights: nights, folder: folder,
                outboxURL: plan.outboxURL + (folder.map { "/\($0)" } ?? ""))
        }
        let lastOfOld = plan.successor.map { $0.night - 1 } ?? plan.nights
        var result = plan.systems.enumerated().map { place, system in
            let municipality = Municipality(
                number: padded(first + place, 4), serviceCount: plan.services, adapter: system.adapter,
                successor: plan.successor?.system.adapter)
            return installation(system, municipality, 1...lastOfOld)
        }
        if let successor = plan.successor {
            let municipality = Municipality(
                number: plan.municipality, serviceCount: plan.services, adapter: successor.system.adapter,
                isSuccessor: true)
            result.append(installation(successor.system, municipality, successor.night...plan.nights))
        }
        return result
    }

    private func files(_ installation: Installation, replacedBy successor: String? = nil) -> ConfigurationFiles {
        ConfigurationFiles(
            municipality: installation.municipality, root: plan.root, portalURL: plan.portalURL,
            auth: plan.auth,
            snapshotDays: plan.days, horizonDays: GenerationPlan.horizonDays, transport: installation.form.transport,
            outboxURL: installation.outboxURL, feed: installation.feed, replacedBy: successor)
    }
}
