// Every file with a secret that the configuration names, read as those read it who need it: what is wrong with one is to be known
// when somebody looks, and not at one in the morning.

import Foundation
import SyncState

extension DaemonConfiguration {
    /// The client's key of HelseID is read by itself (`HelseIDSummary`). A master key that is not there yet is made by the first run.
    ///
    /// - Throws: `LedgerFault` or `CommandEnd`, both with exit code 78, for files that cannot be used.
    func checkCredentials() throws {
        if FileManager.default.fileExists(atPath: state.masterKeyFile) {
            try MasterKey.check(fileAt: state.masterKeyFile)
        }
        var objections: [String] = []
        if portal.authorisation == .bearer, let path = portal.bearerTokenFile {
            do { _ = try CredentialFile.token(path).get() } catch { objections.append(error.description) }
        }
        for source in sources {
            guard case .outbox(let settings) = source.feed else { continue }
            do { _ = try settings.token() } catch { objections.append("Source \(source.id): \(error.description)") }
            for file in [settings.clientCertificateFile, settings.clientKeyFile, settings.certificateAuthorityFile] {
                guard let file, !FileManager.default.isReadableFile(atPath: file) else { continue }
                objections.append("Source \(source.id): The file \(file) is not there or cannot be read.")
            }
        }
        guard !objections.isEmpty else { return }
        throw CommandEnd(.configurationInvalid, objections.joined(separator: "\n") + " Nothing was sent.")
    }

    /// Folders that nobody has made yet. An EPJ's share may be mounted later, so they make no configuration invalid.
    var missingFolders: [String] {
        sources.compactMap { source in
            switch source.feed {
            case .directory(let path), .bundle(let path):
                let inbox = path + "/inbox"
                if FileManager.default.fileExists(atPath: inbox) { return nil }
                return "source \(source.id): \(inbox) is not there, so nothing of it is read"
            case .outbox: return nil
            }
        }
    }
}
