// The keys of a source's file.

import EPJAdapters
import SyncCore

extension ConfigurationReading {
    private enum Place: String, CaseIterable { case home, elsewhere }
    private enum Minors: String, CaseIterable {
        case parentsAndYouth = "N"
        case youthOnly = "NORN_FORANS"
        case parentsOnly = "NORN_UNGDOM"
    }

    func source(
        _ table: ConfigTable, night: DaemonConfiguration.Night, hidesPast: Bool
    ) -> SourceConfiguration {
        let reasons = table.table("cancellation_reasons")
        let reach = table.boolean("cancellations_reach_epj", default: false)
        let rules = SourceRules(
            identifierSystem: table.required("identifier_system"),
            organisationNumber: number(table, "organisation_number", digits: 9...9),
            herID: number(table, "her_id", digits: 1...9),
            services: table.tables("service").map { service($0, cancellationsReachEPJ: reach) },
            horizonDays: night.horizonDays,
            snapshotDays: table.integer("snapshot_days", default: 28, 1...366, unit: "days"),
            statementMaxAgeHours: table.integer("statement_max_age_hours", default: 48, 1...720, unit: "hours"),
            cancellationCodes: cancellationCodes(reasons),
            cancellationDefault: table.required("cancellation_reason_default"), cancellationsReachEPJ: reach,
            hidesPast: hidesPast)
        let adapter: AdapterKind = table.choice("adapter", default: nil) ?? complainMissing(table)
        let source = SourceConfiguration(
            id: id(table), municipalityNumber: number(table, "municipality_number", digits: 4...4), rules: rules,
            adapter: adapter, feed: feed(table, of: adapter), replacedBy: table.string("replaced_by"))
        if rules.services.isEmpty { table.complain("service", "is missing; at least one [[service]] must be opened") }
        reasons.finish()
        table.finish()
        return source
    }

    /// Letters, digits and hyphens: it becomes part of logs, metrics and file names.
    private func id(_ table: ConfigTable) -> String {
        let id = table.required("id")
        if !id.isEmpty, !id.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }) || id.count > 60 {
            table.complain("id", "may hold letters, digits and hyphens only, at most 60")
        }
        return id
    }

    private func complainMissing(_ table: ConfigTable) -> AdapterKind {
        if !table.has("adapter") { table.complain("adapter", "is missing; it is required") }
        return .gerica
    }

    private func number(_ table: ConfigTable, _ key: String, digits: ClosedRange<Int>) -> String {
        let text = table.required(key)
        let isNumber = text.allSatisfy { $0.isASCII && $0.isNumber } && digits.contains(text.count)
        if text.isEmpty || isNumber { return text }
        let length = digits.lowerBound == digits.upperBound ? "\(digits.lowerBound)" : "at most \(digits.upperBound)"
        table.complain(key, "must be \(length) digits, in quotation marks")
        return text
    }

    private func cancellationCodes(_ table: ConfigTable) -> [CancellationReason: String] {
        var codes: [CancellationReason: String] = [:]
        for reason in CancellationReason.allCases { codes[reason] = table.required(reason.text) }
        return codes
    }

    /// An empty one says nothing to anybody (FHIR R4 §2.24.0.1: no empty strings).
    private func text(_ table: ConfigTable, _ key: String) -> String? {
        guard let text = table.string(key) else { return nil }
        if text.allSatisfy(\.isWhitespace) { table.complain(key, "is empty; leave it out where there is none") }
        return text
    }

    private func service(_ table: ConfigTable, cancellationsReachEPJ: Bool) -> OpenedService {
        let units = table.strings("her_ids")
        if units.isEmpty {
            table.complain("her_ids", "is missing; list the HER-ids under which the service speaks, or [\"*\"]")
        }
        if units.contains("*"), units.count > 1 { table.complain("her_ids", "must be [\"*\"] alone, or HER-ids only") }
        let iplosCodes = table.strings("iplos")
        let minors: Minors? = table.choice("minors", default: nil)
        let place: Place? = table.choice("place", default: .home)
        let mayCancel = table.boolean("citizen_may_cancel", default: false)
        if mayCancel, !cancellationsReachEPJ {
            table.complain(
                "citizen_may_cancel",
                "is true, but cancellations_reach_epj is not: a citizen must not cancel into a void")
        }
        let service = OpenedService(
            id: table.required("id"), name: table.required("name"), units: units == ["*"] ? .any : .listed(units),
            place: place == .elsewhere ? .elsewhere : .home,
            showAppointments: table.boolean("show_appointments", default: true),
            showDescription: table.boolean("show_description", default: false),
            showEmployeeName: table.boolean("show_employee_name", default: false),
            minors: minors.map { access in
                switch access {
                case .parentsAndYouth: .parentsAndYouth
                case .youthOnly: .youthOnly
                case .parentsOnly: .parentsOnly
                }
            }, citizenMayCancel: mayCancel, iplosCodes: iplosCodes, address: text(table, "address"),
            telephone: text(table, "telephone"))
        table.finish()
        return service
    }
}
