// Exactly what the citizen would see of one visit, after configuration. Two of these that are equal need no message
// between us and the portal; that comparison, by fingerprint, is most of what a night does.

/// The FHIR R4 `Appointment.status` values of hn-basis-appointment that home care uses.
public enum AppointmentStatus: UInt8, CaseIterable, Sendable {
    case proposed
    case booked
    case fulfilled
    case cancelled
    case enteredInError

    public var code: String {
        switch self {
        case .proposed: "proposed"
        case .booked: "booked"
        case .fulfilled: "fulfilled"
        case .cancelled: "cancelled"
        case .enteredInError: "entered-in-error"
        }
    }

    /// Still something a citizen may be waiting for.
    public var isUpcoming: Bool { self == .proposed || self == .booked }
}

public struct ShownAppointment: Equatable, Sendable {
    public var status: AppointmentStatus
    public var start: Instant
    public var end: Instant
    /// `start` and `end` are a `requestedPeriod`: the visit comes some time within it.
    public var isWindow: Bool
    /// Part of a series; only while planned (R4).
    public var isRecurring: Bool
    public var pair: ServiceUnit
    public var serviceName: String
    public var place: OpenedService.Place
    public var employees: [String]
    public var details: String?
    /// Volven 7621, with `cancelled` only.
    public var cancellationCode: String?
    public var minors: OpenedService.MinorAccess?
    public var mayCancel: Bool

    public init(
        status: AppointmentStatus, start: Instant, end: Instant, isWindow: Bool = false, isRecurring: Bool = false,
        pair: ServiceUnit, serviceName: String, place: OpenedService.Place = .home, employees: [String] = [],
        details: String? = nil, cancellationCode: String? = nil, minors: OpenedService.MinorAccess? = nil,
        mayCancel: Bool = false
    ) {
        self.status = status
        self.start = start
        self.end = end
        self.isWindow = isWindow
        self.isRecurring = isRecurring
        self.pair = pair
        self.serviceName = serviceName
        self.place = place
        self.employees = employees
        self.details = details
        self.cancellationCode = cancellationCode
        self.minors = minors
        self.mayCancel = mayCancel
    }

    /// What withdrawing it says: the same times, spelled out (hn-app-entered-in-error-requires-start-and-end), and
    /// nothing else that a citizen could still read.
    public var withdrawn: ShownAppointment {
        ShownAppointment(
            status: .enteredInError, start: start, end: end, pair: pair, serviceName: serviceName, place: place,
            minors: minors)
    }

    /// What may be kept of it for a citizen who is no longer active (R3).
    public var reduced: ShownAppointment {
        var copy = self
        copy.employees = []
        copy.details = nil
        return copy
    }
}

extension ShownAppointment {
    public func write(to writer: inout ByteWriter) {
        writer.write(status.rawValue)
        writer.write(start.seconds)
        writer.write(end.seconds)
        writer.write(isWindow)
        writer.write(isRecurring)
        writer.write(pair.service)
        writer.write(pair.unit)
        writer.write(serviceName)
        writer.write(place.rawValue)
        writer.write(count: employees.count)
        for name in employees { writer.write(name) }
        writer.write(details)
        writer.write(cancellationCode)
        writer.write(minors?.rawValue ?? 0)
        writer.write(mayCancel)
    }

    public init(from reader: inout ByteReader) throws(ByteReader.Mismatch) {
        guard let status = AppointmentStatus(rawValue: try reader.readByte()) else { throw ByteReader.Mismatch() }
        let start = Instant(seconds: try reader.readInt64())
        let end = Instant(seconds: try reader.readInt64())
        let isWindow = try reader.readBool()
        let isRecurring = try reader.readBool()
        let pair = ServiceUnit(service: try reader.readString(), unit: try reader.readString())
        let serviceName = try reader.readString()
        guard let place = OpenedService.Place(rawValue: try reader.readByte()) else { throw ByteReader.Mismatch() }
        var employees: [String] = []
        for _ in 0..<(try reader.readCount()) { employees.append(try reader.readString()) }
        let details = try reader.readOptionalString()
        let code = try reader.readOptionalString()
        let minors = OpenedService.MinorAccess(rawValue: try reader.readByte())
        let mayCancel = try reader.readBool()
        self.init(
            status: status, start: start, end: end, isWindow: isWindow, isRecurring: isRecurring, pair: pair,
            serviceName: serviceName, place: place, employees: employees, details: details, cancellationCode: code,
            minors: minors, mayCancel: mayCancel)
    }
}
