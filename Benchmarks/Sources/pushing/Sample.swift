// A home visit as a municipality tells it every day: with an employee's name, a text, and the citizen's right to cancel.
// Its body is some 1.7 kB; the person is synthetic.

import PortalClient
import SyncCore

enum Sample {
    private static let source = SourceOrganisation(
        identifierSystem: "urn:epjsync:9901-gerica", organisationNumber: "999944454", herID: "87688")
    private static let citizen: NationalIdentityNumber = {
        // A literal that is right, or nothing here works.
        try! NationalIdentityNumber("17912099997", synthetic: .accept)
    }()

    static func appointment(_ number: Int) -> AppointmentResource {
        let start = Instant(seconds: 1_800_000_000 + Int64(number % 1_000) * 900)
        let shown = ShownAppointment(
            status: .booked, start: start, end: start.adding(seconds: 1_800),
            pair: ServiceUnit(service: "9", unit: "95316"),
            serviceName: "Hjemmesykepleie")
        return AppointmentResource(
            source: source, citizen: citizen,
            content: ToldEntry.Content(
                value: "0f8fad5b-d9cb-469f-a165-\(100_000_000_000 + number)", shown: shown, stated: start))
    }
}
