// The identity numbers of one person, in whatever namespace the Ident stands: MsgHead's own for a Patient, that of
// felleskomponent1 for a Person in a list.

import SyncCore

struct IdentityReader {
    /// Why there is no number to act on.
    enum Fault: Error {
        case number(NationalIdentityNumber.Fault, Mark)
        /// FNR on a D-nummer, or the reverse.
        case label(Mark)
        /// Two numbers of one kind that are not the same.
        case differing(Mark)
        case onlyHelpNumber(Mark)
        case missing
    }

    struct Former {
        let number: NationalIdentityNumber
        let mark: Mark

        init(_ number: NationalIdentityNumber, _ mark: Mark) {
            self.number = number
            self.mark = mark
        }
    }

    private enum Label { case birthNumber, dNumber }

    private struct Candidate {
        let label: Label
        let digits: [UInt8]
        let mark: Mark
    }

    private var candidates: [Candidate] = []
    private var helpNumber: Mark?
    // Of the Ident at hand
    private var label: Label?
    private var sawTypeId = false
    private var isHelpNumber = false
    private var id: (digits: [UInt8], mark: Mark)?

    mutating func openIdent() {
        label = nil
        id = nil
        sawTypeId = false
        isHelpNumber = false
    }

    mutating func openTypeId(_ attributes: XMLAttributes, _ scene: inout Scene) throws(Refusal) {
        guard !sawTypeId else { throw Refusal(.repeatedElement) }
        sawTypeId = true
        // Code list 8116; S is often wrong or missing, so V decides.
        guard let code = scene.code(attributes) else { return }
        label = code == "FNR" ? .birthNumber : code == "DNR" ? .dNumber : nil
        isHelpNumber = code == "HNR" || code == "FHN"
    }

    mutating func takeId(_ text: ByteText, _ scene: inout Scene) throws(Refusal) {
        guard id == nil else { throw Refusal(.repeatedElement) }
        // Longer than any number, and short enough not to matter.
        var digits = Array(scene.trimmed(text).prefix(64))
        // People write a number as six digits of the date and five more, with a blank between.
        if digits.count == 12, ByteText.isBlank(digits[6]) {
            digits.remove(at: 6)
            scene.observe(.blanksAround)
        }
        id = (digits, scene.mark)
    }

    mutating func closeIdent() {
        guard let id, !id.digits.isEmpty else { return }
        if let label { candidates.append(Candidate(label: label, digits: id.digits, mark: id.mark)) }
        if isHelpNumber, helpNumber == nil { helpNumber = id.mark }
    }

    /// The number the person has by now, and the D-nummer that was his before where both are carried (identity rule 8). Of
    /// one kind there is one number.
    func numbers(_ scene: inout Scene) throws(Fault) -> (citizen: NationalIdentityNumber, former: Former?) {
        var birthNumber: NationalIdentityNumber?
        var dNumber: Former?
        for candidate in candidates {
            let number = try Self.number(candidate, scene.context.synthetic)
            let known = candidate.label == .birthNumber ? birthNumber : dNumber?.number
            if let known, known != number { throw .differing(candidate.mark) }
            if candidate.label == .birthNumber {
                birthNumber = number
            } else {
                dNumber = Former(number, candidate.mark)
            }
            if number.isSynthetic, scene.context.notesSyntheticNumbers {
                scene.observe(.numberSyntheticRead, at: candidate.mark)
            }
        }
        if let birthNumber { return (birthNumber, dNumber) }
        guard let dNumber else { throw helpNumber.map { .onlyHelpNumber($0) } ?? .missing }
        return (dNumber.number, nil)
    }

    private static func number(
        _ candidate: Candidate, _ synthetic: NationalIdentityNumber.SyntheticNumbers
    ) throws(Fault) -> NationalIdentityNumber {
        let number: NationalIdentityNumber
        do {
            number = try NationalIdentityNumber(candidate.digits, synthetic: synthetic)
        } catch {
            throw .number(error, candidate.mark)
        }
        let agrees = (candidate.label == .birthNumber) == (number.register == .birthNumber)
        guard agrees else { throw .label(candidate.mark) }
        return number
    }
}
