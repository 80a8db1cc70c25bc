// A sound Meldingsbunt, outbox page or wrapper around members that are not: two bytes of options, one for the form,
// then the members, with a NUL between them.

import EPJAdapters

@_cdecl("LLVMFuzzerTestOneInput")
public func read(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    var input = Input(bytes, count)
    var options = input.options()
    let form = input.byte()
    let members = input.remainder().split(separator: 0, omittingEmptySubsequences: false).map(withoutDeclaration)
    let name = { (local: String) in form & 4 == 0 ? local : "b:" + local }
    // Prefixes here, so that members need the root's declarations.
    let declares = (form & 8 == 0 ? "" : messagePrefix) + (form & 4 == 0 ? "xmlns" : "xmlns:b")
    let (root, namespace, attributes): (String, String, String) =
        switch form & 3 {
        case 0, 1:
            ("Meldingsbunt", "urn:epjsync:meldingsbunt:1", " antall=\"\(members.count + (form & 32 == 0 ? 0 : 1))\"")
        case 2: ("Utboks", "urn:epjsync:utboks:1", " neste=\"1\" flere=\"true\"")
        default: ("EI_fellesformat", "http://www.nav.no/xml/eiff/2/", "")
        }
    options.readsWrapped = form & 3 == 3
    let declaration =
        switch form >> 6 {
        case 1: "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>"
        case 2: "<?xml version=\"1.0\" encoding=\"windows-1252\"?>"
        default: ""
        }
    var document = Array("\(declaration)<\(name(root)) \(declares)=\"\(namespace)\"\(attributes)>".utf8)
    for member in members {
        document += member
        if form & 16 != 0 { document += Array("\n".utf8) }
    }
    document += Array("</\(name(root))>".utf8)
    Property.check(document, options)
    return 0
}

private let messagePrefix = "xmlns:m=\"http://www.kith.no/xmlstds/msghead/2006-05-24\" "

private func withoutDeclaration(_ member: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard member.starts(with: "<?xml ".utf8), let end = member.firstIndex(of: UInt8(ascii: ">")) else { return member }
    return member[(end + 1)...]
}
