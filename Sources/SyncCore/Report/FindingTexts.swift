// The words of the table in FindingKind.swift. Each says what is wrong and, after that, what the sender can do.

extension FindingKind {
    /// For the sender; a schema's deviation has its own words for each kind of it.
    public var text: String {
        switch rawValue {
        case ..<30: xmlText
        case ..<99: bundleText
        case 99: "The message could not be read. It is set aside and has no effect."
        case ..<150: patientText
        case ..<200: envelopeText
        case ..<300: calendarText
        case ..<400: contentText
        case ..<450: ploText
        case ..<500: privacyText
        case ..<550: activationText
        case ..<600: receiptText
        case 961...969: attachmentText
        default: deviationText
        }
    }

    private var xmlText: String {
        switch self {
        case .emptyInput: "The message is empty. Send it again with its content."
        case .tooLarge: "The message has more bytes than are read. Leave out attachments or send fewer visits in one."
        case .nulCharacter: "The message holds a NUL character, which XML forbids. Correct the export."
        case .encodingNotRead:
            "The XML declaration names an encoding that is not read. Send UTF-8, UTF-16 with a byte order mark, "
                + "ISO-8859-1 or US-ASCII."
        case .encodingNotMarked:
            "The bytes are UTF-16, UTF-32 or EBCDIC without a byte order mark. Send UTF-8, or UTF-16 with the mark."
        case .encodingContradicted:
            "The bytes are not in the encoding that the XML declaration or the byte order mark names. "
                + "Let the declaration name the encoding really used."
        case .xmlVersionNotRead: "The message is not XML 1.0. Declare and write version 1.0."
        case .declarationMalformed: "The XML declaration cannot be read. Write it as XML 1.0, section 2.8, wants it."
        case .notWellFormed: "The message is not well-formed XML. Correct the export and send the message again."
        case .cutOff: "The message ends before its last element is closed. Send it again whole."
        case .trailingContent: "Something follows after the end of the message. Send one message at a time."
        case .invalidCharacters:
            "The message holds bytes that are no characters of its encoding, or characters that XML forbids. "
                + "Correct the encoding of the export."
        case .documentType: "The message holds a document type declaration, which is never read. Leave DOCTYPE out."
        case .namespaceFault: "A prefix is used without being declared, or a namespace is malformed. Declare it."
        case .c1Control:
            "A text holds control characters U+0080 to U+009F, as windows-1252 under another label gives. "
                + "Let the XML declaration name the encoding really used."
        case .tooDeep: "Elements lie deeper inside each other than is read. Correct the export."
        case .tooManyAttributes: "An element has more attributes than are read. Correct the export."
        case .tooManyElements: "The message has more elements than are read. Send fewer visits in one message."
        case .outOfMemory: "Memory ran out while the message was read. It is kept and can be tried again."
        case .textTooLong: "A text is longer than is read. Shorten it."
        default: "An element stands where the standard has no room for it, so its meaning is unknown. Leave it out."
        }
    }

    private var bundleText: String {
        switch self {
        case .bundleCountUnreadable:
            "The Meldingsbunt has no antall, or one that is no number. No message of the bundle counts. Write the number "
                + "of its messages."
        case .bundleCountDiffers:
            "The Meldingsbunt has another number of messages than its antall says. No message of the bundle counts. Send "
                + "it again whole."
        case .bundleContent:
            "Text stands between the messages of a bundle. No message of the bundle counts. Correct the export."
        case .pageUnreadable:
            "The Utboks has no neste, or a flere that is neither true nor false. No message of the page counts. Correct "
                + "the answer."
        case .bundleUnexpected:
            "The document is a bundle of messages where one message is expected. Send each message by itself, or "
                + "configure the transport bundle."
        case .bundleTooLarge:
            "The bundle has more bytes than are read. No message of it counts. Send several bundles."
        case .wrapperNotConfigured:
            "The message lies inside an EI_fellesformat, which is read only where the configuration names it. Send the "
                + "MsgHead by itself, or have the wrapper added to input.wrappers."
        default:
            "The EI_fellesformat holds no MsgHead, or more than one. Send one message at a time."
        }
    }

    private var patientText: String {
        switch self {
        case .numberControlDigits:
            "The patient's identity number has wrong control digits. Correct the number in the EPJ and send again."
        case .numberNotElevenDigits:
            "The patient's identity number is not eleven digits. Correct the number in the EPJ and send again."
        case .numberImpossibleDate:
            "The patient's identity number holds a date that does not exist. Correct the number in the EPJ and "
                + "send again."
        case .numberHelp:
            "The patient's identity number is a help number, which nobody has on the portal. Send the message when "
                + "the person has a fødselsnummer or D-nummer."
        case .numberSynthetic:
            "The patient's identity number belongs to the synthetic test population, which this installation does "
                + "not serve. Send test persons to a test installation."
        case .numberLabel:
            "The patient's identity number is of another kind than its TypeId says. Let FNR name a fødselsnummer and "
                + "DNR a D-nummer."
        case .numberMissing:
            "The patient has no fødselsnummer or D-nummer. Send the message when the person has one."
        case .numbersDiffer:
            "The patient carries two different identity numbers of one kind, so nobody can say whose the message is. "
                + "Send the one now valid; a D-nummer may stand beside the fødselsnummer that took its place."
        case .severalPatients:
            "MsgInfo or a PatientReport names more than one patient. Send one message, or one PatientReport, for each."
        case .patientMissing:
            "The message names no patient. Fill in MsgInfo/Patient, or the Patient of each PatientReport."
        case .reportOfAnother:
            "A PatientReport names another patient than MsgInfo does. Leave MsgInfo/Patient out where there are several."
        case .reportsUnordered:
            "Two PatientReports say different things of the same patient, and nothing tells which is the newer. Send "
                + "them as messages of their own, each with its GenDate."
        default: "The patient's date of birth cannot be read. Write it as yyyy-MM-dd, or leave it out."
        }
    }

