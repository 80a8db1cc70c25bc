// What `check-config` says of HelseID: the key is read for it, as a run would read it, and told by its kind and id.

import PortalClient

struct HelseIDSummary: Encodable {
    var tokenURL: String
    var clientID: String
    var key: String
    var keyID: String
    var keyKind: String
    var scopes: [String]
    /// As it stands in the assertion; `nil` for the client's own.
    var organisation: String?
    var dpop: Bool

    /// - Returns: `nil` where the portal is not spoken to by HelseID.
    /// - Throws: `CommandEnd` when the key cannot be used.
    init?(_ configuration: DaemonConfiguration) throws(CommandEnd) {
        guard let settings = configuration.helseID else { return nil }
        let read = CredentialFile.clientKey(settings).mapError {
            CommandEnd(.configurationInvalid, $0.description + " Nothing was sent.")
        }
        let clientKey = try read.get()
        tokenURL = settings.client.tokenURL
        clientID = settings.client.clientID
        key = settings.keyFile
        keyID = clientKey.keyID
        keyKind = clientKey.kind
        scopes = settings.client.scopes
        dpop = settings.client.usesDPoP
        switch settings.client.organisation {
        case .parent(let parent, let child): organisation = child.map { parent + ", " + $0 } ?? parent
        case .child(let child): organisation = "the client's own, " + child
        case nil: break
        }
    }

    /// For people.
    var lines: [String] {
        [
            "  helseid     client \(clientID) at \(tokenURL), organisation \(organisation ?? "the client's own")",
            "  client key  \(key) (\(keyKind), key id \(keyID)), read; tokens are "
                + (dpop ? "bound by DPoP" : "bearer tokens (dpop = false)"),
        ] + scopes.map { "  scope       \($0)" }
    }
}
