// The words of the table in FindingKind.swift for PLO, Personvern, Digitalbruker, AppRec and attachments.

extension FindingKind {
    var ploText: String {
        switch self {
        case .shipmentStatusMissing:
            "Forsendelsesstatus is missing or has no V. Send N for a new message, C to cancel one."
        case .shipmentStatusNotAllowed:
            "Forsendelsesstatus is neither N nor C, and this message allows no other. Send the whole content as N."
        case .cancellationOfNothing:
            "Forsendelsesstatus is C, but ConversationRef does not say what is cancelled. Fill it in with the MsgId of "
                + "the first message."
        case .existingServiceMissing:
            "OrienteringOmTjenestetilbud has no EksisterendeTjeneste. Name the services, or cancel the earlier message."
        case .privateServiceUnreadable:
            "PrivatTjeneste is missing or is neither true nor false, so the list of services cannot count. Fill it in."
        case .existingPeriodUnreadable:
            "Startdato or Sluttdato is no date, so the list of services cannot count. Write yyyy-MM-dd, or leave it out."
        case .existingPeriodReversed:
            "An EksisterendeTjeneste ends before it begins, so the list of services cannot count. Correct its dates."
        case .deathEventMissing: "OrienteringOmDod has no TidsfestetHendelse. Send the event."
        case .deathCodeContradicted:
            "OrienteringOmDod holds an event that is not 13 of code list 9121. Send 13, or the message that fits the event."
        case .iplosTypeMissing:
            "An EksisterendeTjeneste has no IPLOStjenestetype of code list 9151, so nobody can say which service it is. "
                + "It opens nothing, and the list ends nothing while it stands there; send the code."
        case .privateServiceLeftOut:
            "An EksisterendeTjeneste is private and was left out. It is none of the municipality's services."
        default: "The death has no Hendelsekode and was read by its element. Send 13 of code list 9121."
        }
    }

    var privacyText: String {
        switch self {
        case .privacyDefinitionUnreadable:
            "The privacy setting does not say of which definition it is. Send PersonvernInnstillingDefinisjonId as a "
                + "GUID; in Reservasjon 1.0, Part and Omfang."
        case .privacyStatusUnknown:
            "Status of the privacy setting is missing or is none of code list 7609. Send one of its codes."
        default: "Versjonsnummer of the privacy setting is missing or is no whole number from 1. Send it, rising."
        }
    }

    var activationText: String {
        switch self {
        case .activationStatusMissing:
            "SDAB does not say whether the person is digitally active. Send KodetOpplysning once, with V 1 or 2 of code "
                + "list 1101."
        case .personsMissing:
            "The Dialogmelding speaks of a list of persons, but no Personer document follows. Send it."
        case .personsUnexpected:
            "The Dialogmelding speaks of no list of persons, but a Personer document follows. Leave it out."
        case .personNumberUnreadable:
            "A Person of the list has an identity number that cannot be read, so the list cannot count. Correct the "
                + "number, its length and its TypeId."
        case .personNumberMissing:
            "A Person of the list has no fødselsnummer or D-nummer, so the list cannot count. Leave the person out until "
                + "there is one."
        case .personNumbersDiffer:
            "A Person of the list carries two different identity numbers, so the list cannot count. Send the one now valid."
        case .personSynthetic:
            "A Person of the list belongs to the synthetic test population, which this installation does not serve. "
                + "Send test persons to a test installation."
        case .tooManyPersons: "The list has more persons than are read. Ask about fewer in one message."
        case .patientUnexpected:
            "SIDAB asks about the persons of its list, but MsgInfo names a Patient as well. Leave Patient out."
        case .activationFromPortal:
            "The Dialogmelding is what the portal says to EPJs (SDAB, 28 or 29). It was read and has no effect here."
        default: "The Dialogmelding is none of SIDAB, SDAB, 28 and 29. The message has no effect here."
        }
    }

    var receiptText: String {
        switch self {
        case .receiptGeneratedUnreadable:
            "GenDate of the receipt is missing or is no point in time. Write it as yyyy-MM-ddTHH:mm:ss with Z."
        case .receiptIDMissing: "The receipt has no Id of its own. Give it a UUID."
        case .receiptStatusUnknown:
            "Status of the receipt is missing or is none of 1, 2 and 3 of code list 8258. Send one."
        case .receiptOriginalMissing:
            "The receipt does not say which message it answers. Fill in OriginalMsgId/Id with that message's MsgId."
        default: "An Error of the receipt has no code of list 8221 and was left out. Send one of its codes."
        }
    }

    var attachmentText: String {
        switch self {
        case .attachmentNotBase64:
            "An attachment is not base64 as RFC 4648 wants it. The message was read without it; correct the export."
        case .attachmentOtherFormat:
            "An attachment does not begin as its MimeType promises. The message was read without it; correct either."
        case .attachmentEmpty: "An attachment is empty. The message was read without it; send it with its content."
        case .fileReferenceNotOpened:
            "FileReference names a file elsewhere, which is never opened. Send the content along, if it matters."
        default: "Compression says that a document is compressed, and it was not opened. Send it as it is."
        }
    }
}
