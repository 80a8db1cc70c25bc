// Who may read a secret. Mode 0600 or 0400 says it; under systemd the file is root's and an access list lets the service
// read it, which shows as a group bit that is no group's.

import Foundation

public enum SecretFile {
    /// Why this file is no place for a secret, or `nil`.
    public static func objection(_ path: String) -> String? {
        var information = stat()
        guard stat(path, &information) == 0 else { return nil }
        let mode = information.st_mode
        let isOurs = information.st_uid == geteuid()
        guard mode & 0o007 != 0 || (isOurs && mode & 0o070 != 0) else { return nil }
        return "others may read it (use mode 0600)"
    }
}
