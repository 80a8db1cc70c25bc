// A right Appointment for each status, and a way to spoil one element of it.

@testable import PortalSimulator

/// Synthetic persons (month + 80).
enum TestPerson {
    static let foedselsnummer = "01824049986"
    static let another = "29822099635"
    static let dnummer = "57912075186"
    /// Valid by the rule of 2032 only.
    static let of2032 = "01824049994"
    static let wrongControlDigit = "01824049987"
}

enum SampleAppointment {
    static let system = "urn:example:epj:besok"

    /// A home visit that breaks no rule.
    static func with(
        status: String = "booked", value: String = "besok-1", patient: String = TestPerson.foedselsnummer,
        patientSystem: String = CodeSystems.foedselsnummer
    ) -> JSONValue {
        var visit = home(value: value, patient: patient, patientSystem: patientSystem)
        visit.set("status", .string(status))
        switch status {
        case "proposed":
            visit.set(
                "requestedPeriod", [["start": "2026-09-02T08:00:00+02:00", "end": "2026-09-02T10:00:00+02:00"]])
        case "cancelled":
            visit.set("start", "2026-09-02T08:00:00+02:00")
            visit.set("end", "2026-09-02T08:30:00+02:00")
            visit.set("cancelationReason", reason(CodeSystems.cancelationReasonCommunity))
        default:
            visit.set("start", "2026-09-02T08:00:00+02:00")
            visit.set("end", "2026-09-02T08:30:00+02:00")
        }
        return visit
    }

    static func reason(_ system: String) -> JSONValue {
        ["coding": [["system": .string(system), "code": "1"]]]
    }

    private static func home(value: String, patient: String, patientSystem: String) -> JSONValue {
        let person: JSONValue = ["system": .string(patientSystem), "value": .string(patient)]
        return [
            "resourceType": "Appointment",
            "meta": ["lastUpdated": "2026-09-01T02:10:00.000Z"],
            "contained": [
                [
                    "resourceType": "Organization", "id": "n2",
                    "identifier": [
                        ["system": .string(CodeSystems.reshID), "value": "95316"],
                        ["system": .string(CodeSystems.herID), "value": "95316"],
                    ],
                    "name": "Hjemmesykepleie", "partOf": ["reference": "#n1"],
                ],
                [
                    "resourceType": "Organization", "id": "n1",
                    "identifier": [
                        ["system": .string(CodeSystems.organisationNumber), "value": "999944454"],
                        ["system": .string(CodeSystems.herID), "value": "87688"],
                    ],
                ],
                ["resourceType": "Location", "id": "l1", "type": [role("PTRES")]],
                [
                    "resourceType": "Flag", "id": "f1", "status": "active", "code": flag("cancel"),
                    "subject": ["identifier": person],
                ],
                ["resourceType": "Practitioner", "id": "p1", "name": [["text": "Ansatt En"]]],
            ],
            "extension": [["url": .string(AppointmentRule.recurringURL), "valueBoolean": false]],
            "identifier": [
                ["system": .string(system), "value": .string(value), "assigner": ["reference": "#n1"]]
            ],
            "serviceCategory": [["coding": [["system": "urn:oid:2.16.578.1.12.4.1.1.7619", "code": "7"]]]],
            "appointmentType": [
                "coding": [["system": "urn:oid:2.16.578.1.12.4.1.1.7617", "code": "Hjemmebesok"]]
            ],
            "supportingInformation": [["reference": "#n2"], ["reference": "#f1"]],
            "participant": [
                ["actor": ["type": "Patient", "identifier": person], "status": "accepted"],
                ["actor": ["reference": "#l1"], "status": "accepted"],
                ["actor": ["reference": "#p1"], "status": "accepted"],
            ],
        ]
    }

    static func role(_ code: String) -> JSONValue {
        ["coding": [["system": .string(CodeSystems.roleCode), "code": .string(code)]]]
    }

    static func flag(_ code: String) -> JSONValue {
        [
            "coding": [
                [
                    "system": "http://helsenorge.no/fhir/CodeSystem/hn-appointment-flag-code-cs",
                    "code": .string(code),
                ]
            ]
        ]
    }

    /// A right appointment of a hospital (service category 27).
    static func specialist() -> JSONValue {
        var visit = with()
        visit.set(
            "serviceCategory.0.coding.0",
            ["system": "http://terminology.hl7.org/CodeSystem/service-category", "code": "27"])
        visit.set("contained.2.type.0", role("HU"))
        visit.set("contained.2.managingOrganization", ["reference": "#n1"])
        visit.append(
            "contained",
            [
                "resourceType": "Location", "id": "l2", "type": [role("HOSP")],
                "managingOrganization": ["reference": "#n1"],
            ])
        visit.append("participant", ["actor": ["reference": "#l2"], "status": "accepted"])
        return visit
    }
}

extension JSONValue {
    /// Sets the value at a path such as `participant.0.status`; `nil` removes it. Missing objects are made.
    mutating func set(_ path: String, _ value: JSONValue?) {
        set(path.split(separator: ".").map(String.init)[...], value)
    }

    /// Appends to the array at `path`.
    mutating func append(_ path: String, _ value: JSONValue) {
        set(path, .array((self[path]?.array ?? []) + [value]))
    }

    /// The value at a path.
    subscript(path: String) -> JSONValue? {
        path.split(separator: ".").reduce(JSONValue?.some(self)) { value, step in
            if let index = Int(step), let array = value?.array { return array.indices ~= index ? array[index] : nil }
            return value?.object?[String(step)]
        }
    }

    private mutating func set(_ steps: ArraySlice<String>, _ value: JSONValue?) {
        guard let step = steps.first else {
            self = value ?? .null
            return
        }
        if var array, let index = Int(step) {
            if steps.count == 1, value == nil {
                array.remove(at: index)
            } else {
                array[index].set(steps.dropFirst(), value)
            }
            self = .array(array)
            return
        }
        var object = object ?? JSONObject()
        if steps.count == 1 {
            object[step] = value
        } else {
            var child = object[step] ?? .object(JSONObject())
            child.set(steps.dropFirst(), value)
            object[step] = child
        }
        self = .object(object)
    }

    var bytes: [UInt8] { JSONWriter.write(self) }
}
