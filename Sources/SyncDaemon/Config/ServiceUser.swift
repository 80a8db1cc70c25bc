// Whoever looks after the machine types as root, and the state is the service's. Root therefore becomes the state
// directory's owner before anything is opened: a ledger or an inbox that root once wrote in would be closed to the service.

import Foundation

enum ServiceUser {
    /// Gives up root's rights for the owner's of this directory, for good; nothing for anybody else, and nothing while
    /// the directory is root's own or is not there yet.
    ///
    /// - Throws: `CommandEnd` with exit code 73.
    static func become(ownerOf directory: String) throws(CommandEnd) {
        var information = stat()
        guard geteuid() == 0, stat(directory, &information) == 0, information.st_uid != 0 else { return }
        let (user, group) = (information.st_uid, information.st_gid)
        // Its other groups are its own too: the feeds' folders are shared by one.
        let name = getpwuid(user)?.pointee.pw_name
        let hasGroups = name.map { initgroups($0, group) == 0 } ?? (setgroups(1, [group]) == 0)
        guard hasGroups, setgid(group) == 0, setuid(user) == 0 else {
            throw CommandEnd(
                .stateUnwritable,
                "The state directory \(directory) belongs to user \(user), and this process could not become that user: "
                    + "\(String(cString: strerror(errno))). Nothing was read or sent. Run the command as that user.")
        }
    }
}
