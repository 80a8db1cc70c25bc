// The portal as the rest of the program sees it: four questions and their answers, no URL, no status code. Tests and
// simulations put their own portal in this place.

import SyncCore

/// What the portal says of one citizen.
public struct ActiveStatus: Sendable, Equatable {
    public var isActiveSelf: Bool
    public var isActiveViaOthers: Bool

    public init(isActiveSelf: Bool, isActiveViaOthers: Bool) {
        self.isActiveSelf = isActiveSelf
        self.isActiveViaOthers = isActiveViaOthers
    }
}

/// Why a whole conversation with the portal failed.
public enum PortalFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// Nothing reached it, or nothing came back, however often we tried.
    case unreachable(reason: String)
    /// - Parameter code: the portal's own, where it gave one.
    case unauthorised(status: Int, code: String? = nil)
    /// There is no token to ask it with.
    case noToken(TokenFailure)
    /// It answered something that is not its interface.
    case nonsense(reason: String)
    /// Nothing is served at the interface's address.
    case notServed(status: Int)
    /// So many requests in a row got no answer to go by.
    case unclear(requests: Int, last: String)
    case refused(code: String)

    public var description: String {
        switch self {
        case .unreachable(let reason):
            "The portal cannot be reached: \(reason). What was read is safe; nothing more is sent in this run, and the "
                + "next run goes on. Check the network and portal.base_url."
        case .unauthorised(let status, let code):
            "The portal does not take our token (\(status)\(code.map { ", " + $0 } ?? "")). Nothing more is sent in this "
                + "run. Check the token, its scopes and the organisation it stands for."
                + (code == "EHSEC-110002"
                    ? " The portal calls a token expired also when it names no organisation (helseid.organisation_number)."
                    : "")
        case .noToken(let failure): failure.description
        case .nonsense(let reason):
            "The portal answered something that is not its interface: \(reason). Nothing is concluded from it, and "
                + "nothing more is sent in this run. Check portal.base_url and what lies between (proxy, maintenance)."
        case .notServed(let status):
            "The portal serves nothing at this address (\(status)). Nothing was done there, and nothing more is sent in this "
                + "run; the next run tries again. Check portal.base_url, and ask the portal's operator whether the interface "
                + "has moved."
        case .unclear(let requests, let last):
            "The portal left \(requests) requests in a row without a clear answer; the last was: \(last). Nothing more is "
                + "sent in this run, and the next run sends what is in doubt again. Look at the portal's status page and at "
                + "what lies between (proxy, maintenance)."
        case .refused(let code):
            "The portal refused the request itself (\(code)). Nothing more of its kind is sent in this run. "
                + "Check the configuration of the source, or ask the portal's operator with this code."
        }
    }
}

public protocol Portal: Sendable {
    /// helsenorgeaktivsjekken for at most 1000 citizens. A number missing from the answer is missing here.
    func checkActive(
        _ citizens: [NationalIdentityNumber]
    ) async throws(PortalFailure) -> [NationalIdentityNumber: ActiveStatus]

    /// DigitaltAktivStatusEndringer: whose status may have changed since a time.
    func changesSince(_ offset: Instant) async throws(PortalFailure) -> ActivationChangeAnswer

    /// Announces a source's services.
    func send(_ offers: [ServiceOffer], of source: SourceOrganisation) async throws(PortalFailure)

    /// Sends at most 100 members and answers for each, in order.
    func send(
        _ members: [MembershipChange], of source: SourceOrganisation
    ) async throws(PortalFailure) -> [PortalVerdict]

    /// `PUT Appointment`, once. Whether it is repeated its disposition says.
    func put(_ appointment: AppointmentResource) async -> PortalVerdict

    /// What is to be said of the connection itself after a run, in whole sentences.
    var remark: String? { get }
}

extension Portal {
    public var remark: String? { nil }
}
