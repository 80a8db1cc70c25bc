// Every finding there is, in one table: stable code, severity, words for the sender (FindingTexts), what the sender's
// receipt says and what the operator can do (FindingAnswers). The texts are read at four in the morning by someone who may
// not see the message, and by the EPJ vendor who gets them in a receipt: they say what is wrong and what can be done, and
// they hold no value of any message. docs/vendors/findings.md is made from it (FindingTable).
//
// Groups: 001–029 bytes and XML, 031–049 bundles, 101–149 patient, 151–199 envelope and what came before it, 201–299
// calendar, 301–349 services, 351–399 dialogue, 401–449 PLO, 451–499 Personvern, 501–549 Digitalbruker, 551–599 AppRec,
// 901–950 deviations that are read all the same of some or of all, 951–960 what only vendor testing notes, 961–969
// attachments. A published code keeps its meaning; 111 and 171 said that PatientReport and AppRec are not read, and are not
// given again.

/// One row of the table. The raw value is the number of the code.
public enum FindingKind: Int, CaseIterable, Sendable {
    case emptyInput = 1
    case tooLarge = 2
    case nulCharacter = 3
    case encodingNotRead = 4
    case encodingNotMarked = 5
    case encodingContradicted = 6
    case xmlVersionNotRead = 7
    case declarationMalformed = 8
    case notWellFormed = 10
    case cutOff = 11
    case trailingContent = 12
    case invalidCharacters = 13
    case documentType = 14
    case namespaceFault = 15
    case c1Control = 16
    case tooDeep = 17
    case tooManyAttributes = 18
    case tooManyElements = 19
    case textTooLong = 20
    case unexpectedElement = 21
    case outOfMemory = 22

    case bundleCountUnreadable = 31
    case bundleCountDiffers = 32
    case bundleContent = 33
    case pageUnreadable = 34
    case bundleUnexpected = 35
    case bundleTooLarge = 36
    case wrapperNotConfigured = 37
    case wrapperContent = 38

    case unexplained = 99

    case numberControlDigits = 101
    case numberNotElevenDigits = 102
    case numberImpossibleDate = 103
    case numberHelp = 104
    case numberSynthetic = 105
    case numberLabel = 106
    case numberMissing = 107
    case numbersDiffer = 108
    case severalPatients = 109
    case patientMissing = 110
    case reportOfAnother = 112
    case birthDateUnreadable = 113
    case reportsUnordered = 114

    case notMsgHead = 151
    case versionUnknown = 152
    case typeMissing = 153
    case typeUnknown = 154
    case generatedUnreadable = 155
    case messageIDNotUUID = 156
    case senderMissing = 157
    case herIDUnreadable = 158
    case herIDsDiffer = 159
    case senderUnknown = 160
    case nestedMessage = 161
    case headAfterDocument = 162
    case repeatedElement = 163
    case tooManyDocuments = 164
    case typeContradicted = 165
    case payloadMissing = 166
    case payloadRepeated = 167
    case documentsBesideReports = 168
    case conversationIncomplete = 169
    case attachmentsTooLarge = 170
    case typeForOthers = 172
    case reportUnexpected = 173
    case messageIDReused = 181
    case fromTheFuture = 182

    case startUnreadable = 201
    case endUnreadable = 202
    case offsetInTime = 203
    case zoneInTime = 204
    case endMissing = 205
    case endBeforeStart = 206
    case uidMissing = 207
    case eventPropertyRepeated = 208
    case statusUnknown = 209
    case statusMissing = 210
    case recurrenceFrequency = 211
    case recurrenceUnreadable = 212
    case recurrencePart = 213
    case exclusionUnreadable = 214
    case occurrenceUnreadable = 215
    case recurrenceSetExtended = 216
    case tooManyEvents = 217
    case uidRepeated = 251
    case durationUnknown = 252
    case identityAmbiguous = 290

    case serviceIDMissing = 301
    case servicePeriodUnreadable = 302
    case serviceUnitUnreadable = 303
    case serviceRepeated = 304
    case tooManyServices = 305
    case servicePeriodReversed = 306

    case dialogueCodeMissing = 351
    case dialogueCodesSeveral = 352
    case calendarMissing = 353
    case calendarUnexpected = 354
    case calendarEmpty = 355
    case dialogueForOthers = 371

    case shipmentStatusMissing = 401
    case shipmentStatusNotAllowed = 402
    case cancellationOfNothing = 403
    case existingServiceMissing = 404
    case privateServiceUnreadable = 405
    case existingPeriodUnreadable = 406
    case existingPeriodReversed = 407
    case deathEventMissing = 411
    case deathCodeContradicted = 412
    case iplosTypeMissing = 431
    case privateServiceLeftOut = 432
    case deathCodeMissing = 433

    case privacyDefinitionUnreadable = 451
    case privacyStatusUnknown = 452
    case privacyVersionUnreadable = 453

    case activationStatusMissing = 502
    case personsMissing = 503
    case personsUnexpected = 504
    case personNumberUnreadable = 505
    case personNumberMissing = 506
    case personNumbersDiffer = 507
    case personSynthetic = 508
    case tooManyPersons = 509
    case patientUnexpected = 510
    case activationFromPortal = 521
    case activationForOthers = 522

    case receiptGeneratedUnreadable = 551
    case receiptIDMissing = 552
    case receiptStatusUnknown = 553
    case receiptOriginalMissing = 554
    case receiptErrorUnknown = 571

    case durationMonthsAsMinutes = 901
    case receiptAskedOnAnswer = 902
    case serviceIDBlank = 903
    case blanksAround = 904
    case performedEndUnusable = 905
    case reasonUnknown = 906
    case reasonElementMisspelled = 907
    case generatedWithoutZone = 908
    case serviceAreaGuideSpelling = 909
    case serviceIDLetterCase = 910
    case herIDCodeList = 911
    case windows1252 = 912
    case performedUnderRequests = 913
    case payloadUnknown = 914
    case reasonPadded = 915

    case numberSyntheticRead = 951
    case schemaDeviation = 952

    case attachmentNotBase64 = 961
    case attachmentOtherFormat = 962
    case attachmentEmpty = 963
    case fileReferenceNotOpened = 964
    case compressionNotOpened = 965
}

extension FindingKind {
    public var code: FindingCode { FindingCode(rawValue) }

    /// What the row is by itself; a deviation (901–950) is `tolerated` where the adapter grants it, and `refused` where
    /// it is another EPJ's.
    public var severity: Finding.Severity {
        switch self {
        case .typeForOthers, .uidRepeated, .durationUnknown, .dialogueForOthers, .iplosTypeMissing,
            .privateServiceLeftOut, .deathCodeMissing, .activationFromPortal, .activationForOthers,
            .receiptErrorUnknown:
            .noted
        default: rawValue > 900 ? .noted : .refused
        }
    }

    public func finding(at position: Finding.Position, severity: Finding.Severity? = nil) -> Finding {
        Finding(code: code, severity: severity ?? self.severity, position: position, text: text)
    }

    /// The finding about an element as such, where no place was kept.
    public func finding(about element: String) -> Finding {
        finding(at: Finding.Position(line: 0, column: 0, element: element))
    }
}
