// What surrounds every page, and what travels with it: landmarks, a link past the navigation, and headers that let nothing
// from elsewhere in.

/// One page, without its surroundings.
struct Page: Sendable {
    /// A step on the way to the page.
    struct Step: Sendable {
        var name: String
        var path: String
    }

    /// Without a person in it: titles stay in histories.
    var title: String
    /// The way here from the front page, without the page itself.
    var way: [Step] = []
    var status = 200
    var content: Markup
}

extension Page {
    /// - Parameter clock: of the portal, told in the head of the page.
    func answer(clock: Instant) -> Answer {
        let nonce = Self.nonce()
        var answer = Answer(
            status: status, contentType: "text/html; charset=utf-8",
            body: Array(document(clock: clock, nonce: nonce).html.utf8))
        answer.headers[.contentSecurityPolicy] =
            "default-src 'none'; style-src 'nonce-\(nonce)'; img-src data:; base-uri 'none'; form-action 'none'; "
            + "frame-ancestors 'none'"
        answer.headers[.cacheControl] = "no-store"
        answer.headers[.contentTypeOptions] = "nosniff"
        return answer
    }

    /// Letters of a new random number: the one style that may apply.
    private static func nonce() -> String {
        let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
        return String((0..<22).map { _ in letters[Int.random(in: 0..<letters.count)] })
    }

    private func document(clock: Instant, nonce: String) -> Markup {
        .document(
            .tag(
                "html", ["lang": "nb"],
                [
                    .tag(
                        "head", [:],
                        [
                            .tag("meta", ["charset": "utf-8"]),
                            .tag("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
                            .tag("meta", ["name": "referrer", "content": "no-referrer"]),
                            // None, and so none is asked for.
                            .tag("link", ["rel": "icon", "href": "data:,"]),
                            .tag("title", [:], "\(title) – Portalsimulator"),
                            .tag("style", ["nonce": nonce], .style),
                        ]),
                    .tag(
                        "body", [:],
                        [
                            .tag("a", ["class": "skip", "href": "#innhold"], "Hopp til innholdet"), head(clock), crumbs,
                            .tag("main", ["class": "wrap", "id": "innhold", "tabindex": "-1"], content), foot,
                        ]),
                ]))
    }

    private func head(_ clock: Instant) -> Markup {
        .tag(
            "header", ["class": "top"],
            .tag(
                "div", ["class": "wrap"],
                [
                    .tag("a", ["href": "/"], "Portalsimulator"),
                    .tag(
                        "p", ["class": "quiet small"],
                        [
                            "Klokken her er ",
                            .tag("time", ["datetime": clock.text], Markup(Norwegian.moment(clock))),
                        ]),
                ]))
    }

    private var crumbs: Markup {
        guard !way.isEmpty else { return [] }
        return .tag(
            "nav", ["class": "wrap crumbs small", "aria-label": "Brødsmuler"],
            .tag(
                "ol", [:],
                way.markup { step in .tag("li", [:], .tag("a", ["href": step.path], Markup(step.name))) }))
    }

    private var foot: Markup {
        .tag(
            "footer", [:],
            .tag(
                "div", ["class": "wrap small"],
                .tag(
                    "p", [:],
                    [
                        """
                        Et testverktøy som viser det en portal har fått, slik Helsenorge tegner det. Det er ikke Helsenorge, \
                        og sidene finnes bare mens simulatoren går.\u{20}
                        """,
                        .tag("a", ["href": "/about"], "Hva som er dokumentert, og hva som er antatt"), ".",
                    ])))
    }

    static let notFound = Page(
        title: "Siden finnes ikke", way: [.init(name: "Innbyggere", path: "/")], status: 404,
        content: [
            .tag("h1", [:], "Siden finnes ikke"),
            .tag(
                "p", [:],
                "Innbyggernes sider har tilfeldige adresser, som gjelder til simulatoren avsluttes. Begynn på listen over innbyggere."
            ),
        ])
}
