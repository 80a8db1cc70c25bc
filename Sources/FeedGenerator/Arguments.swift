// What the command line may ask for, and the plan it becomes.

import ArgumentParser
import Foundation

extension FeedGenerator {
    func validate() throws {
        let adapters = try adapters()
        try check("--citizens", citizens, 1...(Self.citizensMax / adapters.count))
        try check("--services", services, 1...((adapters + [successor]).compactMap { $0?.servicesMax }.min() ?? 1))
        try check("--days", days, 1...Self.daysMax)
        try check("--nights", nights, 1...Self.nightsMax)
        try check("--broken", broken, 0...Self.brokenMax)
        guard activeShare >= 0, activeShare <= 1 else {
            throw ValidationError("--active-share is \(activeShare). Nothing was made; give a number from 0 to 1.")
        }
        if let oddities, !(0...1).contains(oddities) {
            throw ValidationError("--oddities is \(oddities). Nothing was made; give a number from 0 to 1.")
        }
        guard let day = CivilDay(iso: date), (CivilDay(2000, 1, 1)...CivilDay(2099, 12, 31)).contains(day) else {
            throw ValidationError(
                "--date is not a date of the years 2000 to 2099. Nothing was made; write it as 2027-01-11.")
        }
        guard municipality.utf8.count == 4, municipality.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw ValidationError("--municipality is not a number of four digits. Nothing was made; 9901 is one.")
        }
        try checkSuccessor(adapters)
        try checkNumbers(of: adapters)
        guard portalUrl.hasPrefix("http://") || portalUrl.hasPrefix("https://") else {
            throw ValidationError(
                "--portal-url does not begin with http:// or https://. Nothing was made; http://127.0.0.1:8480 is one.")
        }
        guard outboxUrl.hasPrefix("http://") || outboxUrl.hasPrefix("https://") else {
            throw ValidationError(
                "--outbox-url does not begin with http:// or https://. Nothing was made; "
                    + "http://127.0.0.1:8482/utboks is one.")
        }
        guard isFree(root) else {
            throw ValidationError(
                "--out \(out) exists and is not an empty folder. Nothing was changed there; remove it or name another.")
        }
    }

    /// What the arguments ask for; throws `ValidationError` for a date that is none.
    func plan() throws -> GenerationPlan {
        guard let firstDay = CivilDay(iso: date) else { throw ValidationError("--date is not a date.") }
        return GenerationPlan(
            citizens: citizens, services: services, days: days, nights: nights, seed: seed, root: root,
            activeShare: activeShare, broken: broken, firstDay: firstDay, municipality: municipality,
            portalURL: portalUrl, auth: auth, outboxURL: outboxUrl, systems: try adapters().map(system),
            successor: successor.map { Succession(system: successorSystem($0), night: successorNight) },
            oddities: oddities)
    }

    private func system(_ adapter: Adapter) -> RecordSystem {
        var system = RecordSystem(adapter)
        system.form = WrittenForm(
            transport: transport ?? adapter.transport, encoding: encoding ?? adapter.encoding, layout: layout)
        return system
    }

    private func successorSystem(_ adapter: Adapter) -> RecordSystem {
        var system = RecordSystem(adapter)
        system.form.layout = layout
        return system
    }

    /// Those of the list; throws `ValidationError` when one is none.
    private func adapters() throws -> [Adapter] {
        try adapter.split(separator: ",", omittingEmptySubsequences: false).map { name in
            guard let adapter = Adapter(rawValue: String(name)) else {
                throw ValidationError(
                    "The feed generator does not write the dialect of --adapter \(name). Nothing was made; it writes "
                        + "\(list(Adapter.self)).")
            }
            return adapter
        }
    }

    private func checkSuccessor(_ adapters: [Adapter]) throws {
        guard let successor else { return }
        guard adapters.count == 1, adapters[0] != successor else {
            throw ValidationError(
                "--successor \(successor.rawValue) needs one other --adapter whose place it takes. Nothing was made; "
                    + "give --adapter one dialect that is not \(successor.rawValue).")
        }
        guard nights >= 2 else {
            throw ValidationError("--successor needs at least two nights. Nothing was made; give --nights 4, say.")
        }
        try check("--successor-night", successorNight, 2...nights)
    }

    private func checkNumbers(of adapters: [Adapter]) throws {
        guard adapters.count <= GenerationPlan.municipalitiesMax else {
            throw ValidationError(
                "--adapter names \(adapters.count) record systems. Nothing was made; give at most "
                    + "\(GenerationPlan.municipalitiesMax).")
        }
        guard (Int(municipality) ?? 0) + adapters.count - 1 <= 9999 else {
            throw ValidationError(
                "--municipality \(municipality) leaves no numbers for \(adapters.count) municipalities. Nothing was made; "
                    + "9901 does.")
        }
    }

    /// The folder as an absolute path, so that the configuration means the same from wherever it is read.
    private var root: URL { URL(filePath: out, directoryHint: .isDirectory).absoluteURL.standardizedFileURL }

    private func check(_ name: String, _ value: Int, _ range: ClosedRange<Int>) throws {
        guard range.contains(value) else {
            throw ValidationError(
                "\(name) is \(value). Nothing was made; give a number from \(range.lowerBound) to \(range.upperBound).")
        }
    }

    private func isFree(_ folder: URL) -> Bool {
        guard FileManager.default.fileExists(atPath: folder.path) else { return true }
        return (try? FileManager.default.contentsOfDirectory(atPath: folder.path))?.isEmpty == true
    }
}
