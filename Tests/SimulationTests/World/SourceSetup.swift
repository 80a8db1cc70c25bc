// The sources of a simulated installation: an EPJ of each kind, each with its own way of delivering.

struct SourceSetup: Sendable {
    enum Transport: String, CaseIterable, Sendable { case directory, bundle, outbox }

    let index: Int
    let adapter: String
    let transport: Transport

    var id: String { "990\(index + 1)-\(adapter)" }
    var herID: String { "8768\(index)" }
    /// The first delivers services 9 and 12, the second only 12; 77 nobody has opened.
    var units: [String] { ["9531\(index)", "9532\(index)"] }
    var system: String { "urn:epjsync:" + id }
    var folder: String { "/feed/" + id }
    var outbox: String { SimulatedNetwork.outboxURL + id }

    func services(of unit: String) -> [String] { unit == units[0] ? ["9", "12", "77"] : ["12", "77"] }

    static func name(of service: String) -> String { service == "9" ? "Hjemmesykepleie" : "Praktisk bistand" }

    func isOpened(_ service: String, _ unit: String) -> Bool {
        service == "12" ? units.contains(unit) : service == "9" && unit == units[0]
    }

    var toml: String {
        let place = transport == .outbox ? "url = \"\(outbox)\"" : "path = \"\(folder)\""
        return """
            id = "\(id)"
            municipality_number = "990\(index + 1)"
            organisation_number = "999944454"
            her_id = "\(herID)"
            identifier_system = "\(system)"
            adapter = "\(adapter)"
            transport = "\(transport.rawValue)"
            \(place)
            cancellation_reason_default = "1"
            [[service]]
            id = "9"
            her_ids = ["\(units[0])"]
            name = "Hjemmesykepleie"
            iplos = ["19"]
            show_employee_name = true
            [[service]]
            id = "12"
            her_ids = ["\(units[0])", "\(units[1])"]
            name = "Praktisk bistand"
            iplos = ["112"]
            [cancellation_reasons]
            "Avlyst av tjeneste" = "1"
            "Avlyst - ikke hjemme" = "2"
            "Avlyst av tjenestemottaker selv" = "3"
            "Avlyst på vegne av tjenestemottaker" = "4"
            """
    }
}
