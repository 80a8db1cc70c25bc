// MsgInfo/Patient: the one person a message is about. Read first and judged later, because a message of a kind that is
// not for us is not judged by its patient.

import SyncCore

struct PatientReader {
    private enum Label { case birthNumber, dNumber }

    private struct Candidate {
        let label: Label
        let digits: [UInt8]
        let mark: Mark
    }

    private var patients = 0
    private var secondPatient: Mark?
    private var candidates: [Candidate] = []
    private var helpNumber: Mark?
    private var patientMark: Mark?
    private var birthDate: (date: CivilDate?, mark: Mark)?
    /// Of the Ident at hand.
    private var label: Label?
    private var sawTypeId = false
    private var isHelpNumber = false
    private var id: (digits: [UInt8], mark: Mark)?

    mutating func open(_ place: Place, _ attributes: XMLAttributes, _ scene: inout Scene) throws(Refusal) {
        switch place {
        case .patient:
            patients += 1
            if patients == 1 { patientMark = scene.mark } else if secondPatient == nil { secondPatient = scene.mark }
        case .patientIdent:
            label = nil
            id = nil
            sawTypeId = false
            isHelpNumber = false
        case .patientTypeId:
            guard !sawTypeId else { throw Refusal(.repeatedElement) }
            sawTypeId = true
            // Code list 8116; S is often wrong or missing, so V decides.
            guard let code = scene.code(attributes) else { return }
            label = code == "FNR" ? .birthNumber : code == "DNR" ? .dNumber : nil
            isHelpNumber = code == "HNR" || code == "FHN"
        default: break
        }
    }

    mutating func text(_ place: Place, _ text: ByteText, _ scene: inout Scene) throws(Refusal) {
        switch place {
        case .patientId:
            guard id == nil else { throw Refusal(.repeatedElement) }
            // Longer than any number, and short enough not to matter.
            id = (Array(scene.trimmed(text).prefix(64)), scene.mark)
        case .dateOfBirth:
            guard birthDate == nil else { throw Refusal(.repeatedElement) }
            birthDate = (CivilDate(iso8601: scene.trimmed(text)), scene.mark)
        default: break
        }
    }

    mutating func close(_ place: Place, _ scene: inout Scene) {
        guard place == .patientIdent, let id, !id.digits.isEmpty else { return }
        if let label { candidates.append(Candidate(label: label, digits: id.digits, mark: id.mark)) }
        if isHelpNumber, helpNumber == nil { helpNumber = id.mark }
    }

    /// The person, with the date of birth that the message states; `nil` where there is no Patient at all, which is
    /// judged last, because a message inside the message may be the cause.
    ///
    /// - Throws: a refusal of the group 101–149.
    func judged(
        _ scene: inout Scene
    ) throws(Refusal) -> (citizen: NationalIdentityNumber, birthDate: CivilDate?)? {
        guard let patientMark else { return nil }
        if let secondPatient { throw Refusal(.severalPatients, at: secondPatient) }
        var citizen: NationalIdentityNumber?
        for candidate in candidates {
            let number = try Self.number(candidate, scene.context.synthetic)
            if let citizen, citizen != number { throw Refusal(.numbersDiffer, at: candidate.mark) }
            citizen = number
            if number.isSynthetic, scene.context.notesSyntheticNumbers {
                scene.observe(.numberSyntheticRead, at: candidate.mark)
            }
        }
        guard let citizen else {
            if let helpNumber { throw Refusal(.numberHelp, at: helpNumber) }
            throw Refusal(.numberMissing, at: patientMark)
        }
        if let birthDate, birthDate.date == nil { throw Refusal(.birthDateUnreadable, at: birthDate.mark) }
        return (citizen, birthDate?.date)
    }

    private static func number(
        _ candidate: Candidate, _ synthetic: NationalIdentityNumber.SyntheticNumbers
    ) throws(Refusal) -> NationalIdentityNumber {
        let number: NationalIdentityNumber
        do {
            number = try NationalIdentityNumber(candidate.digits, synthetic: synthetic)
        } catch {
            let kind: FindingKind =
                switch error {
                case .notElevenDigits: .numberNotElevenDigits
                case .wrongControlDigits: .numberControlDigits
                case .impossibleDate: .numberImpossibleDate
                case .helpNumber: .numberHelp
                case .synthetic: .numberSynthetic
                }
            throw Refusal(kind, at: candidate.mark)
        }
        let agrees = (candidate.label == .birthNumber) == (number.register == .birthNumber)
        guard agrees else { throw Refusal(.numberLabel, at: candidate.mark) }
        return number
    }
}
