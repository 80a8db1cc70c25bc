// PatientReport: one envelope with several patients (MsgHead 1.2), each report with Documents and a Patient of its own.
//
// The XSD lets MsgInfo/Patient and PatientReport/Patient both be there, and both be absent, and says nothing of what
// they are to each other. Read here: a report is about its own Patient; one without is about MsgInfo's; and where both
// are named they must be the same person, because a report about somebody else than its envelope is nobody's for certain.

import SyncCore

struct ReportsReader {
    private(set) var count = 0
    /// Of the report at hand.
    private(set) var mark: Mark?
    var patient = PatientReader()

    mutating func open(_ scene: Scene) throws(Refusal) {
        count += 1
        guard count <= scene.context.limits.documentsPerMessageMax else { throw Refusal(.tooManyDocuments) }
        mark = scene.mark
        patient = PatientReader()
    }

    /// Whom the report at hand is about.
    ///
    /// - Parameter head: the person of MsgInfo.
    func person(beside head: Person?, _ scene: inout Scene) throws(Refusal) -> Person? {
        guard let own = try patient.judged(&scene) else { return head }
        guard let head else { return own }
        guard let person = own.same(as: head) else { throw Refusal(.reportOfAnother, at: patient.mark) }
        return person
    }
}

/// What the reports of a message, or its content where it has none, come to together.
struct Conclusion {
    private var statements: [Statement] = []
    /// Of the statements, one for each.
    private var marks: [Mark?] = []
    private var question: ActivationQuestion?
    private var isRecorded = false

    /// - Parameter mark: for a person who is missing.
    mutating func add(_ verdict: ContentVerdict, about person: Person?, at mark: Mark?) throws(Refusal) {
        switch verdict {
        case .question(let asked): question = asked
        case .notForUs(isAboutPatient: false): break
        case .notForUs, .recorded, .statement:
            guard let person else { throw Refusal(.patientMissing, at: mark) }
            if case .recorded = verdict { isRecorded = true }
            guard case .statement(let content) = verdict else { return }
            statements.append(
                Statement(
                    citizen: person.citizen, formerNumber: person.formerNumber, birthDate: person.birthDate,
                    content: content))
            marks.append(mark)
        }
    }

    func outcome() throws(Refusal) -> ReadMessage.Outcome {
        if let question { return .question(question) }
        if let index = ReportOrder.firstUnordered(statements) { throw Refusal(.reportsUnordered, at: marks[index]) }
        if !statements.isEmpty { return .statements(statements) }
        return isRecorded ? .recorded : .notForUs
    }
}

extension Person {
    /// The person, where the envelope names the same one: a D-nummer that one of the two says is the other's former one is
    /// the same person's (identity rule 8).
    fileprivate func same(as head: Person) -> Person? {
        var person = self
        if citizen == head.citizen {
            guard formerNumber == nil || head.formerNumber == nil || formerNumber == head.formerNumber else {
                return nil
            }
            person.formerNumber = formerNumber ?? head.formerNumber
            return person
        }
        if formerNumber == head.citizen { return person }
        guard head.formerNumber == citizen else { return nil }
        person.citizen = head.citizen
        person.formerNumber = head.formerNumber
        return person
    }
}
