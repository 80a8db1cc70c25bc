// What lies in a credential's file, or why it is none.

import Foundation
import HTTPTransport
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
}
