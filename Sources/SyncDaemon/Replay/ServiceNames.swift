// What services are called: as the messages themselves name them, else by the names the guides and examples use.

enum ServiceNames {
    /// TjenesteId and IPLOS code (Volven 9151) in examples: both are each municipality's own choice.
    private static let examples = [
        (id: "9", iplos: "15", name: "Hjemmesykepleie"), (id: "12", iplos: "1", name: "Praktisk bistand"),
        (id: "2", iplos: "2", name: "Hverdagsrehabilitering"), (id: "17", iplos: "5", name: "Matombringing"),
    ]

    static func name(of service: String, stated: [String: String]) -> String {
        stated[service] ?? examples.first { $0.id == service }?.name ?? "Tjeneste \(service)"
    }

    /// The service an IPLOS code most likely stands for.
    static func service(ofIPLOS code: String) -> String? { examples.first { $0.iplos == code }?.id }

    /// TjenesteNavn by TjenesteId of a TjenesteOversikt that was read without fault, whatever its prefixes.
    static func stated(in text: String) -> [String: String] {
        var names: [String: String] = [:]
        var id: String?
        for piece in text.split(separator: "<") {
            guard !piece.hasPrefix("/"), let end = piece.firstIndex(of: ">") else { continue }
            let element = piece[..<end].prefix { $0 != " " }
            let value = plain(piece[piece.index(after: end)...])
            switch element.split(separator: ":").last {
            case "TjenesteId": id = value
            case "TjenesteNavn":
                if let service = id, value.contains(where: \.isLetter) { names[service] = value }
                id = nil
            default: break
            }
        }
        return names
    }

    private static func plain(_ text: Substring) -> String {
        text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
            .replacing("&apos;", with: "'").replacing("&amp;", with: "&")
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
