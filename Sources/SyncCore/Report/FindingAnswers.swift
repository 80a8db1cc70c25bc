// What follows from a finding: the error code in the sender's receipt (Volven 8221, in an AppRec of status 2 of 8258),
// and what whoever runs the service can do about it.

/// Volven 8221, as far as the reading of a message gives it. `E35` is not among them: that somebody is not active on the
/// portal is no fault of a message (R17).
public enum ReceiptError: String, CaseIterable, Sendable {
    /// No XML, not well-formed, not readable.
    case notWellFormed = "T01"
    /// Does not validate.
    case notValid = "T02"
    case formatNotSupported = "T10"
    case messageIDInvalid = "E10"
    case numberMissing = "E30"
    case numberWrong = "E31"
    case patientInsufficient = "E36"
    case other = "X99"
}

extension FindingKind {
    /// `nil` for what refuses no message, and for a bundle, which is no message and gets no receipt.
    public var receiptError: ReceiptError? {
        guard severity == .refused else { return nil }
        switch self {
        case .encodingNotRead, .xmlVersionNotRead, .notMsgHead, .versionUnknown, .typeUnknown, .wrapperNotConfigured,
            .wrapperContent, .bundleUnexpected:
            return .formatNotSupported
        case .bundleCountUnreadable, .bundleCountDiffers, .bundleContent, .pageUnreadable, .bundleTooLarge: return nil
        case .messageIDNotUUID, .messageIDReused: return .messageIDInvalid
        case .numberMissing, .personNumberMissing: return .numberMissing
        case .numberControlDigits, .numberNotElevenDigits, .numberImpossibleDate, .numberHelp, .numberLabel,
            .numbersDiffer, .numberSynthetic, .personNumberUnreadable, .personNumbersDiffer, .personSynthetic:
            return .numberWrong
        case .patientMissing, .severalPatients, .birthDateUnreadable, .reportOfAnother: return .patientInsufficient
        case .tooLarge, .tooDeep, .tooManyAttributes, .tooManyElements, .textTooLong, .outOfMemory, .tooManyDocuments,
            .attachmentsTooLarge, .tooManyEvents, .tooManyServices, .tooManyPersons, .senderUnknown, .fromTheFuture,
            .identityAmbiguous, .unexplained:
            return .other
        default: return rawValue < 30 ? .notWellFormed : .notValid
        }
    }

    /// Whose matter a finding is.
    public enum Concern: String, CaseIterable, Sendable {
        case vendor, register, limit, configuration, machine, none
    }

    public var concern: Concern {
        if severity == .noted { return .none }
        switch self {
        case .numberControlDigits, .numberNotElevenDigits, .numberImpossibleDate, .numberHelp, .numberLabel,
            .numberMissing, .numbersDiffer, .personNumberUnreadable, .personNumberMissing, .personNumbersDiffer,
            .patientMissing, .birthDateUnreadable:
            return .register
        case .tooLarge, .tooDeep, .tooManyAttributes, .tooManyElements, .textTooLong, .bundleTooLarge,
            .tooManyDocuments, .attachmentsTooLarge, .tooManyEvents, .tooManyServices, .tooManyPersons:
            return .limit
        case .senderUnknown, .wrapperNotConfigured, .bundleUnexpected, .numberSynthetic, .personSynthetic:
            return .configuration
        case .outOfMemory, .unexplained: return .machine
        default: return .vendor
        }
    }
}

extension FindingKind.Concern {
    /// For the operator, who sees code and place and not the message.
    public var text: String {
        switch self {
        case .vendor:
            "The EPJ's export is wrong. Give code, line and element to its vendor. The message lies in quarantine and has no "
                + "effect; a corrected message needs nothing from you."
        case .register:
            "A person is registered in the EPJ in a way that nobody can be found by. Ask the municipality to correct the "
                + "person there; the EPJ then sends a new message, which needs nothing from you."
        case .limit:
            "A limit of this installation was passed. If such messages are sound, raise it under [limits], check it with "
                + "'epjsyncd check-config', and read the message again with 'epjsyncd quarantine retry'."
        case .configuration:
            "This installation is not configured for the message. If it should be, add the source, the wrapper or the "
                + "transport, or name synthetic_numbers on a test installation, and read the message again with "
                + "'epjsyncd quarantine retry'."
        case .machine:
            "The message may be sound. See to the machine's memory, and read the message again with 'epjsyncd quarantine "
                + "retry'; if it stays, report it with the code."
        case .none: "Nothing. The message counts, or is none of ours; the finding is for the vendor."
        }
    }
}
