// What the admin port may be told, read strictly: a misspelt fault in a test setup must not pass as "no fault".

/// Why an admin request is refused. English, for whoever writes the test.
struct AdminRefusal: Error, Equatable {
    var text: String
}

extension JSONObject {
    /// - Throws: `AdminRefusal` naming the first member that is not among `known`; a name with anything but letters
    ///   may be a person's number put in the wrong place, and is not repeated.
    fileprivate func requireOnly(_ known: [String], in what: String) throws(AdminRefusal) {
        if let name = names.first(where: { !known.contains($0) }) {
            let shown = name.allSatisfy(\.isLetter) ? "\"\(name)\"" : "(name not shown)"
            throw AdminRefusal(
                text: "\(what): unknown member \(shown); known are \(known.joined(separator: ", "))."
                    + " Nothing was changed.")
        }
    }

    /// The value under `name` read by `read`; `nil` when absent or null.
    fileprivate func optional<Value>(
        _ name: String, _ expected: String, in what: String, _ read: (JSONValue) -> Value?
    ) throws(AdminRefusal) -> Value? {
        guard let value = self[name], value != .null else { return nil }
        guard let read = read(value) else {
            throw AdminRefusal(text: "\(what): \"\(name)\" must be \(expected). Nothing was changed.")
        }
        return read
    }
}

extension Citizen {
    /// Reads one object of `PUT /citizens`, or the body of `PUT /citizens/{fnr}` when `fnr` is given.
    init(admin json: JSONObject, fnr pathNumber: String? = nil, what: String) throws(AdminRefusal) {
        try json.requireOnly(["fnr", "active", "viaOthers", "assignedProxy", "silently"], in: what)
        guard let fnr = pathNumber ?? json.string("fnr"), Self.isNumber(fnr),
            json["fnr"] == nil || json.string("fnr") == fnr
        else {
            throw AdminRefusal(
                text: "\(what): \"fnr\" must be eleven digits, the same as in the path. Nothing was changed.")
        }
        self.fnr = fnr
        active = try json.optional("active", "true or false", in: what, \.bool) ?? false
        viaOthers = try json.optional("viaOthers", "true or false", in: what, \.bool) ?? false
        assignedProxy = try json.optional("assignedProxy", "true or false", in: what, \.bool) ?? false
        silently = try json.optional("silently", "true or false", in: what, \.bool) ?? false
    }

    private static func isNumber(_ text: String) -> Bool {
        text.utf8.count == 11 && text.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    }
}

extension Fault {
    private static let members = [
        "method", "path", "kind", "status", "code", "body", "retryAfter", "milliseconds", "share", "count", "seed",
    ]

    /// Reads one object of `PUT /faults`.
    init(admin json: JSONObject, what: String) throws(AdminRefusal) {
        try json.requireOnly(Self.members, in: what)
        let kinds = Kind.allCases.map(\.rawValue).joined(separator: " | ")
        guard let kind = try json.optional("kind", kinds, in: what, { $0.string.flatMap(Kind.init) }) else {
            throw AdminRefusal(text: "\(what): \"kind\" must be \(kinds). Nothing was changed.")
        }
        self.init(kind: kind)
        method = try json.optional("method", "a text", in: what, \.string)
        path = try json.optional("path", "a text", in: what, \.string) ?? path
        status = try json.optional("status", "200 to 599", in: what) { $0.integer(in: 200...599) } ?? status
        code = try json.optional("code", "a text", in: what, \.string) ?? code
        let bodies = Body.allCases.map(\.rawValue).joined(separator: " | ")
        body = try json.optional("body", bodies, in: what) { $0.string.flatMap(Body.init) } ?? body
        retryAfter = try json.optional("retryAfter", "seconds, 0 or more", in: what) { $0.integer(in: 0...86_400) }
        milliseconds =
            try json.optional("milliseconds", "0 to 3600000", in: what) { $0.integer(in: 0...3_600_000) } ?? 0
        share =
            try json.optional("share", "0 to 1", in: what) { value in
                value.double.flatMap { (0...1).contains($0) ? $0 : nil }
            } ?? share
        count = try json.optional("count", "0 or more", in: what) { $0.integer(in: 0...Int.max) }
        seed = UInt64(try json.optional("seed", "0 or more", in: what) { $0.integer(in: 0...Int.max) } ?? 0)
    }
}

