// What every page must be, read from its text: elements that close, one first heading and none skipped, ids that are one
// element's, and the landmarks a screen reader steps through.

struct HTMLShape {
    private(set) var faults: [String] = []

    init(_ html: String) {
        var open: [String] = []
        var headings: [Int] = []
        var ids: [String] = []
        var labels: [String] = []
        for piece in html.split(separator: "<").dropFirst() {
            let tag = piece.prefix { $0 != ">" }
            let name = String(tag.prefix { $0 != " " })
            if name.hasPrefix("!") { continue }
            if name.hasPrefix("/") {
                if open.popLast() != String(name.dropFirst()) { faults.append("closes \(name)") }
                continue
            }
            if name.count == 2, name.first == "h", let level = name.last?.wholeNumberValue { headings.append(level) }
            ids += Self.value("id", in: tag)
            labels += Self.value("aria-labelledby", in: tag)
            if !["meta", "link", "br"].contains(name), !tag.hasSuffix("/") { open.append(name) }
        }
        if !open.isEmpty { faults.append("open \(open)") }
        check(html, headings: headings, ids: ids, labels: labels)
    }

    private mutating func check(_ html: String, headings: [Int], ids: [String], labels: [String]) {
        if headings.first != 1 || headings.filter({ $0 == 1 }).count != 1 { faults.append("first heading") }
        if zip(headings, headings.dropFirst()).contains(where: { $1 > $0 + 1 }) { faults.append("heading skipped") }
        if Set(ids).count != ids.count { faults.append("id twice") }
        if !Set(labels).isSubset(of: ids) { faults.append("label of nothing") }
        if ids.contains(where: { $0.contains(" ") || $0.isEmpty }) { faults.append("id") }
        for mark in [
            "<html lang=\"nb\">", "<header ", "<main ", "<footer>", "<a class=\"skip\" href=\"#innhold\">",
            "id=\"innhold\"", "name=\"viewport\"",
        ] where !html.contains(mark) { faults.append("lacks \(mark)") }
        let tables = html.components(separatedBy: "<table>").dropFirst()
        if tables.contains(where: { !$0.hasPrefix("<caption>") || !$0.contains("<th scope=\"col\"") }) {
            faults.append("table without caption or headers")
        }
    }

    private static func value(_ name: String, in tag: Substring) -> [String] {
        guard let rest = tag.components(separatedBy: " \(name)=\"").dropFirst().first else { return [] }
        return [String(rest.prefix { $0 != "\"" })]
    }
}
