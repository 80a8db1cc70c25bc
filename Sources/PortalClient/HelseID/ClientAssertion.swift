// The client's proof of who it is (RFC 7523, private_key_jwt): signed by its key, for one request, and soon over.

import Foundation

/// For which organisation a token is asked; without one it is the client's own.
public enum ClientOrganisation: Equatable, Sendable {
    /// A client that serves several organisations (multi-tenant) speaks for this one, and perhaps for a unit of it.
    case parent(String, child: String?)
    /// A client of one organisation speaks for this unit of it.
    case child(String)

    /// The organisation register's system, its type, and the number as HelseID writes it.
    var identifier: (system: String, value: String) {
        switch self {
        case .parent(let parent, let child): ("urn:oid:1.0.6523", "NO:ORGNR:\(parent):\(child ?? "")")
        case .child(let child): ("urn:oid:2.16.578.1.12.4.1.4.101", child)
        }
    }
}

struct ClientAssertion {
    /// Documented are at most 60 seconds; HelseID's own library uses 10. Between them, so that neither a clock that is a
    /// few seconds off nor a slow connection makes it too long or too old.
    static let lifetimeSeconds: Int64 = 30

    var clientID: String
    /// HelseID's issuer; older descriptions have its token endpoint.
    var audience: String
    var organisation: ClientOrganisation?
    /// Seconds since 1970.
    var issued: Int64
    /// Of one use.
    var id: String

    func signed(by key: ClientKey) throws -> String {
        try CompactJWS.text {
            $0.string("alg", key.algorithm.rawValue)
            $0.string("kid", key.keyID)
            $0.string("typ", "client-authentication+jwt")
        } claims: { claims in
            claims.string("iss", clientID)
            claims.string("sub", clientID)
            claims.string("aud", audience)
            claims.integer("iat", issued)
            claims.integer("nbf", issued)
            claims.integer("exp", issued + Self.lifetimeSeconds)
            claims.string("jti", id)
            if let organisation { Self.write(organisation, to: &claims) }
        } sign: {
            try key.signature(of: $0)
        }
    }

    private static func write(_ organisation: ClientOrganisation, to claims: inout JSONWriter) {
        let identifier = organisation.identifier
        claims.object("assertion_details") { details in
            details.string("type", "helseid_authorization")
            details.object("practitioner_role") { role in
                role.object("organization") { organization in
                    organization.object("identifier") {
                        $0.string("system", identifier.system)
                        $0.string("type", "ENH")
                        $0.string("value", identifier.value)
                    }
                }
            }
        }
    }
}
