// What an EPJ has to say of a night, and how it goes wrong on the way.

import TestSupport

extension World {
    /// Everything to be said before a night.
    ///
    /// - Parameters:
    ///   - midnight: of the day that begins, in seconds since 1970; statements are from the hours before it.
    ///   - isWhole: says all there is to say, of everybody.
    mutating func speak(midnight: Int64, isWhole: Bool) -> [Parcel] {
        var parcels: [Parcel] = []
        var moment = midnight - 2 * 3_600
        func now() -> Int64 {
            moment += 1
            return moment
        }
        var next: [String] = []
        for _ in 0..<400 { next.append(id()) }
        var used = 0
        let speech = Speech(
            source: source,
            nextID: {
                used += 1
                return next[used - 1]
            })
        for (index, visit, isChange) in news {
            let visit = citizens[index].visits[visit]
            switch visit.state {
            case .gone, .planned: continue
            case .performed: break
            // Planned visits and windows are said by snapshots only; the rest half of the time.
            default: guard source.adapter == "profil" || happens(40) else { continue }
            }
            parcels.append(speech.push(visit, of: citizens[index], at: now(), isChange: isChange))
        }
        for index in servicesChanged.sorted() { parcels += services(of: index, speech, now) }
        servicesChanged = []
        for (index, kind) in personNews { parcels += person(index, kind, speech, now) }
        for index in citizens.indices {
            for unit in source.units where isWhole || happens(source.adapter == "profil" ? 40 : 75) {
                parcels.append(speech.snapshot(of: citizens[index], unit: unit, at: now()))
            }
        }
        let isQuiet = Set(parcels.map(\.kind)).count < 3
        if isQuiet || source.adapter == "cosdoc" && happens(40) {
            parcels.append(speech.question(about: [citizens[0].number, citizens[1].number], at: now()))
        }
        if isQuiet {
            parcels.append(speech.snapshot(of: citizens[2], unit: source.units[0], at: now()))
            // A setting said once more, under its next version.
            citizens[3].privacyVersion += 1
            parcels.append(speech.privacy(of: citizens[3], at: now()))
        }
        return parcels
    }

    private func services(of index: Int, _ speech: Speech, _ now: () -> Int64) -> [Parcel] {
        guard source.adapter == "cosdoc" else { return [speech.services(of: citizens[index], at: now())] }
        return source.units.compactMap { speech.unitServices(of: citizens[index], unit: $0, at: now()) }
    }

    private mutating func person(
        _ index: Int, _ kind: Parcel.Kind, _ speech: Speech, _ now: () -> Int64
    ) -> [Parcel] {
        guard kind == .death else { return [speech.privacy(of: citizens[index], at: now())] }
        if let death = citizens[index].death {
            citizens[index].death = nil
            return [speech.death(of: citizens[index], at: now(), cancelling: death)]
        }
        let parcel = speech.death(of: citizens[index], at: now())
        citizens[index].death = parcel.id
        return [parcel]
    }
}

/// The EPJ's side of a feed: what it holds back, sends twice, or sends in pieces.
struct Courier: Sendable {
    let source: SourceSetup
    private var chance: Chance
    private var batches = 0
    /// Said, and not yet on its way.
    private var held: [Parcel] = []
    /// A folder that is not renamed yet.
    private var part: (name: String, parcels: [Parcel])?
    private var earlier: [Parcel] = []
    /// Everything the daemon could read whole so far, in order.
    private(set) var delivered: [Parcel] = []

    init(_ source: SourceSetup, seed: UInt64) {
        self.source = source
        chance = Chance(seed, 2, UInt64(source.index))
    }

    /// What an EPJ sends; faults are among `faults`.
    mutating func send(
        _ parcels: [Parcel], faults: Set<FaultKind>, files: SimulatedFiles, network: SimulatedNetwork
    ) {
        var parcels = held + parcels
        held = []
        if faults.contains(.reordered) {
            parcels = chance.shuffled(parcels)
            let back = parcels.indices.filter { _ in chance.happens(15) }
            held = back.map { parcels[$0] }
            for index in back.reversed() { parcels.remove(at: index) }
        }
        if faults.contains(.unreadable) {
            for index in parcels.indices where chance.happens(15) { parcels[index].breakUp() }
        }
        if faults.contains(.duplicates) {
            let again = (parcels + earlier).filter { _ in chance.happens(15) }
            parcels += again
        }
        earlier = parcels
        batches += 1
        let name = "b" + String(10_000 + batches)
        let isHalf = faults.contains(.halfBatch)
        switch source.transport {
        case .directory: sendFolder(name, parcels, isHalf: isHalf, files)
        case .bundle: sendBundle(name, parcels, isHalf: isHalf, files)
        case .outbox:
            network.outboxes.withLock { outboxes in
                outboxes[source.id]?.cutsNextPage = isHalf
                for parcel in parcels { outboxes[source.id]?.put(parcel.element) }
            }
            delivered += parcels
        }
    }

    private mutating func sendFolder(_ name: String, _ parcels: [Parcel], isHalf: Bool, _ files: SimulatedFiles) {
        if let part {
            files.rename(source.folder + "/inbox/" + part.name + ".part", to: source.folder + "/inbox/" + part.name)
            delivered += part.parcels
            self.part = nil
        }
        let folder = source.folder + "/inbox/" + name
        files.put(folder: folder + ".part")
        for (index, parcel) in parcels.enumerated() {
            files.put(Array(parcel.xml.utf8), at: folder + ".part/" + String(100_000 + index) + ".xml")
        }
        if isHalf {
            part = (name, parcels)
        } else {
            files.rename(folder + ".part", to: folder)
            delivered += parcels
        }
    }

    /// A bundle that was cut off is refused, and what it held comes again as another one.
    private mutating func sendBundle(_ name: String, _ parcels: [Parcel], isHalf: Bool, _ files: SimulatedFiles) {
        var bytes = Array(GericaMessage.bundle(parcels.map(\.element)).utf8)
        if isHalf {
            bytes = Array(bytes.prefix(bytes.count * 2 / 3))
            held += parcels
        } else {
            delivered += parcels
        }
        files.put(bytes, at: source.folder + "/inbox/" + name + ".xml")
    }
}

extension Parcel {
    /// In a broken snapshot: xCal times carry no offset.
    static let brokenMark = "+01:00</date-time></dtstart>"

    /// Nobody can read it, and its sender does not know.
    fileprivate mutating func breakUp() {
        guard isReadable else { return }
        isReadable = false
        switch kind {
        case .snapshot, .push, .performed: xml = xml.replacing("</date-time></dtstart>", with: Self.brokenMark)
        case .receipt: xml = xml.replacing("<Status V=\"1\"/>", with: "")
        default: xml = xml.replacing("<GenDate>20", with: "<GenDate>about 20")
        }
    }
}
