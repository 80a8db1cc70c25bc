// Several PatientReports of one message have one GenDate. That is no matter as long as they are about different persons;
// two about the same person must be such that nobody has to ask which of them is the newer.

import SyncCore

enum ReportOrder {
    /// The first statement that cannot be ordered against an earlier one, as an index; `nil` where each can.
    static func firstUnordered(_ statements: [Statement]) -> Int? {
        guard statements.count > 1 else { return nil }
        var earlier: [NationalIdentityNumber: [Int]] = [:]
        for (index, statement) in statements.enumerated() {
            let others = earlier[statement.citizen, default: []]
            if others.contains(where: { !areOrdered(statements[$0].content, statement.content) }) { return index }
            earlier[statement.citizen, default: []].append(index)
        }
        return nil
    }

    private static func areOrdered(_ a: Statement.Content, _ b: Statement.Content) -> Bool {
        switch (a, b) {
        case (.visits(let a), .visits(let b)): areOrdered(a, b)
        // A complete list is what is; two are a contradiction.
        case (.services, .services), (.unitServices, .unitServices): false
        // A cancellation undoes its dialogue's deaths, whichever came first, and two deaths are one.
        case (.death, .death): true
        case (.privacy(let a), .privacy(let b)): a.definition != b.definition || a.version != b.version || a == b
        default: true
        }
    }

    /// Pushes speak only of what they name, and of one visit the later state goes first (R14).
    private static func areOrdered(_ a: VisitStatement, _ b: VisitStatement) -> Bool {
        if a.kind == .snapshot, b.kind == .snapshot { return false }
        return !a.events.contains { one in
            b.events.contains { other in
                one.uid == other.uid && one.recurrenceID == other.recurrenceID && one.state == other.state
                    && one != other
            }
        }
    }
}
