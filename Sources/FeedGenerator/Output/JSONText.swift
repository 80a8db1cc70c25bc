// JSON as the simulator's `GET /state` shapes it, written by hand so that the order of members is always the same.

extension String {
    /// The text as a JSON string, quotation marks included (RFC 8259 §7).
    var json: String {
        var result = "\""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case let control where control.value < 0x20:
                result += "\\u00" + padded(Int(control.value) / 16, 1) + String(control.value % 16, radix: 16)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

extension String? {
    /// The text as a JSON string, or `null`.
    var json: String { self?.json ?? "null" }
}

extension ShownAppointment {
    /// The element of `appointments`; a window that is still promised is a `requestedPeriod`, all else start and end.
    func json(system: String, patient: String, clock: OsloClock) -> String {
        let start = clock.utc(frame.start).json
        let end = clock.utc(frame.end).json
        let exact = frame.isWindow ? #""start":null,"end":null"# : #""start":\#(start),"end":\#(end)"#
        let period = frame.isWindow ? #"{"start":\#(start),"end":\#(end)}"# : "null"
        return #"{"system":\#(system.json),"value":\#(value.json),"patient":"\#(patient)","#
            + #""status":"\#(status.rawValue)",\#(exact),"requestedPeriod":\#(period),"#
            + #""service":\#(service.shownName.json),"unit":"\#(service.unit.herId)","recurring":\#(isRecurring),"#
            + #""employee":\#(employee.json),"description":\#(description.json),"#
            + #""cancellationReason":\#((reason?.code).json),"flags":[]}"#
    }
}

/// An element of `healthContacts`, kept until all citizens have been seen because services come first in its order.
struct ContactRecord {
    /// The source's identifier system.
    let source: String
    let service: String
    let herId: String
    let patient: String
    let contact: ShownContact

    /// By source, service, HER-id and patient, each by its bytes.
    static func precedes(_ left: ContactRecord, _ right: ContactRecord) -> Bool {
        (left.source, left.service, left.herId, left.patient)
            < (right.source, right.service, right.herId, right.patient)
    }

    var json: String {
        #"{"source":\#(source.json),"service":\#(service.json),"herId":"\#(herId)","patient":"\#(patient)","#
            + #""member":\#(contact.isMember),"since":"\#(contact.since.iso)","until":\#((contact.until?.iso).json)}"#
    }
}

extension Activity {
    /// The element of the body of `PUT /citizens`.
    func json(patient: String) -> String {
        let others = self == .activeThroughOthers
        return #"{"fnr":"\#(patient)","active":\#(self == .active),"viaOthers":\#(others),"assignedProxy":\#(others)}"#
    }
}
