// One message on its way from an EPJ, with what it says in the oracle's words.

import TestSupport

struct Parcel: Sendable {
    enum Kind: String, CaseIterable, Sendable {
        case snapshot, empty, push, performed, services, unitServices, death, privacy, question, receipt
    }

    /// What it says of the person.
    enum Condition: Sendable {
        /// Open pairs.
        case services(Set<String>)
        case unitServices(unit: String, Set<String>)
        case death(id: String)
        case deathCancelled(id: String)
        case withheld(Bool, version: Int)
    }

    let kind: Kind
    let citizen: String
    let id: String
    var xml: String
    var said: Said?
    var condition: Condition?
    var generated: Int64
    var isReadable = true

    /// As a member of a bundle or a page.
    var element: String { xml.replacing("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", with: "") }
}