    private var envelopeText: String {
        switch self {
        case .notMsgHead:
            "The root element is not MsgHead in the namespace http://www.kith.no/xmlstds/msghead/2006-05-24. Send "
                + "MsgHead 1.2 without a wrapping."
        case .versionUnknown: "MIGversion is not v1.2 2006-05-24. Send MsgHead 1.2."
        case .typeMissing: "MsgInfo/Type has no V. Name the message type."
        case .messageIDReused:
            "The MsgId was used before for other content. The message is set aside and has no effect; send it again with a "
                + "MsgId of its own."
        case .fromTheFuture:
            "GenDate lies more than 24 hours after the message arrived. The message is set aside and has no effect; set "
                + "the sender's clock and send it again."
        case .typeUnknown: "MsgInfo/Type names no message type known here. Use a code of code list 8279."
        case .generatedUnreadable: "GenDate is missing or is no point in time. Write it as yyyy-MM-ddTHH:mm:ss with Z."
        case .messageIDNotUUID: "MsgId is missing or is no UUID. Give every message a UUID of its own."
        case .senderMissing: "The sender's outer organisation has no HER-id. Fill in Ident with TypeId HER."
        case .herIDUnreadable: "A HER-id of the sender is not a number. Correct it in the EPJ's set-up."
        case .herIDsDiffer: "An organisation of the sender has two different HER-ids. Send the one now valid."
        case .senderUnknown:
            "The sender's HER-id belongs to no configured source, so the message has no effect. Correct the HER-id, or "
                + "have the source added to the configuration."
        case .nestedMessage: "A MsgHead lies inside a MsgHead. Send the inner message by itself."
        case .headAfterDocument: "A Document stands before MsgInfo. Write the elements of MsgHead in their order."
        case .repeatedElement: "An element that may occur once occurs again. Correct the export."
        case .tooManyDocuments: "The message has more Documents than are read. Leave out attachments."
        case .typeContradicted:
            "MsgInfo/Type says another kind of message than the content is. Correct the type or the content."
        case .payloadMissing:
            "No content of the kind that MsgInfo/Type promises was found. Check the content's namespace."
        case .payloadRepeated: "The message holds the same kind of content twice. Send one message for each."
        case .documentsBesideReports:
            "Document and PatientReport stand beside each other, which MsgHead does not allow. Send the one or the other."
        case .conversationIncomplete:
            "ConversationRef lacks RefToParent or RefToConversation, or one of them is no identifier. Fill in both, or "
                + "leave ConversationRef out."
        case .attachmentsTooLarge:
            "The attachments have more bytes than are read. Leave them out or send fewer in one message."
        case .reportUnexpected:
            "PatientReport has no place in a message about who is digitally active. Use Document."
        default: "The message type is none that visits and services are read from. The message has no effect here."
        }
    }

    private var deviationText: String {
        switch self {
        case .durationMonthsAsMinutes:
            "x-expected-duration counts months where minutes are meant (P30M). Write PT30M."
        case .receiptAskedOnAnswer: "Ack asks for a receipt on an answer whose process takes none. Write Ack N."
        case .serviceIDBlank: "The category TjenesteId has a blank after its colon. Write TjenesteId:12."
        case .blanksAround: "An identifier or a code has blanks around it. Leave them out."
        case .performedEndUnusable:
            "A performed visit's dtend is missing or lies before its dtstart, and was left out. Send the real end."
        case .reasonUnknown:
            "x-cancellation-reason is none of the four texts of the standard; the cancellation counts, the reason was "
                + "left out. Use one of the four."
        case .reasonElementMisspelled:
            "x-cancelllation-reason is written with three l, as in the guide. Write x-cancellation-reason."
        case .generatedWithoutZone:
            "GenDate has no zone, so it can only be meant as Norwegian time. Write Z or an offset."
        case .serviceAreaGuideSpelling: "TjenesteOmrade is the guide's spelling. Write TjenesteOmråde."
        case .serviceIDLetterCase: "The category TjenesteId is written with other letter cases. Write TjenesteId:12."
        case .windows1252:
            "The bytes are windows-1252. Send UTF-8, or ISO-8859-1 without characters that only windows-1252 has."
        case .performedUnderRequests:
            "TypeForesp MOA is given under code list 7601, and the other codes of visits under 7602. Both are read, and "
                + "nothing has to be changed."
        case .reasonPadded:
            "x-cancellation-reason has blanks around its text, which were removed. Leave them out."
        case .schemaDeviation:
            "The message deviates from its XSD. It was read all the same; compare the element with the XSD."
        case .payloadUnknown:
            "A Document holds content of a kind that is not read here. It was passed over, and the rest of the message "
                + "counts. Check the content's namespace, or leave it out."
        case .numberSyntheticRead:
            "The patient's identity number belongs to the synthetic test population. It was read here; an installation "
                + "that serves people refuses it (EPJ-105)."
        default:
            "The TypeId of an organisation's HER-id is not of code list 9051. Write S=\"2.16.578.1.12.4.1.1.9051\"."
        }
    }
}
