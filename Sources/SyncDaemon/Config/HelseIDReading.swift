// The keys of [helseid]: how HelseID knows this client, and what is asked of it. The key's file is read elsewhere, when it is
// needed.

import PortalClient

/// How a token is asked for; the key is the name of its file.
struct HelseIDSettings {
    var client: HelseIDConfiguration
    var keyFile: String
    var keyID: String?
    var algorithm: ClientKeyAlgorithm?
}

extension ConfigurationReading {
    /// - Returns: `nil` where the portal is not spoken to by HelseID; then its keys are read and have no effect.
    func readHelseID(
        _ table: ConfigTable, auth: DaemonConfiguration.PortalAuthorisation, usesDPoP: Bool
    ) -> HelseIDSettings? {
        let isUsed = auth == .helseid
        func text(_ key: String) -> String { isUsed ? table.required(key) : table.string(key) ?? "" }
        let issuer = text("issuer")
        let tokenURL = table.string("token_url", default: issuer + "/connect/token")
        let settings = HelseIDSettings(
            client: HelseIDConfiguration(
                tokenURL: tokenURL, clientID: text("client_id"), audience: table.string("audience", default: issuer),
                scopes: scopes(table, isUsed: isUsed), organisation: organisation(table), usesDPoP: usesDPoP),
            keyFile: credential(text("key")), keyID: table.string("key_id"),
            algorithm: table.choice("algorithm", default: nil))
        for (key, url) in [("issuer", issuer), ("token_url", tokenURL)] where table.has(key) && !url.isEmpty {
            guard !PortalAddress.isUsable(url) else { continue }
            table.complain(key, "must be https://HOST/PATH, or http:// to a loopback address, without a query")
        }
        return isUsed ? settings : nil
    }

    private func scopes(_ table: ConfigTable, isUsed: Bool) -> [String] {
        let scopes = table.strings("scopes")
        if isUsed, scopes.isEmpty {
            table.complain("scopes", "is missing; list those the client is approved for in HelseID's self-service")
        }
        // RFC 6749 §3.3.
        let isWellFormed = scopes.allSatisfy { scope in
            scope.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
        }
        if !isWellFormed { table.complain("scopes", "must be a list of scopes, each without blanks") }
        return scopes
    }

    private func organisation(_ table: ConfigTable) -> ClientOrganisation? {
        func number(_ key: String) -> String? {
            guard let text = table.string(key) else { return nil }
            if text.utf8.count == 9, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) { return text }
            table.complain(key, "must be 9 digits, in quotation marks")
            return nil
        }
        let (parent, child) = (number("organisation_number"), number("child_organisation_number"))
        if let parent { return .parent(parent, child: child) }
        return child.map(ClientOrganisation.child)
    }
}
