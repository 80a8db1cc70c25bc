// PLO "Orientering om tjenestetilbud" 1.5 and 1.6 (HIS 80704): what a unit gives the citizen now. The newest list
// replaces the one before, so a list with one entry that cannot be read must not count at all.

import SyncCore

struct UnitServicesReader {
    private(set) var services: [IPLOSService] = []
    /// Of the OrienteringOmTjenestetilbud; `nil` where the message has none.
    private(set) var mark: Mark?
    private var shipment = ShipmentReader()
    /// Entries of the list; `services` has fewer where some are private.
    private var count: Int
    private let countBefore: Int
    // Of the EksisterendeTjeneste at hand
    private var code: String?
    private var sawType = false
    private var isPrivate: Bool?
    private var from: CivilDate?
    private var through: CivilDate?
    private var serviceMark = Mark(tagEnd: 0, place: .existingService)

    /// - Parameter entries: of earlier lists in the same message.
    init(after entries: Int = 0) {
        count = entries
        countBefore = entries
    }

    var entries: Int { count }

    mutating func open(_ place: Place, _ attributes: XMLAttributes, _ scene: inout Scene) throws(Refusal) {
        switch place {
        case .unitServices:
            guard mark == nil else { throw Refusal(.payloadRepeated) }
            mark = scene.mark
        case .unitServicesStatus: try shipment.openStatus(attributes, &scene)
        case .existingService:
            count += 1
            guard count <= scene.context.limits.servicesPerMessageMax else { throw Refusal(.tooManyServices) }
            (code, sawType, isPrivate, from, through) = (nil, false, nil, nil, nil)
            serviceMark = scene.mark
        case .iplosType:
            guard !sawType else { throw Refusal(.repeatedElement) }
            sawType = true
            code = Self.code(attributes, &scene)
        default: break
        }
    }

    mutating func text(_ place: Place, _ text: ByteText, _ scene: inout Scene) throws(Refusal) {
        switch place {
        case .isPrivate:
            guard isPrivate == nil else { throw Refusal(.repeatedElement) }
            isPrivate = try Self.boolean(scene.trimmed(text))
        case .existingFrom:
            guard from == nil else { throw Refusal(.repeatedElement) }
            from = try Self.date(scene.trimmed(text))
        case .existingThrough:
            guard through == nil else { throw Refusal(.repeatedElement) }
            through = try Self.date(scene.trimmed(text))
        default: break
        }
    }

    mutating func close(_ place: Place, _ scene: inout Scene) throws(Refusal) {
        guard place == .existingService else { return }
        guard let isPrivate else { throw Refusal(.privateServiceUnreadable, at: serviceMark) }
        if let from, let through, through < from { throw Refusal(.existingPeriodReversed, at: serviceMark) }
        // Bought and paid by the citizen: not the municipality's (poKomponent, EksisterendeTjeneste).
        if isPrivate { return scene.observe(.privateServiceLeftOut, at: serviceMark) }
        if code == nil { scene.observe(.iplosTypeMissing, at: serviceMark) }
        // 9999-12-31 is how an open end is written elsewhere (HITS 1218).
        services.append(IPLOSService(code: code ?? "", from: from, through: through == .never ? nil : through))
    }

    func statement(_ envelope: Envelope) throws(Refusal) -> UnitServicesStatement? {
        guard let mark else { return nil }
        let (isCancellation, conversation) = try shipment.judged(envelope, at: mark)
        // 1..* in the XSD. A cancellation says enough without its list.
        if !isCancellation, count == countBefore { throw Refusal(.existingServiceMissing, at: mark) }
        return UnitServicesStatement(
            unit: envelope.unitHerID, generated: envelope.generated, conversation: conversation,
            isCancellation: isCancellation, services: services)
    }

    /// A code of list 9151. DN differs between versions of the list and is not looked at.
    private static func code(_ attributes: XMLAttributes, _ scene: inout Scene) -> String? {
        guard let code = scene.code(attributes), code.count <= 16 else { return nil }
        if let list = attributes.s?.trimmed, !(list == "2.16.578.1.12.4.1.1.9151") { return nil }
        return code.string
    }

    /// xs:boolean.
    private static func boolean(_ text: ByteText) throws(Refusal) -> Bool {
        if text == "true" || text == "1" { return true }
        if text == "false" || text == "0" { return false }
        throw Refusal(.privateServiceUnreadable)
    }

    private static func date(_ text: ByteText) throws(Refusal) -> CivilDate {
        guard let date = CivilDate(iso8601: text) else { throw Refusal(.existingPeriodUnreadable) }
        return date
    }
}
