// What a message says of a person beside visits becomes durable: a unit's list of services, a death, a privacy setting.
// A cancellation names the dialogue whose messages are void and wins over them whatever the order in which they arrive,
// because GenDate cannot order the two: official samples of both carry the same one.

import Foundation
import GRDB
import SyncCore

/// One statement's work, inside the transaction that records its message.
struct PersonStatementWriter {
    let db: Database
    let keys: InstallationKeys
    let source: Int64
    let citizen: Data
    let message: Int64
    let now: Instant
    let statedDaysMax: Int

    /// How long a cancellation is remembered at least: its dialogue may still be on the way. Nothing of the list itself
    /// is kept with it.
    static let cancellationDays = 30

    // MARK: Services of a unit (R15)

    /// - Returns: whether it is the unit's current list, or a cancellation that was not known yet. An older list is kept
    ///   all the same, because a cancellation may bring it back.
    func apply(_ services: UnitServicesStatement) throws -> Bool {
        let conversation = keys.conversationKey(services.conversation).data
        let place: StatementArguments = [source, citizen, services.unit, conversation]
        let known = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT state, generated, expires FROM unitService
                    WHERE source = ? AND citizen = ? AND unit = ? AND conversation = ?
                    """), arguments: place)
        let expires = services.generated.adding(days: statedDaysMax).seconds
        if services.isCancellation {
            let kept = now.adding(days: max(statedDaysMax, Self.cancellationDays)).seconds
            if known?["state"] as Int? == UnitServiceState.cancelled.rawValue { return false }
            try put(services, place, .cancelled, expires: max(kept, known?["expires"] ?? kept))
            return true
        }
        if let known {
            if known["state"] as Int == UnitServiceState.cancelled.rawValue {
                // The cancellation outlives what it cancels.
                try put(services, place, .cancelled, expires: max(expires, known["expires"]))
                return false
            }
            if known["generated"] as Int64 > services.generated.nanoseconds { return false }
        }
        try put(services, place, .stated, expires: expires)
        let isOvertaken = try Bool.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT EXISTS (SELECT 1 FROM unitService WHERE source = ? AND citizen = ? AND unit = ? AND state <> 1
                        AND (generated, message) > (?, ?))
                    """),
            arguments: [source, citizen, services.unit, services.generated.nanoseconds, message])
        return isOvertaken != true
    }

    private func put(
        _ services: UnitServicesStatement, _ place: StatementArguments, _ state: UnitServiceState, expires: Int64
    ) throws {
        let context = PersonContext.services(source: source, citizen: citizen, message: message)
        let sealed = state == .stated ? try keys.seal(services.encode(), context: context) : nil
        try db.cachedStatement(
            sql: """
                INSERT INTO unitService
                    (source, citizen, unit, conversation, state, message, generated, expires, sealed)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET state = excluded.state, message = excluded.message,
                    generated = excluded.generated, expires = excluded.expires, sealed = excluded.sealed
                """
        ).execute(arguments: place + [state.rawValue, message, services.generated.nanoseconds, expires, sealed])
    }

    // MARK: Death (R11)

    /// - Returns: whether this dialogue says something new.
    func apply(_ death: DeathStatement) throws -> Bool {
        let conversation = keys.conversationKey(death.conversation).data
        let context = PersonContext.death(source: source, citizen: citizen, conversation: conversation)
        let known = try Data.fetchOne(
            db.cachedStatement(
                sql: "SELECT sealed FROM death WHERE citizen = ? AND source = ? AND conversation = ?"),
            arguments: [citizen, source, conversation]
        ).map { try DeathStatement(decoding: keys.open($0, context: context), arrival: 0) }
        if let known, known.isCancellation || !death.isCancellation { return false }
        try db.cachedStatement(
            sql: """
                INSERT INTO death (citizen, source, conversation, message, sealed) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET message = excluded.message, sealed = excluded.sealed
                """
        ).execute(arguments: [
            citizen, source, conversation, message, try keys.seal(death.encode(), context: context),
        ])
        return true
    }

    // MARK: Privacy (R10)

    /// - Returns: whether its version is the highest of its definition.
    func apply(_ privacy: PrivacyStatement) throws -> Bool {
        let definition = keys.definitionKey(privacy.definition).data
        let context = PersonContext.privacy(source: source, citizen: citizen, definition: definition)
        let known = try Data.fetchOne(
            db.cachedStatement(
                sql: "SELECT sealed FROM privacySetting WHERE source = ? AND citizen = ? AND definition = ?"),
            arguments: [source, citizen, definition]
        ).map { try PrivacyStatement(decoding: keys.open($0, context: context), arrival: 0) }
        if let known, known.version >= privacy.version { return false }
        try db.cachedStatement(
            sql: """
                INSERT INTO privacySetting (source, citizen, definition, message, sealed) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET message = excluded.message, sealed = excluded.sealed
                """
        ).execute(arguments: [
            source, citizen, definition, message, try keys.seal(privacy.encode(), context: context),
        ])
        return true
    }
}

enum UnitServiceState: Int {
    case stated
    case cancelled
    /// Past its time (A11). What it said is gone; that there was something to restore is not.
    case forgotten
}

/// Where a statement lies; its sealed bytes open nowhere else.
enum PersonContext {
    static func services(source: Int64, citizen: Data, message: Int64) -> Data {
        Data("unitService \(source) \(message) ".utf8) + citizen
    }

    static func death(source: Int64, citizen: Data, conversation: Data) -> Data {
        Data("death \(source) ".utf8) + citizen + conversation
    }

    static func privacy(source: Int64, citizen: Data, definition: Data) -> Data {
        Data("privacy \(source) ".utf8) + citizen + definition
    }

    static func question(source: Int64, message: Int64) -> Data { Data("question \(source) \(message)".utf8) }
}
