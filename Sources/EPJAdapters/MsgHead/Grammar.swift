// The shape of the messages as a table: from a place and an element to the next place. What the table does not know is
// passed over where an unknown thing can do no harm, and refused where it might mean something: inside a text, a list
// of services, an event, a rule of recurrence.

struct Grammar {
    static let shared = Grammar()

    private static let elementCount = Element.allCases.count
    private static let placeCount = Place.allCases.count

    private var next: [Place]
    private var traitsByPlace: [PlaceTraits]
    private var parents: [(place: Place, element: Element)?]

    @inline(__always)
    func place(of element: Element, in place: Place) -> Place {
        next[Int(place.rawValue) * Self.elementCount + Int(element.rawValue)]
    }

    @inline(__always)
    func traits(of place: Place) -> PlaceTraits { traitsByPlace[Int(place.rawValue)] }

    /// Local names from the root to the place.
    ///
    /// - Parameter isInReport: Document and Patient stand in a PatientReport.
    func path(of place: Place, isInReport: Bool = false) -> String {
        guard let (parent, element) = parents[Int(place.rawValue)] else { return "" }
        let isMoved = isInReport && (place == .document || place == .patient)
        let above = path(of: isMoved ? .patientReport : parent, isInReport: isInReport)
        return above.isEmpty ? element.pathName : above + "/" + element.pathName
    }

    private init() {
        next = Array(repeating: .skipped, count: Self.placeCount * Self.elementCount)
        traitsByPlace = Array(repeating: [], count: Self.placeCount)
        parents = Array(repeating: nil, count: Self.placeCount)
        for place in Place.allCases {
            for element in Element.allCases { set(place, element, Self.unexpected(element, in: place)) }
        }
        for (parent, element, child) in GrammarRules.all {
            set(parent, element, child)
            if parents[Int(child.rawValue)] == nil { parents[Int(child.rawValue)] = (parent, element) }
        }
        // The same element, done with otherwise; and what lies in it and whose name is not repeated.
        for place in [Place.contentNotRead, .attachment, .payloadUnknown] {
            parents[Int(place.rawValue)] = (.refDoc, .content)
        }
        for place in GrammarRules.texts { traitsByPlace[Int(place.rawValue)].insert(.keepsText) }
        for place in GrammarRules.streams { traitsByPlace[Int(place.rawValue)].insert(.streamsText) }
        for place in GrammarRules.opening { traitsByPlace[Int(place.rawValue)].insert(.opens) }
        for place in GrammarRules.closing { traitsByPlace[Int(place.rawValue)].insert(.closes) }
    }

    private mutating func set(_ place: Place, _ element: Element, _ child: Place) {
        next[Int(place.rawValue) * Self.elementCount + Int(element.rawValue)] = child
    }

    private static func unexpected(_ element: Element, in place: Place) -> Place {
        if place == .outside { return .otherRoot }
        if element == .msgHead { return .nested }
        if place == .content { return .payloadUnknown }
        if GrammarRules.texts.contains(place) || GrammarRules.closed.contains(place) { return .refused }
        // An element of the calendar that is not known is passed over; one of another namespace may be a near miss of
        // something that matters, such as a status.
        if GrammarRules.calendarOnly.contains(place), !element.isCalendar { return .refused }
        return .skipped
    }
}
