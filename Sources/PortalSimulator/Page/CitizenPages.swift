// The requests for pages: which page an address stands for.

/// The pages over the portal's memory and clock.
struct CitizenPages: Sendable {
    let store: PortalStore
    let clock: SimulatorClock
    let hidesPast: Bool
    let addresses = PageAddresses()

    /// The front page.
    func list(_ query: PageQuery) async throws -> Answer {
        let now = clock.now
        let showsEverybody = query["vis"] == "alle"
        let count = try await store.countCitizens(withAppointments: !showsEverybody)
        let sides = max(1, (count + CitizenListPage.citizensMax - 1) / CitizenListPage.citizensMax)
        let side = min(max(query["side"].flatMap { Int($0) } ?? 1, 1), sides)
        let citizens = try await store.citizens(
            withAppointments: !showsEverybody, from: (side - 1) * CitizenListPage.citizensMax,
            atMost: CitizenListPage.citizensMax)
        var calendars: [CitizenCalendar] = []
        for citizen in citizens {
            if let calendar = try await calendar(of: citizen.fnr, now: now) { calendars.append(calendar) }
        }
        let page = CitizenListPage(
            calendars: calendars, side: side, sides: sides, count: count, showsEverybody: showsEverybody,
            overview: try await store.overview(now: now, hidesPast: hidesPast), id: addresses.id)
        return page.page.answer(clock: now)
    }

    /// For programs: of each citizen with appointments his page and how much of each kind is in sight, by number, and
    /// without it.
    func counts() async throws -> Answer {
        let now = clock.now
        var lines: [JSONValue] = []
        for citizen in try await store.citizens(withAppointments: true, from: 0, atMost: .max) {
            guard let calendar = try await calendar(of: citizen.fnr, now: now) else { continue }
            var line: [JSONObject.Member] = [
                .init(name: "page", value: .string("/citizens/\(addresses.id(of: citizen.fnr))"))
            ]
            for kind in VisitKind.allCases {
                let count = calendar.inSight.count { $0.shown.kind == kind }
                line.append(.init(name: kind.rawValue, value: .number(String(count))))
            }
            line.append(.init(name: "changed", value: .number(String(calendar.changes.count))))
            line.append(.init(name: "relativeTold", value: .number(String(calendar.notices.count))))
            lines.append(.object(JSONObject(line)))
        }
        return .json(200, ["version": 1, "now": .string(now.text), "citizens": .array(lines)])
    }

    /// A citizen's calendar in one of its views.
    func citizen(_ id: String, _ query: PageQuery) async throws -> Answer {
        let now = clock.now
        guard let number = addresses.number(of: id), let calendar = try await calendar(of: number, now: now) else {
            return Page.notFound.answer(clock: now)
        }
        let view: CitizenPage.View =
            switch query["view"] {
            case "list": .list
            case "changes": .changes
            case "proxy": .proxy
            default: .week(query["week"].flatMap(Week.init) ?? Week(of: calendar.today))
            }
        return CitizenPage(calendar: calendar, id: id, view: view).page.answer(clock: now)
    }

    /// One appointment of a citizen.
    func appointment(_ text: String, of id: String) async throws -> Answer {
        let now = clock.now
        guard let number = addresses.number(of: id), let calendar = try await calendar(of: number, now: now),
            let entry = Int64(text).flatMap(calendar.entry)
        else { return Page.notFound.answer(clock: now) }
        return AppointmentPage(calendar: calendar, entry: entry, id: id).page.answer(clock: now)
    }

    private func calendar(of number: String, now: Instant) async throws -> CitizenCalendar? {
        try await store.calendar(of: number, now: now, hidesPast: hidesPast)
    }
}

/// The parameters of a page's address. Their values are words and numbers of this program's own; what is encoded is none.
struct PageQuery: Sendable {
    private let values: [Substring: Substring]

    init(_ query: String) {
        let pairs = query.split(separator: "&").compactMap { pair -> (Substring, Substring)? in
            guard let equals = pair.firstIndex(of: "=") else { return nil }
            return (pair[..<equals], pair[pair.index(after: equals)...])
        }
        values = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    subscript(name: String) -> String? { values[name[...]].map(String.init) }
}
