// What an operator orders, as the ledger keeps it: found by what people call it, durable, obeyed by what is read for a plan.

import Foundation
import GRDB
import Testing

@testable import SyncCore
@testable import SyncState

@Suite struct OrdersLedgerTests {
    private let now = Installation.now

    private func night() throws -> Installation {
        let installation = try Installation()
        try installation.record([
            installation.snapshot([Installation.event("a"), Installation.event("b", inHours: 30)]),
            installation.snapshot([Installation.event("c")], of: 1),
        ])
        try installation.answer(active: [0, 1])
        try installation.night()
        return installation
    }

    @Test func anEntryIsFoundByValueDigestAndUid() throws {
        let installation = try night()
        let ledger = installation.ledger
        let key = ledger.keys.entryKey("a")
        let digits = key.bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        for id in ["a", key.shortHexadecimal, digits, digits.uppercased()] {
            let found = try ledger.findEntries(id)
            #expect(found.map(\.key) == [key])
            #expect(found.first?.sourceName == "9901-gerica" && found.first?.told == .yes)
            #expect(found.first?.isActive == true && found.first?.withdrawal == nil)
        }
        for id in ["", "x", String(digits.prefix(15)), digits + "0", String(digits.dropLast()) + "g"] {
            #expect(try ledger.findEntries(id) == [])
        }
        #expect(try ledger.findEntries("a", in: "9902-profil") == [])
        // A visit that took over the entry of an older uid.
        let key30 = ledger.keys.entryKey("b").data
        try installation.ledger.queue.write { db in
            try db.execute(
                sql: "INSERT INTO alias VALUES (1, ?, ?, ?)",
                arguments: [installation.key(0).data, ledger.keys.entryKey("later").data, key30])
        }
        #expect(try ledger.findEntries("later").map(\.key) == [ledger.keys.entryKey("b")])
    }

