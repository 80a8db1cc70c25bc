// A shown appointment as the FHIR resource the portal takes: profile hn-basis-appointment 2.5.5 on FHIR R4. One resource
// per visit, everything it refers to contained in it, no notification tags (forbidden for home visits).

import SyncCore

public struct AppointmentResource: Sendable {
    public let source: SourceOrganisation
    public let citizen: NationalIdentityNumber
    public let content: ToldEntry.Content

    public init(source: SourceOrganisation, citizen: NationalIdentityNumber, content: ToldEntry.Content) {
        self.source = source
        self.citizen = citizen
        self.content = content
    }

    private var shown: ShownAppointment { content.shown }

    /// The resource as `application/fhir+json`; the same content gives the same bytes.
    public var json: [UInt8] {
        var writer = JSONWriter()
        writer.object { body in
            body.constant("resourceType", "Appointment")
            body.object("meta") { writeMeta(&$0) }
            body.array("contained") { writeContained(&$0) }
            if shown.isRecurring {
                body.array("extension") {
                    $0.object {
                        $0.constant("url", CodeSystem.recurring)
                        $0.bool("valueBoolean", true)
                    }
                }
            }
            body.array("identifier") {
                $0.object {
                    $0.string("system", source.identifierSystem)
                    $0.string("value", content.value)
                    $0.object("assigner") { $0.constant("reference", "#n1") }
                }
            }
            body.string("status", shown.status.code)
            if let code = shown.cancellationCode, shown.status == .cancelled {
                body.object("cancelationReason") { $0.coding(CodeSystem.cancellation, code) }
            }
            // 7 is Hjemmetjenester, the only category that may be `proposed`.
            body.array("serviceCategory") { $0.object { $0.coding(CodeSystem.serviceCategory, "7") } }
            body.object("appointmentType") { $0.coding(CodeSystem.appointmentType, "Hjemmebesok") }
            if let details = shown.details { body.string("description", details) }
            body.array("supportingInformation") {
                $0.reference("#n2")
                if shown.mayCancel { $0.reference("#f1") }
            }
            writeTimes(&body)
            body.array("participant") { writeParticipants(&$0) }
        }
        return writer.bytes
    }

    private func writeMeta(_ meta: inout JSONWriter) {
        meta.string("lastUpdated", content.stated.fhirInstant)
        meta.array("profile") { $0.string(CodeSystem.appointmentProfile.description) }
        if let minors = shown.minors {
            meta.array("security") {
                $0.object {
                    $0.constant("system", CodeSystem.accessLimit)
                    $0.string("code", minors.code)
                }
            }
        }
    }

    private func writeContained(_ contained: inout JSONWriter) {
        contained.object {
            $0.constant("resourceType", "Organization")
            $0.constant("id", "n2")
            $0.array("identifier") {
                $0.identifier(CodeSystem.unitByProfile, shown.pair.unit)
                $0.identifier(CodeSystem.herID, shown.pair.unit)
            }
            $0.string("name", shown.serviceName)
            $0.object("partOf") { $0.constant("reference", "#n1") }
        }
        contained.object {
            $0.constant("resourceType", "Organization")
            $0.constant("id", "n1")
            $0.array("identifier") {
                $0.identifier(CodeSystem.organisationNumber, source.organisationNumber)
                $0.identifier(CodeSystem.herID, source.herID)
            }
        }
        contained.object {
            $0.constant("resourceType", "Location")
            $0.constant("id", "sted")
            // PTRES: the patient's home. OF: the service's own place.
            $0.array("type") { $0.object { $0.coding(CodeSystem.roleCode, shown.place == .home ? "PTRES" : "OF") } }
        }
        for (index, name) in shown.employees.enumerated() {
            contained.object {
                $0.constant("resourceType", "Practitioner")
                $0.string("id", "p\(index + 1)")
                $0.array("name") { $0.object { $0.string("text", name) } }
            }
        }
        guard shown.mayCancel else { return }
        contained.object {
            $0.constant("resourceType", "Flag")
            $0.constant("id", "f1")
            $0.constant("status", "active")
            $0.object("code") { $0.coding(CodeSystem.flag, "cancelWithComment") }
            $0.object("subject") { $0.identifier("identifier", CodeSystem.patient(citizen), citizen.digits) }
        }
    }

    /// hn-app-reqperiod-1 and -2, start-required-inv, hn-app-entered-in-error-requires-start-and-end.
    private func writeTimes(_ body: inout JSONWriter) {
        let start = shown.start.iso8601UTC
        let end = shown.end.iso8601UTC
        if shown.isWindow, shown.status == .proposed || shown.status == .cancelled {
            body.array("requestedPeriod") {
                $0.object {
                    $0.string("start", start)
                    $0.string("end", end)
                }
            }
        } else {
            body.string("start", start)
            body.string("end", end)
        }
    }

    private func writeParticipants(_ participants: inout JSONWriter) {
        participants.object {
            // The patient only ever as a logical reference.
            $0.object("actor") {
                $0.constant("type", "Patient")
                $0.identifier("identifier", CodeSystem.patient(citizen), citizen.digits)
            }
            $0.constant("status", "accepted")
        }
        // With their types: without one the profile's rules about patients (`actor.type = 'Patient' implies …`) are neither
        // kept nor broken.
        participants.participant("#sted", type: "Location")
        for index in shown.employees.indices { participants.participant("#p\(index + 1)", type: "Practitioner") }
    }
}

extension JSONWriter {
    fileprivate mutating func participant(_ reference: String, type: StaticString) {
        object {
            $0.object("actor") {
                $0.string("reference", reference)
                $0.constant("type", type)
            }
            $0.constant("status", "accepted")
        }
    }
}
