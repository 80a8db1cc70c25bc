// Bugs planted on purpose where the daemon meets the world, to see whether the simulation would find them. Each is a
// mistake somebody could make: the daemon's own code stays as it is, and what it is told, or what it does, is bent.

import Foundation
import HTTPTransport
import PortalClient
import SyncCore
import TestSupport

struct PlantedBug: Sendable {
    var portal: @Sendable (any Portal) -> any Portal = { $0 }
    var feeds: @Sendable (SimulatedNetwork) -> any HTTPExchange = { $0 }
    var now: @Sendable (Instant) -> Instant = { $0 }
    var files = SimulatedFiles.Alterations()
    /// Of what an installation's folder is configured with.
    var configuration: @Sendable (String) -> String = { $0 }
    /// Keys of [portal].
    var portalKeys: @Sendable (String) -> String = { $0 }

    static let all: [(name: String, make: @Sendable () -> PlantedBug)] = [
        ("an outcome is recorded before its request", { PlantedBug(portal: { EagerPortal($0) }) }),
        ("an unknown outcome counts as accepted", { PlantedBug(portal: { TrustingPortal($0) }) }),
        ("a refused snapshot counts as an empty one", { PlantedBug(files: .init(read: emptied)) }),
        (
            "a cursor is stored before its messages are durable",
            {
                let cursors = Guarded<[String: String]>([:])
                return PlantedBug(feeds: { HastyOutbox(outbox: $0, cursors: cursors) })
            }
        ),
        (
            "a receipt that is delivered again has a new id",
            {
                let deliveries = Guarded<Int>(0)
                return PlantedBug(files: .init(written: { renamed($0, $1, deliveries) }))
            }
        ),
        ("the past is planned too", { PlantedBug(now: { $0.adding(hours: -26) }) }),
        ("who is missing from the answer counts as inactive", { PlantedBug(portal: { ImpatientPortal($0) }) }),
        (
            "a snapshot is taken to reach too far",
            { PlantedBug(configuration: { "statement_max_age_hours = 400\n" + $0 }) }
        ),
        ("a portal that shows the past is taken for one that hides it", { PlantedBug(portalKeys: { _ in "" }) }),
        ("a withdrawal is not sent", { PlantedBug(portal: { ReluctantPortal($0) }) }),
    ]

    /// R13 broken: whatever cannot be read says that there is nothing.
    private static func emptied(_ bytes: [UInt8]) -> [UInt8] {
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.contains(Parcel.brokenMark) else { return bytes }
        let messages = text.components(separatedBy: "<MsgHead ")
        return Array(
            messages.map { $0.contains(Parcel.brokenMark) ? withoutVisits($0) : $0 }.joined(separator: "<MsgHead ").utf8
        )
    }

    private static func withoutVisits(_ message: String) -> String {
        guard message.contains("<TemaKodet V=\"01\""),
            let calendar = message.range(of: "<Document><RefDoc><MsgType V=\"XML\"/><Content><icalendar"),
            let end = message.range(of: "</icalendar></Content></RefDoc></Document>")
        else { return message }
        return message.replacingCharacters(in: calendar.lowerBound..<end.upperBound, with: "")
            .replacing("<TemaKodet V=\"01\"", with: "<TemaKodet V=\"02\"")
    }

    /// At every delivery another id, in the name and in the bytes.
    private static func renamed(
        _ path: String, _ bytes: [UInt8], _ deliveries: Guarded<Int>
    ) -> (String, [UInt8]) {
        guard path.contains("/outgoing/"), let name = path.split(separator: "/").last else { return (path, bytes) }
        let number = deliveries.withLock { deliveries in
            if !bytes.isEmpty { deliveries += 1 }
            return deliveries
        }
        let id = String(name.prefix { $0 != "." })
        let digits = String(number)
        let other = id.dropLast(12) + String(repeating: "0", count: 12 - digits.count) + digits
        // A file is written under its .part and then renamed; only the last name counts.
        return (
            path.hasSuffix(".part") ? path : path.replacing(id, with: other),
            Array(String(decoding: bytes, as: UTF8.self).replacing(id, with: other).utf8)
        )
    }
}

/// Passes everything on.
private protocol BentPortal: Portal {
    var portal: any Portal { get }
}

extension BentPortal {
    func checkActive(
        _ citizens: [NationalIdentityNumber]
    ) async throws(PortalFailure) -> [NationalIdentityNumber: ActiveStatus] { try await portal.checkActive(citizens) }

    func changesSince(_ offset: Instant) async throws(PortalFailure) -> ActivationChangeAnswer {
        try await portal.changesSince(offset)
    }

    func send(_ offers: [ServiceOffer], of source: SourceOrganisation) async throws(PortalFailure) {
        try await portal.send(offers, of: source)
    }

    func send(
        _ members: [MembershipChange], of source: SourceOrganisation
    ) async throws(PortalFailure) -> [PortalVerdict] { try await portal.send(members, of: source) }

    func put(_ appointment: AppointmentResource) async -> PortalVerdict { await portal.put(appointment) }
}

private struct EagerPortal: BentPortal {
    let portal: any Portal

    init(_ portal: any Portal) { self.portal = portal }

    func put(_ appointment: AppointmentResource) async -> PortalVerdict {
        _ = await portal.put(appointment)
        return .accepted(status: 200)
    }
}

private struct TrustingPortal: BentPortal {
    let portal: any Portal

    init(_ portal: any Portal) { self.portal = portal }

    func put(_ appointment: AppointmentResource) async -> PortalVerdict {
        let verdict = await portal.put(appointment)
        if case .unknown = verdict { return .accepted(status: 200) }
        return verdict
    }
}

private struct ReluctantPortal: BentPortal {
    let portal: any Portal

    init(_ portal: any Portal) { self.portal = portal }

    func put(_ appointment: AppointmentResource) async -> PortalVerdict {
        if appointment.content.shown.status == .enteredInError { return .accepted(status: 200) }
        return await portal.put(appointment)
    }
}

private struct ImpatientPortal: BentPortal {
    let portal: any Portal

    init(_ portal: any Portal) { self.portal = portal }

    func checkActive(
        _ citizens: [NationalIdentityNumber]
    ) async throws(PortalFailure) -> [NationalIdentityNumber: ActiveStatus] {
        var answers = try await portal.checkActive(citizens)
        for citizen in citizens where answers[citizen] == nil {
            answers[citizen] = ActiveStatus(isActiveSelf: false, isActiveViaOthers: false)
        }
        return answers
    }
}

/// Goes on from the last page that came, whether or not it was kept.
private struct HastyOutbox: HTTPExchange {
    let outbox: SimulatedNetwork
    let cursors: Guarded<[String: String]>

    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        guard request.method == .get else { return try await outbox.send(request) }
        var request = request
        let address = String(request.url.prefix { $0 != "?" })
        if let cursor = cursors.withLock({ $0[address] }) { request.url = address + "?etter=\(cursor)&maks=500" }
        let response = try await outbox.send(request)
        let text = String(decoding: response.body, as: UTF8.self)
        if let next = text.components(separatedBy: "neste=\"").dropFirst().first?.prefix(while: { $0 != "\"" }) {
            cursors.withLock { $0[address] = String(next) }
        }
        return response
    }

    func close() async {}
}