    @Test("R8 an order to keep an entry off is part of what a plan knows") func keptOff() throws {
        let installation = try night()
        let ledger = installation.ledger
        let entry = try #require(try ledger.findEntries("a").first)
        try ledger.keepOff(entry, reason: "other", at: now)
        #expect(try installation.situation(0)?.keptOff == [entry.key])
        #expect(try installation.situation(1)?.keptOff == [])
        #expect(try ledger.openWithdrawals() == 1)
        try ledger.keepOff(entry, reason: "wrong-patient", at: now.adding(hours: 1))
        #expect(
            try ledger.findEntries("a").first?.withdrawal == WithdrawalOrder(reason: "wrong-patient", ordered: now))
        #expect(try installation.night(at: now.adding(hours: 1)).map(\.kind) == [.withdraw])
        #expect(try ledger.openWithdrawals() == 0)
        // Long after its statement is forgotten it is planned for, if the portal may still show it.
        try installation.execute(
            "UPDATE activation SET isNew = 0; DELETE FROM stated; UPDATE entry SET told = 1, fingerprint = NULL WHERE status = 4"
        )
        #expect(try installation.night(at: now.adding(hours: 2)).map(\.kind) == [.withdraw])
    }

    @Test func withholdingIsTheCitizensInEverySource() throws {
        let installation = try night()
        let ledger = installation.ledger
        #expect(try ledger.withhold(.names, of: installation.key(0), at: now))
        #expect(try installation.situation(0)?.withholdsNames == true)
        #expect(try ledger.withhold(.everything, of: installation.key(0), at: now.adding(hours: 1)))
        #expect(try ledger.withhold(.everything, of: installation.key(0), at: now.adding(hours: 2)) == false)
        #expect(try installation.situation(0)?.isWithheld == true)
        #expect(try installation.situation(1)?.isWithheld == false)
        #expect(try ledger.withhold(.everything, of: installation.key(9), at: now.adding(hours: 3)), "unknown as yet")
        #expect(try ledger.knows(installation.key(9)) == false)
        #expect(try ledger.withholdings().map(\.kind) == [.names, .everything, .everything])
        #expect(try ledger.stopWithholding(.everything, of: installation.key(0)))
        #expect(try ledger.stopWithholding(.everything, of: installation.key(0)) == false)
        #expect(try installation.situation(0)?.isWithheld == false)
        #expect(try installation.situation(0)?.withholdsNames == true)
        // Told and no longer stated, he is still planned for.
        _ = try ledger.withhold(.everything, of: installation.key(0), at: now)
        try installation.execute("DELETE FROM stated")
        #expect(try installation.situation(0)?.isWithheld == true)
    }

    @Test func aRetiredSourceIsPlannedForWhatItTold() throws {
        let installation = try night()
        let ledger = installation.ledger
        try ledger.retire(installation.source, municipality: "9901", at: now)
        try ledger.retire(installation.source, municipality: "9901", at: now.adding(hours: 1))
        #expect(
            try ledger.retirements() == [
                Retirement(source: "9901-gerica", municipality: "9901", ordered: now, finished: nil)
            ])
        let today = Installation.zone.wallClock(at: now).date
        #expect(
            try ledger.retirementRest(of: installation.source, now: now, today: today)
                == RetirementRest(entries: 3, contacts: 0, outOfReach: 0))
        try installation.push(try installation.plan()) { _ in .unknown(answer: "503", notBefore: now) }
        #expect(
            try ledger.retirementRest(of: installation.source, now: now, today: today).entries == 3,
            "R16: the withdrawals may not have arrived")
        #expect(try installation.night().map(\.kind) == [.withdraw, .withdraw, .withdraw])
        #expect(try ledger.retirementRest(of: installation.source, now: now, today: today).isNothing)
        #expect(try ledger.finishRetirement(of: installation.source, at: now.adding(hours: 2)))
        #expect(try ledger.finishRetirement(of: installation.source, at: now.adding(hours: 3)) == false)
        #expect(try ledger.retirements().first?.finished == now.adding(hours: 2))
        #expect(try ledger.hasToldAnything(of: installation.source))
        #expect(try ledger.hasToldAnything(of: ledger.sourceID("9902-profil")) == false)
    }

    @Test("R16 an order closes what a killed run left of its citizen, and supersedes what was only planned")
    func unsettled() throws {
        let installation = try Installation()
        try installation.record([
            installation.snapshot([Installation.event("a"), Installation.event("b")]),
            installation.snapshot([Installation.event("c")], of: 1),
        ])
        try installation.answer(active: [0, 1])
        let plan = try installation.plan()
        let ids = try installation.ledger.pendingOperations(of: plan).map(\.id)
        _ = try installation.ledger.intend([ids[0]], of: plan, at: now)
        let citizen = try #require(
            [0, 1].first {
                try installation.count("operation WHERE state = 1 AND citizen = x'\(hex($0, installation))'") == 1
            })
        let situation = try installation.ledger.situation(
            of: installation.key(citizen), in: installation.source, settleSeconds: 60)
        #expect(situation?.told.map(\.told) == [.possibly])
        #expect(situation?.told.allSatisfy { $0.content != nil } == true)
        #expect(try installation.count("operation WHERE state = 1") == 0)
        #expect(try installation.count("entry WHERE notBefore = \(now.seconds + 60)") == 1)
        // The other citizen's plan stands as it was.
        #expect(try installation.count("operation WHERE state = 0") == (citizen == 0 ? 1 : 2))
        #expect(
            try installation.ledger.situation(of: installation.key(7), in: installation.source, settleSeconds: 60)
                == nil)
    }

    private func hex(_ person: Int, _ installation: Installation) -> String {
        installation.key(person).bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    @Test func anOrdersPlanSupersedesNothingAndIsNoSourcesNewest() throws {
        let installation = try night()
        try installation.record([installation.push([Installation.event("d")])])
        let cycle = try installation.plan()
        let run = try installation.ledger.beginRun("withdraw", now: now, started: now)
        let order = try installation.ledger.beginOrder(run, source: installation.source)
        try installation.ledger.finish(order)
        try installation.ledger.end(order)
        #expect(try installation.ledger.pendingOperations(of: cycle).count == 1)
        #expect(try installation.ledger.openEnds().left == 1, "of the newest plan of a cycle")
    }
}
