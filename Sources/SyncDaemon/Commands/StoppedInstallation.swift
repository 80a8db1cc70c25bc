// For commands that change the state under everybody's feet: neither the service nor a run is there, as long as this lives.

import SyncState

struct StoppedInstallation {
    private let service: InstallationLock
    private let run: InstallationLock

    /// - Parameter advice: what is to be done once nobody is there any more.
    init(_ directory: String, advice: String) throws {
        service = try Self.lock(directory, .service, advice)
        run = try Self.lock(directory, .run, advice)
    }

    private static func lock(
        _ directory: String, _ kind: InstallationLock.Kind, _ advice: String
    ) throws -> InstallationLock {
        do {
            return try InstallationLock(directory: directory, kind)
        } catch .lockHeld(let path) {
            throw CommandEnd(
                .lockHeld,
                "\(kind == .service ? "The service runs" : "Another run goes on"): it holds \(path). Nothing was changed. "
                    + "Stop it ('systemctl stop epjsyncd'), and \(advice).")
        }
    }
}