extension JSONValue {
    fileprivate func integer(in range: ClosedRange<Int>) -> Int? {
        integer.flatMap { range.contains($0) ? $0 : nil }
    }
}

/// What of the clocks is set; `nil` for what stays as it is.
struct ClockSetting: Equatable {
    struct Now: Equatable {
        /// `nil` for the machine's.
        var instant: Instant?
    }

    var now: Now?
    var tokenShiftSeconds: Int64?
}

/// The bodies of the admin port's PUTs.
enum AdminBody {
    /// `PUT /citizens`: an array of citizens.
    static func citizens(_ bytes: [UInt8]) throws(AdminRefusal) -> [Citizen] {
        var citizens: [Citizen] = []
        for (index, object) in try array(bytes).enumerated() {
            citizens.append(try Citizen(admin: object, what: "citizen \(index)"))
        }
        return citizens
    }

    /// `PUT /citizens/{fnr}`: one citizen.
    static func citizen(_ bytes: [UInt8], fnr: String) throws(AdminRefusal) -> Citizen {
        try Citizen(admin: try object(bytes), fnr: fnr, what: "citizen")
    }

    /// `PUT /faults`: an array of faults; empty for none.
    static func faults(_ bytes: [UInt8]) throws(AdminRefusal) -> [Fault] {
        var faults: [Fault] = []
        for (index, object) in try array(bytes).enumerated() {
            faults.append(try Fault(admin: object, what: "fault \(index)"))
        }
        return faults
    }

    /// `PUT /clock`: `{"now":"…"}`; null lets the clock run again. `{"tokenShiftSeconds":312}` sets HelseID's clock, and
    /// what `Date` says, that far ahead of the machine's.
    static func clock(_ bytes: [UInt8]) throws(AdminRefusal) -> ClockSetting {
        let json = try object(bytes)
        try json.requireOnly(["now", "tokenShiftSeconds"], in: "clock")
        guard !json.members.isEmpty else {
            throw AdminRefusal(text: "clock: \"now\" is missing. Nothing was changed.")
        }
        let now = try json.optional("now", "an instant with Z or offset, or null", in: "clock") { value in
            value.string.flatMap(Instant.init)
        }
        let shift = try json.optional("tokenShiftSeconds", "whole seconds", in: "clock") {
            $0.integer(in: -1_000_000_000...1_000_000_000)
        }
        return ClockSetting(
            now: json["now"] == nil ? nil : .init(instant: now), tokenShiftSeconds: shift.map(Int64.init))
    }

    private static func array(_ bytes: [UInt8]) throws(AdminRefusal) -> [JSONObject] {
        guard let values = try value(bytes).array else {
            throw AdminRefusal(text: "The body must be a JSON array. Nothing was changed.")
        }
        let objects = values.compactMap(\.object)
        guard objects.count == values.count else {
            throw AdminRefusal(text: "The body must be an array of objects. Nothing was changed.")
        }
        return objects
    }

    private static func object(_ bytes: [UInt8]) throws(AdminRefusal) -> JSONObject {
        guard let object = try value(bytes).object else {
            throw AdminRefusal(text: "The body must be a JSON object. Nothing was changed.")
        }
        return object
    }

    private static func value(_ bytes: [UInt8]) throws(AdminRefusal) -> JSONValue {
        do {
            return try JSONReader.read(bytes)
        } catch {
            throw AdminRefusal(text: "The body is not JSON (byte \(error.offset)). Nothing was changed.")
        }
    }
}
