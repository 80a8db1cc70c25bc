// The rows of the table of findings for PLO, Personvern, Digitalbruker and AppRec, word for word.

extension FindingTableTests {
    static let personTexts: [String: String] = [
        "EPJ-401":
            "Forsendelsesstatus is missing or has no V. Send N for a new message, C to cancel one.",
        "EPJ-402":
            "Forsendelsesstatus is neither N nor C, and this message allows no other. Send the whole "
            + "content as N.",
        "EPJ-403":
            "Forsendelsesstatus is C, but ConversationRef does not say what is cancelled. Fill it in "
            + "with the MsgId of the first message.",
        "EPJ-404":
            "OrienteringOmTjenestetilbud has no EksisterendeTjeneste. Name the services, or cancel "
            + "the earlier message.",
        "EPJ-405":
            "PrivatTjeneste is missing or is neither true nor false, so the list of services cannot "
            + "count. Fill it in.",
        "EPJ-406":
            "Startdato or Sluttdato is no date, so the list of services cannot count. Write "
            + "yyyy-MM-dd, or leave it out.",
        "EPJ-407":
            "An EksisterendeTjeneste ends before it begins, so the list of services cannot count. "
            + "Correct its dates.",
        "EPJ-411":
            "OrienteringOmDod has no TidsfestetHendelse. Send the event.",
        "EPJ-412":
            "OrienteringOmDod holds an event that is not 13 of code list 9121. Send 13, or the "
            + "message that fits the event.",
        "EPJ-431":
            "An EksisterendeTjeneste has no IPLOStjenestetype of code list 9151, so nobody can say "
            + "which service it is. It opens nothing, and the list ends nothing while it stands there; send the code.",
        "EPJ-432":
            "An EksisterendeTjeneste is private and was left out. It is none of the municipality's "
            + "services.",
        "EPJ-433":
            "The death has no Hendelsekode and was read by its element. Send 13 of code list 9121.",
        "EPJ-451":
            "The privacy setting does not say of which definition it is. Send "
            + "PersonvernInnstillingDefinisjonId as a GUID; in Reservasjon 1.0, Part and Omfang.",
        "EPJ-452":
            "Status of the privacy setting is missing or is none of code list 7609. Send one of its "
            + "codes.",
        "EPJ-453":
            "Versjonsnummer of the privacy setting is missing or is no whole number from 1. Send it, "
            + "rising.",
        "EPJ-502":
            "SDAB does not say whether the person is digitally active. Send KodetOpplysning once, "
            + "with V 1 or 2 of code list 1101.",
        "EPJ-503":
            "The Dialogmelding speaks of a list of persons, but no Personer document follows. Send "
            + "it.",
        "EPJ-504":
            "The Dialogmelding speaks of no list of persons, but a Personer document follows. Leave "
            + "it out.",
        "EPJ-505":
            "A Person of the list has an identity number that cannot be read, so the list cannot "
            + "count. Correct the number, its length and its TypeId.",
        "EPJ-506":
            "A Person of the list has no fødselsnummer or D-nummer, so the list cannot count. Leave "
            + "the person out until there is one.",
        "EPJ-507":
            "A Person of the list carries two different identity numbers, so the list cannot count. "
            + "Send the one now valid.",
        "EPJ-508":
            "A Person of the list belongs to the synthetic test population, which this installation "
            + "does not serve. Send test persons to a test installation.",
        "EPJ-509":
            "The list has more persons than are read. Ask about fewer in one message.",
        "EPJ-510":
            "SIDAB asks about the persons of its list, but MsgInfo names a Patient as well. Leave "
            + "Patient out.",
        "EPJ-521":
            "The Dialogmelding is what the portal says to EPJs (SDAB, 28 or 29). It was read and has "
            + "no effect here.",
        "EPJ-522":
            "The Dialogmelding is none of SIDAB, SDAB, 28 and 29. The message has no effect here.",
        "EPJ-551":
            "GenDate of the receipt is missing or is no point in time. Write it as "
            + "yyyy-MM-ddTHH:mm:ss with Z.",
        "EPJ-552":
            "The receipt has no Id of its own. Give it a UUID.",
        "EPJ-553":
            "Status of the receipt is missing or is none of 1, 2 and 3 of code list 8258. Send one.",
        "EPJ-554":
            "The receipt does not say which message it answers. Fill in OriginalMsgId/Id with that "
            + "message's MsgId.",
        "EPJ-571":
            "An Error of the receipt has no code of list 8221 and was left out. Send one of its "
            + "codes.",
    ]
}
