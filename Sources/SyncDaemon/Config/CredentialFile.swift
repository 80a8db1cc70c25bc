// What lies in a credential's file, or why it is none.

import Foundation
import HTTPTransport
import PortalClient
import SyncState

enum CredentialFile {
    struct Objection: Error, Equatable, CustomStringConvertible {
        let description: String
    }

    static func token(_ path: String) -> Result<BearerToken, Objection> {
        if let objection = SecretFile.objection(path) {
            return .failure(Objection(description: "The token file \(path) cannot be used: \(objection)."))
        }
        guard let data = FileManager.default.contents(atPath: path), let text = String(data: data, encoding: .utf8),
            let token = BearerToken(text)
        else { return .failure(Objection(description: "The token file \(path) cannot be read or holds no token.")) }
        return .success(token)
    }

    /// The client's key. What was read of the file lives in the key alone.
    static func clientKey(_ settings: HelseIDSettings) -> Result<ClientKey, Objection> {
        let path = settings.keyFile
        func refuse(_ reason: String) -> Result<ClientKey, Objection> {
            .failure(Objection(description: "The key file \(path) (helseid.key) cannot be used: \(reason)."))
        }
        if let objection = SecretFile.objection(path) { return refuse(objection) }
        guard let data = FileManager.default.contents(atPath: path) else {
            return refuse("it is not there or cannot be read. Put the client's private key there, mode 0600")
        }
        do {
            return .success(
                try ClientKey(
                    String(decoding: data, as: UTF8.self), algorithm: settings.algorithm, keyID: settings.keyID))
        } catch {
            return refuse(error.description)
        }
    }
}
