// Patient, of MsgInfo or of a PatientReport: the one person a message or report is about. Read first and judged later,
// because a message of a kind that is not for us is not judged by its patient.

import SyncCore

/// Whom a message is about.
struct Person {
    var citizen: NationalIdentityNumber
    /// The D-nummer that was the person's before (identity rule 8).
    var formerNumber: NationalIdentityNumber?
    /// As the message states it.
    var birthDate: CivilDate?
}

struct PatientReader {
    private var patients = 0
    private var secondPatient: Mark?
    private(set) var mark: Mark?
    private var identity = IdentityReader()
    private var birthDate: (date: CivilDate?, mark: Mark)?

    mutating func open(_ place: Place, _ attributes: XMLAttributes, _ scene: inout Scene) throws(Refusal) {
        switch place {
        case .patient:
            patients += 1
            if patients == 1 { mark = scene.mark } else if secondPatient == nil { secondPatient = scene.mark }
        case .patientIdent: identity.openIdent()
        case .patientTypeId: try identity.openTypeId(attributes, &scene)
        default: break
        }
    }

    mutating func text(_ place: Place, _ text: ByteText, _ scene: inout Scene) throws(Refusal) {
        switch place {
        case .patientId: try identity.takeId(text, &scene)
        case .dateOfBirth:
            guard birthDate == nil else { throw Refusal(.repeatedElement) }
            birthDate = (CivilDate(iso8601: scene.trimmed(text)), scene.mark)
        default: break
        }
    }

    mutating func close(_ place: Place) { if place == .patientIdent { identity.closeIdent() } }

    /// The person; `nil` where there is no Patient at all, which is judged last, because a message inside the message
    /// may be the cause.
    ///
    /// - Throws: a refusal of the group 101–149.
    func judged(_ scene: inout Scene) throws(Refusal) -> Person? {
        guard let mark else { return nil }
        if let secondPatient { throw Refusal(.severalPatients, at: secondPatient) }
        let numbers: (citizen: NationalIdentityNumber, former: IdentityReader.Former?)
        do { numbers = try identity.numbers(&scene) } catch { throw Self.refusal(error, at: mark) }
        if let birthDate, birthDate.date == nil { throw Refusal(.birthDateUnreadable, at: birthDate.mark) }
        return Person(citizen: numbers.citizen, formerNumber: numbers.former?.number, birthDate: birthDate?.date)
    }

    private static func refusal(_ fault: IdentityReader.Fault, at patient: Mark) -> Refusal {
        switch fault {
        case .number(let fault, let mark):
            let kind: FindingKind =
                switch fault {
                case .notElevenDigits: .numberNotElevenDigits
                case .wrongControlDigits: .numberControlDigits
                case .impossibleDate: .numberImpossibleDate
                case .helpNumber: .numberHelp
                case .synthetic: .numberSynthetic
                }
            return Refusal(kind, at: mark)
        case .label(let mark): return Refusal(.numberLabel, at: mark)
        case .differing(let mark): return Refusal(.numbersDiffer, at: mark)
        case .onlyHelpNumber(let mark): return Refusal(.numberHelp, at: mark)
        case .missing: return Refusal(.numberMissing, at: patient)
        }
    }
}
