// Every shape a resource can have, for the judges of scripts/judge-resources; here only that each is one JSON object and that
// no two are alike.

import Foundation
import SyncCore
import TestSupport
import Testing

@testable import PortalClient

@Suite struct AppointmentShapesTests {
    private static let source = SourceOrganisation(
        identifierSystem: "urn:epjsync:9901-gerica", organisationNumber: "999944454", herID: "87688")

    private static let details = [
        nil, "Husk å låse opp. «Nøkkel» \\ \"kode\"\u{9}\n", String(repeating: "å", count: 1000),
    ]

    private static func shapes() -> [ShownAppointment] {
        var shapes: [ShownAppointment] = []
        for status in AppointmentStatus.allCases {
            for isWindow in [false, true] where status != .proposed || isWindow {
                for place in [OpenedService.Place.home, .elsewhere] {
                    for (index, employees) in [[], ["Kari"], ["Kari Nordmann", "Ola O'Hara"]].enumerated() {
                        for minors in [nil, OpenedService.MinorAccess.parentsAndYouth, .youthOnly, .parentsOnly] {
                            for mayCancel in [false, true] {
                                var shown = ShownAppointment(
                                    status: status, start: Instant(seconds: 1_800_000_000),
                                    end: Instant(seconds: 1_800_003_600), isWindow: isWindow,
                                    pair: ServiceUnit(service: "9", unit: "95316"), serviceName: "Hjemmesykepleie")
                                shown.place = place
                                shown.employees = employees
                                shown.minors = minors
                                shown.mayCancel = mayCancel
                                shown.isRecurring = mayCancel
                                shown.details = details[index]
                                if status == .cancelled { shown.cancellationCode = "3" }
                                shapes.append(shown)
                            }
                        }
                    }
                }
            }
        }
        return shapes
    }

    @Test(arguments: ["17912099997", "57912075186"])
    func everyShapeIsOneObject(_ number: String) throws {
        let citizen = try NationalIdentityNumber(number, synthetic: .accept)
        var seen = Set<[UInt8]>()
        for (index, shown) in Self.shapes().enumerated() {
            let content = ToldEntry.Content(value: "uid/1", shown: shown, stated: Instant(seconds: 1_799_999_999))
            let json = AppointmentResource(source: Self.source, citizen: citizen, content: content).json
            ProducedResources.keep(json)
            #expect(try JSONSerialization.jsonObject(with: Data(json)) is [String: Any])
            // An exact time and a window look the same in some statuses.
            if shown.status == .cancelled || !shown.isWindow { #expect(seen.insert(json).inserted, "\(index)") }
        }
        #expect(seen.count > 200)
    }
}
