// What holds for every interface, the two questions, and what is the simulator's own.

extension Behaviour {
    private static let rfc9110 = "RFC 9110"
    private static let everywhere = "every interface"

    static let ofThePortal: [Behaviour] = [
        .documented(
            everywhere, "A token in Authorization on every request; without a good one 401.",
            by: "Helsenorge, Kall til eksterne API; REST Timenotifikasjon", "token-missing"),
        .documented(
            everywhere,
            "Faults in a request are answered 400 with an OperationOutcome whose issues carry a code of the "
                + "portal's and Norwegian text.", by: "Helsenorge, FHIR-ressurser (observed for Task)"),
        .assumed(
            everywhere,
            "The codes themselves, but for 2118 and EHSEC-110002; the profile's own constraint keys are used "
                + "where a rule has one.", after: "no list of the portal's codes is public"),
        .assumed(
            everywhere,
            "Order of refusals: path 404, method 405, token 401 or 403, media type 415, size 413, JSON 400, "
                + "content 400.", after: rfc9110, "path-unknown", "method", "media-type", "json-syntax", "json-object"),
        .assumed(
            everywhere, "At most 1 MiB in one request: 413.", after: "no limit is public", "body-too-long"),
        .assumed(
            everywhere, "500 when the portal's own store fails.", after: rfc9110 + " §15.6.1", "store"),
    ]

    private static let check = "POST /digitaltaktiv/helsenorgeaktivsjekken/v1"
    private static let changes = "GET /digitaltaktiv/v1/DigitaltAktivStatusEndringer"

    static let ofTheQuestions: [Behaviour] = [
        .documented(
            check, "fnrListe with at most 1000 numbers, omraade Helsehjelp or Ungdom; three booleans for each number.",
            by: "Helsenorge, HelsenorgeAktivSjekken; Visma's reading of its Swagger", "active-max-1000", "active-area",
            "active-list"),
        .documented(
            check, "Answers 200, 400, 401, 403 and 500.", by: "Helsenorge, HelsenorgeAktivSjekken"),
        .assumed(
            check, "One malformed number, or an unknown member, refuses the whole question.", after: "nothing is said",
            "active-number", "active-unknown"),
        .assumed(
            check, "A number the portal does not know is answered with three times false.",
            after: "it would else tell who exists"),
        .documented(
            changes, "GET with offset; names everybody whose status may have changed since, some of whom have not.",
            by: "Helsenorge, DigitaltAktivStatusEndringer"),
        .assumed(
            changes, "Address, answer (endringer, nesteOffset), one piece, and how offset is judged.",
            after: "the page's sections on them cannot be read", "offset", "offset-in-future"),
        .assumed(
            changes, "How far back it goes, and 410 beyond (--changes-kept-days); 404 where there is no list.",
            after: "\"fases ut\" in a later revision", "offset-too-old", "changes-not-offered"),
        .documented(
            changes, "A citizen who goes inactive from disuse is on no list (silently in PUT /citizens).",
            by: "Helsenorge, Digital dialog – generelle funksjonelle krav"),
    ]

    static let ofTheSimulator: [Behaviour] = [
        .assumed(
            "PUT /faults", "Faults on demand; a refusal made by one has the code fault unless it names another.",
            after: "a portal, and what lies before it, on a bad night", "fault"),
        .assumed(
            "what citizens see",
            "Proposed, booked and cancelled visits are hidden once they have ended (--hides-past).",
            after: "Helsenorge, Timevisning, is silent"),
        .assumed(
            "what citizens see",
            "Whether the portal deletes what it had of a citizen who withdraws consent "
                + "(--deletes-on-withdrawal).", after: "nothing is said"),
        .documented(
            "what citizens see",
            "Home visits are not notified; a relative with a given proxy is told of completed ones.",
            by: "Helsenorge, Timevisning; KS, DigiHelse, ofte stilte spørsmål"),
    ]
}
