// The shape of the resources the portal reads: FHIR R4's elements, their types and whether they repeat.
//
// Written out rather than generated, because the portal reads few types. An element that is not here is an error
// (FHIR R4 §2.6: unknown elements are), not something passed over: a misspelt `cancellationReason` must not vanish.

/// Elements of the FHIR R4 types in use.
enum ResourceShape {
    /// One element of a type.
    struct Element: Equatable, Sendable {
        /// A primitive's name, a type in `types`, or a type that is not looked into.
        var type: String
        var repeats: Bool
    }

    /// Elements by type, then by name.
    static let types: [String: [String: Element]] = definitions.mapValues(parse)

    /// `name:type`, with `*` after the name of an element that repeats.
    private static let definitions = [
        "Appointment": domainResource + """
             identifier*:Identifier status:code cancelationReason:CodeableConcept serviceCategory*:CodeableConcept
             serviceType*:CodeableConcept specialty*:CodeableConcept appointmentType:CodeableConcept
             reasonCode*:CodeableConcept reasonReference*:Reference priority:unsignedInt description:string
             supportingInformation*:Reference start:instant end:instant minutesDuration:positiveInt slot*:Reference
             created:dateTime comment:string patientInstruction:string basedOn*:Reference
             participant*:Appointment.participant requestedPeriod*:Period
            """,
        "Appointment.participant": element + """
             modifierExtension*:Extension type*:CodeableConcept actor:Reference required:code status:code period:Period
            """,
        "Organization": domainResource + """
             identifier*:Identifier active:boolean type*:CodeableConcept name:string alias*:string
             telecom*:ContactPoint address*:Address partOf:Reference contact*:BackboneElement endpoint*:Reference
            """,
        "Location": domainResource + """
             identifier*:Identifier status:code operationalStatus:Coding name:string alias*:string description:string
             mode:code type*:CodeableConcept telecom*:ContactPoint address:Address physicalType:CodeableConcept
             position:BackboneElement managingOrganization:Reference partOf:Reference
             hoursOfOperation*:BackboneElement availabilityExceptions:string endpoint*:Reference
            """,
        "Flag": domainResource + """
             identifier*:Identifier status:code category*:CodeableConcept code:CodeableConcept subject:Reference
             period:Period encounter:Reference author:Reference
            """,
        "Practitioner": domainResource + """
             identifier*:Identifier active:boolean name*:HumanName telecom*:ContactPoint address*:Address gender:code
             birthDate:date photo*:Attachment qualification*:BackboneElement communication*:CodeableConcept
            """,
        "PractitionerRole": domainResource + """
             identifier*:Identifier active:boolean period:Period practitioner:Reference organization:Reference
             code*:CodeableConcept specialty*:CodeableConcept location*:Reference healthcareService*:Reference
             telecom*:ContactPoint availableTime*:BackboneElement notAvailable*:BackboneElement
             availabilityExceptions:string endpoint*:Reference
            """,
        "HealthcareService": domainResource + """
             identifier*:Identifier active:boolean providedBy:Reference category*:CodeableConcept
             type*:CodeableConcept specialty*:CodeableConcept location*:Reference name:string comment:string
             extraDetails:markdown photo:Attachment telecom*:ContactPoint coverageArea*:Reference
             serviceProvisionCode*:CodeableConcept eligibility*:BackboneElement program*:CodeableConcept
             characteristic*:CodeableConcept communication*:CodeableConcept referralMethod*:CodeableConcept
             appointmentRequired:boolean availableTime*:BackboneElement notAvailable*:BackboneElement
             availabilityExceptions:string endpoint*:Reference
            """,
        "Patient": domainResource + """
             identifier*:Identifier active:boolean name*:HumanName telecom*:ContactPoint gender:code birthDate:date
             deceasedBoolean:boolean deceasedDateTime:dateTime address*:Address maritalStatus:CodeableConcept
             multipleBirthBoolean:boolean multipleBirthInteger:integer photo*:Attachment contact*:Patient.contact
             communication*:BackboneElement generalPractitioner*:Reference managingOrganization:Reference
             link*:BackboneElement
            """,
        "Patient.contact": element + """
             modifierExtension*:Extension relationship*:CodeableConcept name:HumanName telecom*:ContactPoint
             address:Address gender:code organization:Reference period:Period
            """,
        "Meta": element + """
             versionId:id lastUpdated:instant source:uri profile*:uri security*:Coding tag*:Coding
            """,
        "Identifier": element + """
             use:code type:CodeableConcept system:uri value:string period:Period assigner:Reference
            """,
        "Reference": element + " reference:string type:uri identifier:Identifier display:string",
        "CodeableConcept": element + " coding*:Coding text:string",
        "Coding": element + " system:uri version:string code:code display:string userSelected:boolean",
        "Period": element + " start:dateTime end:dateTime",
        "HumanName": element + """
             use:code text:string family:string given*:string prefix*:string suffix*:string period:Period
            """,
    ]

    private static let element = "id:string extension*:Extension"

    private static let domainResource = """
        resourceType:code id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource
        extension*:Extension modifierExtension*:Extension
        """

    private static func parse(_ definition: String) -> [String: Element] {
        var elements: [String: Element] = [:]
        for word in definition.split(whereSeparator: \.isWhitespace) {
            let parts = word.split(separator: ":")
            let repeats = parts[0].hasSuffix("*")
            elements[String(repeats ? parts[0].dropLast() : parts[0])] = Element(
                type: String(parts[1]), repeats: repeats)
        }
        return elements
    }
}
