// A municipality as its record system and its configuration know it.
//
// Two units deliver services. The municipality has opened all of them but the last (when there are three or more), so
// that there is always something that must not be shown. The second unit has exactly one opened service: there, and
// only there, an event may leave its service out. Identifiers are chosen so that their order by bytes differs from
// their order by size.

/// A communication party on level 2: what sends the messages.
struct Unit: Equatable, Sendable {
    let herId: String
    let name: String
}

/// A service delivered by one unit.
struct Service: Equatable, Sendable {
    /// Position in `Municipality.services`.
    let index: Int
    /// `TjenesteId`
    let id: String
    /// `TjenesteNavn` as the record system writes it; the citizen shall never see it.
    let registerName: String
    /// The name the municipality has configured for the citizen.
    let shownName: String
    let unit: Unit
    let isOpened: Bool
    let showsEmployee: Bool
    let showsDescription: Bool
    /// Nothing else of the unit is opened, so an event without `TjenesteId` can only mean this.
    let isOnlyOpenedOfUnit: Bool
    /// Whether the record system's texts hold dashes and curly quotes, which ISO-8859-1 lacks and windows-1252 has.
    let hasTypographicTexts: Bool
    /// `text` as the record system writes it.
    func worded(_ text: String) -> String {
        guard hasTypographicTexts else { return text }
        return text.replacing(" & ", with: " – ").replacing(" og ", with: " – ").replacing(" \"", with: " “")
            .replacing("\"", with: "”")
    }

    /// The service's code in PLO messages (Volven 9151), one for each as far as they last.
    var iplos: String? { Self.iplosCodes.indices.contains(index) ? Self.iplosCodes[index] : nil }

    /// The codes in force, home care's first.
    static let iplosCodes = [
        "15", "1", "2", "5", "4", "7", "9", "3", "11", "8", "17", "18", "19", "20", "21", "22", "25", "29",
    ]
}

/// One installation of a record system in one municipality.
struct Municipality: Sendable {
    let adapter: Adapter
    /// Four digits.
    let number: String
    let name: String
    let organisationNumber: String
    /// The legal entity's HER-id, level 1.
    let herId: String
    let units: [Unit]
    let services: [Service]
    /// A list of services must never be empty, so no unit loses its last one: PLO's lists cannot be.
    let keepsLastServices: Bool

    /// How the daemon's configuration names the source.
    var sourceId: String { "\(number)-\(adapter.rawValue)" }
    /// The system under which appointments are identified.
    var identifierSystem: String { "urn:epjsync:\(sourceId)" }

    /// - Parameters:
    ///   - number: four digits.
    ///   - serviceCount: at least 1.
    ///   - isSuccessor: takes the place of another record system of the municipality: the units stay who they are, but a
    ///     message belongs to a source by its sender's HER-id on level 1, so that is a new one.
    ///   - successor: what takes this one's place later in the run.
    init(
        number: String, serviceCount: Int, adapter: Adapter = .gerica, isSuccessor: Bool = false,
        successor: Adapter? = nil
    ) {
        precondition(serviceCount >= 1, "a municipality delivers at least one service")
        self.number = number
        self.adapter = adapter
        name = "Prøvelunden kommune \(number)"
        organisationNumber = Self.organisationNumber(for: number)
        herId = "8\(number)\(isSuccessor ? 5 : 0)"
        keepsLastServices = adapter == .cosdoc || successor == .cosdoc
        let units = [
            Unit(herId: "8\(number)1", name: "Hjemmetjenesten, sone øst"),
            Unit(herId: "8\(number)2", name: "Oppfølging og rehabilitering"),
        ]
        self.units = units
        let closed = serviceCount >= 3 ? serviceCount - 1 : nil
        // The second unit holds the closed service and one opened; with two services there is one in each.
        let firstOfSecondUnit = serviceCount == 1 ? 1 : (closed ?? serviceCount) - 1
        services = (0..<serviceCount).map { index in
            let (id, name) = Self.catalogue(index)
            let inSecond = index >= firstOfSecondUnit
            let openedInUnit = inSecond ? 1 : firstOfSecondUnit
            return Service(
                index: index, id: id, registerName: "\(name), \(inSecond ? "oppfølging" : "sone øst")",
                shownName: name, unit: units[inSecond ? 1 : 0], isOpened: index != closed,
                showsEmployee: index == 0, showsDescription: index == min(1, (closed ?? serviceCount) - 1),
                isOnlyOpenedOfUnit: index != closed && openedInUnit == 1, hasTypographicTexts: adapter == .cosdoc)
        }
    }

    /// The services of one unit, in the order of the catalogue.
    func services(of unit: Unit) -> [Service] {
        services.filter { $0.unit == unit }
    }

    private static let names = [
        ("9", "Hjemmesykepleie"), ("12", "Praktisk bistand"), ("2", "Hverdagsrehabilitering"),
        ("17", "Matombringing"), ("101", "Ergoterapi hjemme"), ("3", "Fysioterapi hjemme"),
        ("21", "Kreftsykepleie"), ("4", "Demensteam"), ("33", "Psykisk helse og rus"),
        ("5", "Støttekontakt"), ("48", "Avlastning i hjemmet"), ("6", "Brukerstyrt personlig assistanse"),
    ]

    private static func catalogue(_ index: Int) -> (id: String, name: String) {
        index < names.count ? names[index] : ("\(200 + index)", "Tjeneste \(index + 1)")
    }

    /// Nine digits made from the municipality's four, with a right control digit (modulo 11, weights 3 2 7 6 5 4 3 2).
    private static func organisationNumber(for municipality: String) -> String {
        for filler in 0...9 {
            let front = "990\(municipality)\(filler)"
            let digits = front.utf8.map { Int($0) - 48 }
            let sum = zip([3, 2, 7, 6, 5, 4, 3, 2], digits).reduce(0) { $0 + $1.0 * $1.1 }
            let control = (11 - sum % 11) % 11
            if control < 10 { return front + String(control) }
        }
        preconditionFailure("ten consecutive numbers without a control digit do not exist")
    }
}
