// Offers and members as a source sends them.

@testable import PortalSimulator

enum SampleBundle {
    static let source = "urn:epjsync:9901-gerica"

    /// Offers of Hjemmesykepleie by unit 95316 and, unless left out, of Praktisk bistand by the same unit.
    static func offers(services: [(id: String, name: String)] = [("9", "Hjemmesykepleie")]) -> JSONValue {
        var entries: [JSONValue] = [
            [
                "fullUrl": "urn:uuid:1",
                "resource": [
                    "resourceType": "Organization", "name": "Hjemmetjenesten",
                    "identifier": [["system": .string(CodeSystems.organisationNumber), "value": "999944454"]],
                ],
            ],
            [
                "fullUrl": "urn:uuid:2",
                "resource": ["resourceType": "Location", "name": "Hjemmetjenesten"],
            ],
        ]
        entries += services.enumerated().map { index, service in
            [
                "fullUrl": .string("urn:uuid:\(index + 3)"),
                "resource": [
                    "resourceType": "HealthcareService", "active": true, "name": .string(service.name),
                    "identifier": [["system": .string(source), "value": .string("\(service.id)@95316")]],
                    "providedBy": ["reference": "urn:uuid:1"], "location": [["reference": "urn:uuid:2"]],
                    "endpoint": [["identifier": ["system": .string(CodeSystems.herID), "value": "95316"]]],
                ],
            ]
        }
        return bundle("collection", entries)
    }

    static func members(_ entries: JSONValue...) -> JSONValue { bundle("batch", entries) }

    static func member(
        _ patient: String = TestPerson.foedselsnummer, offer: String = "9@95316", start: String = "2027-01-01",
        end: String = "9999-12-31"
    ) -> JSONValue {
        [
            "resource": [
                "resourceType": "Patient",
                "extension": [["url": .string(Membership.offerURL), "valueString": .string(offer)]],
                "identifier": [["system": .string(CodeSystems.foedselsnummer), "value": .string(patient)]],
                "contact": [
                    [
                        "organization": [
                            "identifier": [
                                "system": .string(CodeSystems.organisationNumber), "value": "999944454",
                            ]
                        ],
                        "period": ["start": .string(start), "end": .string(end)],
                    ]
                ],
            ]
        ]
    }

    private static func bundle(_ type: String, _ entries: [JSONValue]) -> JSONValue {
        [
            "resourceType": "Bundle", "type": .string(type),
            "identifier": ["system": .string(CodeSystems.rfc3986), "value": .string(source)],
            "entry": .array(entries),
        ]
    }
}
