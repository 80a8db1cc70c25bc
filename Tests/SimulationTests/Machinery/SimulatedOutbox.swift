// An EPJ's outbox in memory, and what an EPJ hears, whichever way it comes.

import Foundation
import HTTPTransport
import TestSupport

struct SimulatedOutbox: Sendable {
    /// Members as XML, in order; a cursor is the number of the last one read.
    private(set) var members: [String] = []
    /// Whether its next page is cut in its middle, whole as HTTP.
    var cutsNextPage = false
    private(set) var heard = Heard()

    mutating func put(_ member: String) { members.append(member) }

    mutating func reply(to request: HTTPRequest, forgets: Bool) -> HTTPResponse {
        if request.method == .post {
            let key = request.headers.first { $0.name == "Idempotency-Key" }?.value.filter { $0 != "\"" } ?? ""
            heard.hear(request.body, as: key)
            return HTTPResponse(status: 201)
        }
        let query = URLComponents(string: request.url)?.queryItems ?? []
        let cursor = query.first { $0.name == "etter" }?.value
        // An EPJ that was restored from its backup knows no cursor of the days between.
        if forgets, cursor != nil { return HTTPResponse(status: 410) }
        let start = min(cursor.flatMap { Int($0) } ?? 0, members.count)
        let end = min(start + (query.first { $0.name == "maks" }?.value.flatMap { Int($0) } ?? 1), members.count)
        let page = OutboxServer.page(Array(members[start..<end]), next: String(end), more: end < members.count)
        let isCut = cutsNextPage && end > start
        if isCut { cutsNextPage = false }
        return HTTPResponse(
            status: 200, body: Array(isCut ? Substring(page.prefix(page.count / 2)).utf8 : page.utf8[...]))
    }
}

/// What an EPJ was told: the same message any number of times, but never two for one.
struct Heard: Sendable, Equatable {
    private(set) var messages: [String: [UInt8]] = [:]
    /// How often each came.
    private(set) var deliveries: [String: Int] = [:]
    /// Which receipt answered a message.
    private var receipts: [String: String] = [:]
    private(set) var violations: [String] = []
    /// Each `SDAB` in the order in which it first came: whom it is about, and whether he became active.
    private(set) var changes: [(number: String, isActive: Bool)] = []

    static func == (a: Heard, b: Heard) -> Bool { a.messages == b.messages }

    mutating func hear(_ bytes: [UInt8], as id: String) {
        deliveries[id, default: 0] += 1
        if let earlier = messages[id] {
            if earlier != bytes { violations.append("a message to the EPJ came again with other bytes") }
            return
        }
        messages[id] = bytes
        let text = String(decoding: bytes, as: UTF8.self)
        let own = Self.between("<Id>", "</Id>", text.hasPrefix("<?xml") && text.contains("<AppRec") ? text : "")
        if let original = text.components(separatedBy: "<OriginalMsgId>").dropFirst().first {
            if own != id { violations.append("a receipt is delivered under a name that is not its id") }
            let message = Self.between("<Id>", "</Id>", original) ?? ""
            if receipts[message] != nil { violations.append("R18: one message was answered by two receipts") }
            receipts[message] = id
        } else if text.contains("V=\"SDAB\"") {
            if Self.between("<MsgId>", "</MsgId>", text) != id {
                violations.append("a message is delivered under a name that is not its id")
            }
            let number = text.components(separatedBy: "<Patient>").dropFirst().first.flatMap {
                Self.between("<Id>", "</Id>", $0)
            }
            changes.append((number ?? "", text.contains("<KodetOpplysning V=\"1\"")))
        }
    }

    var receiptCount: Int { receipts.count }
    func isAnswered(_ messageID: String) -> Bool { receipts[messageID] != nil }

    private static func between(_ start: String, _ end: String, _ text: String) -> String? {
        text.components(separatedBy: start).dropFirst().first?.components(separatedBy: end).first
    }
}
