// What a source's citizens are shown by, in one sequence of bytes: two configurations that show the same give the same, so
// that a changed one is noticed before anything of it is sent.

extension SourceRules {
    /// Raised with every change of how statements are turned into what citizens see.
    private static var mappingVersion: UInt8 { 1 }

    /// - Parameters:
    ///   - adapter: its name in the configuration.
    ///   - successor: the source that replaces this one.
    public func canonicalBytes(adapter: String, successor: String?) -> [UInt8] {
        var writer = ByteWriter()
        writer.write(Self.mappingVersion)
        for text in [adapter, successor ?? "", identifierSystem, organisationNumber, herID] { writer.write(text) }
        for number in [horizonDays, snapshotDays, statementMaxAgeHours] { writer.write(Int64(number)) }
        for reason in CancellationReason.allCases { writer.write(cancellationCodes[reason] ?? "") }
        writer.write(cancellationDefault)
        writer.write(UInt8(cancellationsReachEPJ ? 1 : 0))
        // The order of services and of their units decides nothing.
        for service in services.sorted(by: { $0.id < $1.id }) { service.write(to: &writer) }
        // Nothing is written for a portal as it is assumed to be (A9), so that what was looked at before stays looked at.
        if !hidesPast { writer.write(0 as UInt8) }
        return writer.bytes
    }
}

extension OpenedService {
    fileprivate func write(to writer: inout ByteWriter) {
        writer.write(id)
        writer.write(name)
        switch units {
        case .any: writer.write("*")
        case .listed(let listed): writer.write(listed.sorted().joined(separator: " "))
        }
        writer.write(place.rawValue)
        for isOn in [showAppointments, showDescription, showEmployeeName, citizenMayCancel] {
            writer.write(UInt8(isOn ? 1 : 0))
        }
        writer.write(minors?.rawValue ?? 0)
        writer.write(iplosCodes.sorted().joined(separator: " "))
    }
}
