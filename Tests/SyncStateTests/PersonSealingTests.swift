// Who has the database and not the key learns nothing of a dialogue, a setting or a question, and what is moved from one
// citizen to another does not open.

import Foundation
import GRDB
import Testing

@testable import SyncCore
@testable import SyncState

@Suite struct PersonSealingTests {
    private static let conversation = "0f1d7f3a-51c9-4b1e-9d2f-c0ffee000001"
    private static let definition = "0f1d7f3a-51c9-4b1e-9d2f-c0ffee000002"
    private static let msgID = "0f1d7f3a-51c9-4b1e-9d2f-c0ffee000003"

    /// Two citizens of whom everything is said.
    private func installation() throws -> Installation {
        let installation = try Installation()
        for person in [0, 1] {
            try installation.record([
                installation.services(["9"], of: person),
                installation.list(Self.conversation, ["iplos-15"], of: person),
                installation.death(Self.conversation, of: person),
                installation.privacy(Self.definition, 1, .consentRegistered, of: person),
            ])
        }
        try installation.record([
            installation.question([2, 3], id: Self.msgID), installation.question([2], id: "other"),
        ])
        try installation.answer(active: [0, 1])
        return installation
    }

    @Test("R19 no number, GUID, MsgId or code lies readable in the state") func nothingLiesReadable() throws {
        let installation = try installation()
        for isHome in [false, true] {
            if isHome { try installation.ledger.checkpoint() }
            let words = [Self.conversation, Self.definition, Self.msgID, "iplos-15", "RSAM"]
            let needles = words.map { Data($0.utf8) } + (0...3).map { Data(People.person($0).digits.utf8) }
            for (file, bytes) in try installation.folder.contents() {
                for (index, needle) in needles.enumerated() {
                    #expect(bytes.range(of: needle) == nil, "needle \(index) lies readable in \(file)")
                }
            }
        }
        // The search can find: the words did go in.
        #expect(try installation.situation()?.unitServices.first?.conversation == Self.conversation)
        #expect(try installation.situation()?.unitServices.first?.services.map(\.code) == ["iplos-15"])
        let questions = try installation.ledger.pendingQuestions(of: installation.source)
        #expect(questions.first?.messageID == Self.msgID)
    }

    @Test func aDialogueAndADefinitionAreNamedDifferently() throws {
        let keys = InstallationKeys(try #require(MasterKey([UInt8](repeating: 7, count: 32))))
        let digests = [keys.conversationKey("a"), keys.definitionKey("a"), keys.messageKey("a"), keys.memberKey("a")]
        #expect(Set(digests).count == digests.count)
    }

    @Test(arguments: [("unitService", "citizen"), ("death", "citizen"), ("privacySetting", "citizen")])
    func whatIsMovedToAnotherCitizenDoesNotOpen(_ table: String, _ key: String) throws {
        let installation = try installation()
        try swap(table, key, in: installation)
        #expect(throws: LedgerFault.sealBroken) { try installation.situation() }
    }

    @Test func personsMovedToAnotherQuestionDoNotOpen() throws {
        let installation = try installation()
        try swap("activationQuestion", "message", in: installation)
        #expect(throws: LedgerFault.sealBroken) {
            try installation.ledger.pendingQuestions(of: installation.source)
        }
    }

    private func swap(_ table: String, _ key: String, in installation: Installation) throws {
        try installation.execute(
            """
            CREATE TEMP TABLE swapped AS
                SELECT \(key) AS k, sealed AS v, row_number() OVER (ORDER BY \(key)) AS n FROM \(table);
            UPDATE \(table) SET sealed = (SELECT b.v FROM swapped a JOIN swapped b ON b.n = 3 - a.n
                WHERE a.k = \(table).\(key));
            """)
    }
}
