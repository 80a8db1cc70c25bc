// How an outbox is spoken to, whether it is asked or told: by which limits, and by what it knows us.

import HTTPTransport
import SyncState

extension OutboxSettings {
    func transport(responseBytesMax: Int) -> HTTPTransportConfiguration {
        var configuration = HTTPTransportConfiguration(
            connectionsMax: 1, responseTimeoutSeconds: responseTimeoutSeconds, responseBytesMax: responseBytesMax,
            certificateAuthorityFile: certificateAuthorityFile,
            userAgent: "epjsyncd/" + EPJSyncDaemon.configuration.version)
        if let certificate = clientCertificateFile, let key = clientKeyFile {
            configuration.clientCertificate = ClientCertificate(certificateFile: certificate, keyFile: key)
        }
        return configuration
    }

    /// The bearer token, where it goes by one.
    ///
    /// - Throws: why the token or the certificate's key cannot be used.
    func token() throws(CredentialFile.Objection) -> BearerToken? {
        if let key = clientKeyFile, let objection = SecretFile.objection(key) {
            throw CredentialFile.Objection(description: "The key file \(key) cannot be used: \(objection).")
        }
        guard let tokenFile else { return nil }
        return try CredentialFile.token(tokenFile).get()
    }
}
