// The portal's memory: one SQLite database, in memory or in a file, with one method per intention.
//
// A single implementation for both, so that a test against memory says something about the file. Each method is one
// transaction. In a file the journal is a WAL with `synchronous = NORMAL`: what was answered survives a killed
// process; only a failing machine may lose the last answers.

import GRDB

/// Everything the portal remembers.
final class PortalStore: Sendable {
    /// Where the state is kept.
    enum Location: Equatable, Sendable {
        case memory
        /// Path of the SQLite file; made when it does not exist.
        case file(String)
    }

    let database: DatabaseQueue
    /// Whether a citizen who becomes neither active nor reached through others loses what the portal had of him.
    private let deletesOnWithdrawal: Bool

    /// Opens the database and brings its schema up to date.
    /// - Throws: `DatabaseError` when the file cannot be opened or is no database of this program.
    init(_ location: Location, deletesOnWithdrawal: Bool = false) throws {
        var configuration = Configuration()
        configuration.label = "portal-state"
        switch location {
        case .memory:
            database = try DatabaseQueue(configuration: configuration)
        case .file(let path):
            configuration.journalMode = .wal
            configuration.busyMode = .timeout(5)
            database = try DatabaseQueue(path: path, configuration: configuration)
        }
        self.deletesOnWithdrawal = deletesOnWithdrawal
        try DatabaseMigrator.portalState.migrate(database)
    }

    /// Closes the database; nothing may be asked of it afterwards.
    func close() throws {
        try database.close()
    }

    /// Forgets everything.
    func deleteAll() async throws {
        try await database.write { db in
            try db.execute(
                sql: """
                    DELETE FROM earlierAppointment; DELETE FROM appointment; DELETE FROM healthContact;
                    DELETE FROM offer; DELETE FROM citizen; DELETE FROM activationChange;
                    DELETE FROM request; UPDATE counter SET changesShownToCitizen = 0;
                    """)
        }
    }

    /// Counts one request. `answer` is the HTTP status, 0 when the connection was cut instead.
    func countRequest(_ kind: PortalEndpoint, answer: Int) async throws {
        try await database.write { db in
            try db.cachedStatement(
                sql: """
                    INSERT INTO request VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET count = count + 1
                    """
            ).execute(arguments: [kind.rawValue, answer])
        }
    }
}

// MARK: - Citizens

extension PortalStore {
    /// Sets what is given of each citizen, all or none. Whoever is not set silently may have changed at `now`.
    func setCitizens(_ citizens: [Citizen], at now: Instant) async throws {
        let deletesOnWithdrawal = deletesOnWithdrawal
        try await database.write { db in
            for citizen in citizens {
                try db.cachedStatement(
                    sql: """
                        INSERT INTO citizen VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE
                        SET active = excluded.active, viaOthers = excluded.viaOthers,
                            assignedProxy = excluded.assignedProxy
                        """
                ).execute(arguments: [citizen.fnr, citizen.active, citizen.viaOthers, citizen.assignedProxy])
                if !citizen.silently { try Self.noteChange(of: citizen.fnr, at: now, db) }
                if deletesOnWithdrawal, !citizen.isReachable { try Self.forget(citizen.fnr, db) }
            }
        }
    }

    private static func forget(_ patient: String, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                DELETE FROM earlierAppointment
                WHERE (system, value) IN (SELECT system, value FROM appointment WHERE patient = ?)
                """
        ).execute(arguments: [patient])
        for table in ["appointment", "healthContact"] {
            try db.cachedStatement(sql: "DELETE FROM \(table) WHERE patient = ?").execute(arguments: [patient])
        }
    }

    /// Those of the numbers the portal knows, by number.
    func citizens(_ numbers: [String]) async throws -> [String: Citizen] {
        try await database.read { db in
            var citizens: [String: Citizen] = [:]
            for number in numbers {
                citizens[number] = try Self.citizen(number, db)
            }
            return citizens
        }
    }

    static func citizen(_ fnr: String, _ db: Database) throws -> Citizen? {
        let statement = try db.cachedStatement(
            sql: "SELECT active, viaOthers, assignedProxy FROM citizen WHERE fnr = ?")
        return try Row.fetchOne(statement, arguments: [fnr]).map {
            Citizen(fnr: fnr, active: $0[0], viaOthers: $0[1], assignedProxy: $0[2])
        }
    }
}
