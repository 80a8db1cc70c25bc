// The verdict of `verify` on one message: what a night would make of it, as far as the message alone tells.

import EPJAdapters
import SyncCore

struct VerifiedMessage: Equatable, Sendable {
    enum Outcome: String, Sendable {
        case accepted, refused, notForUs
    }

    /// As the command line gave it; below a folder, with the way from there.
    let file: String
    /// Which message of the file, from 1; 0 for a bundle or page as a whole, which is listed when it cannot be read whole.
    let member: Int
    /// In the words of the standards; `nil` when reading stopped before it was known.
    let kind: String?
    let outcome: Outcome
    let findings: [Finding]
}

extension VerifiedMessage {
    /// - Parameter check: adds where the message deviates from its XSDs; that is noted, because a night does not ask.
    init(_ member: DocumentMember, file: String, _ check: SchemaCheck?) {
        var message = member.message
        if let check { message.findings += check.findings(in: member) }
        self.init(message, file: file, member: member.number)
    }

    init(_ message: ReadMessage, file: String, member: Int = 1) {
        var outcome: Outcome
        var findings = message.findings
        switch message.outcome {
        case .refused, .unknownSender: outcome = .refused
        case .notForUs: outcome = .notForUs
        case .question, .recorded, .receipt: outcome = .accepted
        case .statements(let statements):
            outcome = .accepted
            for case .visits(let visits) in statements.map(\.content) where visits.hasAmbiguousIdentity {
                outcome = .refused
                findings.insert(FindingKind.identityAmbiguous.atEvent, at: 0)
            }
        }
        self.init(
            file: file, member: member, kind: message.subject.map(Self.name), outcome: outcome, findings: findings)
    }

    /// A bundle that is not whole: nothing of it counts, whatever was said of its messages.
    init(file: String, bundleFault: Finding) {
        self.init(file: file, member: 0, kind: "meldingsbunt", outcome: .refused, findings: [bundleFault])
    }

    private static func name(_ subject: MessageSubject) -> String {
        switch subject {
        case .bookedVisits: "bestilte-timer"
        case .noBookedVisits: "ingen-bestilte-timer"
        case .services: "tjenesteoversikt"
        case .unitServices: "orientering-tjenestetilbud"
        case .patientLogistics: "pasientlogistikk"
        case .privacy: "personvern"
        case .activation: "digitalbruker"
        case .receipt: "apprec"
        case .performedVisit: "melding-om-avtale"
        case .visit: "avtale"
        case .somethingElse: "ukjent"
        }
    }
}
