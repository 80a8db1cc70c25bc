// TjenesteOversikt 1.0 (HITS 1218): the complete list of a citizen's open services. What is missing from it has ended,
// so a list with one entry that cannot be read must not count at all: it would close that citizen's services.

import SyncCore

struct TjenesteOversiktReader {
    private struct Key: Hashable {
        let id: String
        let unit: String
    }

    private(set) var services: [CareService] = []
    /// Of the TjenesteOversikt; `nil` where the message has none.
    private(set) var mark: Mark?
    private var keys: Set<Key> = []
    private let entriesBefore: Int
    // Of the Tjeneste at hand
    private var id: String?
    private var from: CivilDate?
    private var through: CivilDate?
    private var unit: String?
    private var unitIsHerID = false
    private var serviceMark = Mark(tagEnd: 0, place: .service)

    /// - Parameter entries: of earlier lists in the same message.
    init(after entries: Int = 0) { entriesBefore = entries }

    /// Entries of the message so far.
    var entries: Int { entriesBefore + services.count }

    mutating func open(_ place: Place, _ attributes: XMLAttributes, _ scene: inout Scene) throws(Refusal) {
        switch place {
        case .services:
            guard mark == nil else { throw Refusal(.payloadRepeated) }
            mark = scene.mark
        case .service:
            guard entries < scene.context.limits.servicesPerMessageMax else { throw Refusal(.tooManyServices) }
            (id, from, through, unit, unitIsHerID) = (nil, nil, nil, nil, false)
            serviceMark = scene.mark
        case .serviceAreaOfGuide: scene.observe(.serviceAreaGuideSpelling)
        case .serviceUnitType:
            guard !unitIsHerID else { throw Refusal(.repeatedElement) }
            guard let code = scene.code(attributes), code == "HER" else { throw Refusal(.serviceUnitUnreadable) }
            unitIsHerID = true
        default: break
        }
    }

    mutating func text(_ place: Place, _ text: ByteText, _ scene: inout Scene) throws(Refusal) {
        switch place {
        case .serviceId:
            guard id == nil else { throw Refusal(.repeatedElement) }
            id = scene.trimmed(text).string
        case .serviceFrom:
            guard from == nil else { throw Refusal(.repeatedElement) }
            from = try Self.date(scene.trimmed(text))
        case .serviceThrough:
            guard through == nil else { throw Refusal(.repeatedElement) }
            through = try Self.date(scene.trimmed(text))
        case .serviceUnitId:
            guard unit == nil else { throw Refusal(.repeatedElement) }
            let trimmed = scene.trimmed(text)
            guard (1...18).contains(trimmed.count), trimmed.allSatisfy({ (48...57).contains($0) }) else {
                throw Refusal(.serviceUnitUnreadable)
            }
            unit = trimmed.string
        default: break
        }
    }

    mutating func close(_ place: Place) throws(Refusal) {
        guard place == .service else { return }
        guard let id, !id.isEmpty else { throw Refusal(.serviceIDMissing) }
        guard let from else { throw Refusal(.servicePeriodUnreadable) }
        guard let unit, unitIsHerID else { throw Refusal(.serviceUnitUnreadable) }
        if let through, through < from { throw Refusal(.servicePeriodReversed) }
        guard keys.insert(Key(id: id, unit: unit)).inserted else { throw Refusal(.serviceRepeated, at: serviceMark) }
        // 9999-12-31 is how an open end is written (HITS 1218).
        services.append(CareService(id: id, unit: unit, from: from, through: through == .never ? nil : through))
    }

    private static func date(_ text: ByteText) throws(Refusal) -> CivilDate {
        guard let date = CivilDate(iso8601: text) else { throw Refusal(.servicePeriodUnreadable) }
        return date
    }
}
