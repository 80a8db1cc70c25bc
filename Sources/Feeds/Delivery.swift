// The other way: what an EPJ is told, put where it reads it. A message is delivered at least once, always the same bytes
// under the same name; whoever reads it twice knows it by its id. A delivery that fails leaves nothing half written, and
// what comes after it waits with it, so that messages arrive in the order in which they were decided.

import Foundation
import HTTPTransport

/// A message on its way to an EPJ.
public struct Deliverable: Sendable, Equatable {
    public enum Kind: Sendable {
        case receipt
        case message
    }

    /// A UUID, which tells nothing.
    public var id: String
    public var kind: Kind
    public var bytes: [UInt8]

    public init(id: String, kind: Kind, bytes: [UInt8]) {
        self.id = id
        self.kind = kind
        self.bytes = bytes
    }
}

public protocol Delivery: Sendable {
    /// Delivers messages in their order, up to the first that cannot be.
    ///
    /// - Returns: how many are delivered and will not be lost, and why not all of them.
    func deliver(_ messages: [Deliverable]) async -> (delivered: Int, fault: DeliveryFault?)
}

public enum DeliveryFault: Error, Equatable, Sendable, CustomStringConvertible {
    case folderUnwritable(path: String, reason: String)
    case notReached(url: String, reason: String)
    /// The EPJ's answer was neither success nor worth another try in this run.
    case notTaken(url: String, status: Int)

    public var description: String {
        switch self {
        case .folderUnwritable(let path, let reason):
            "Messages to the EPJ cannot be written to \(path): \(reason). They are kept and are written in the next run. "
                + "Check that epjsyncd may write there, and that its disk has room."
        case .notReached(let url, let reason):
            "Messages to the EPJ could not be sent to \(url): \(reason). They are kept and are sent again in the next run. "
                + "Check the network and the source's url."
        case .notTaken(let url, let status):
            "The EPJ did not take a message at \(url): it answered \(status). It and what comes after it are kept and are "
                + "sent again in the next run. Check the source's credentials, and ask the EPJ's vendor."
        }
    }
}

/// Files in `outgoing/`, each written as `.part` and renamed when it is whole.
public struct FolderDelivery: Delivery {
    private let folder: String

    /// - Parameter path: the feed's folder.
    public init(path: String) { folder = path + "/outgoing" }

    public func deliver(_ messages: [Deliverable]) async -> (delivered: Int, fault: DeliveryFault?) {
        guard !messages.isEmpty else { return (0, nil) }
        do throws(DeliveryFault) {
            try makeFolder()
        } catch {
            return (0, error)
        }
        var written = 0
        var fault: DeliveryFault?
        for message in messages {
            do throws(DeliveryFault) {
                try write(message)
                written += 1
            } catch {
                fault = error
                break
            }
        }
        // A rename is lost with the power as long as its folder is not on the disk.
        do throws(DeliveryFault) {
            if written > 0 { try synchronizeFolder() }
        } catch {
            return (0, error)
        }
        return (written, fault)
    }

    private func makeFolder() throws(DeliveryFault) {
        guard mkdir(folder, 0o770) != 0 else { return }
        guard errno == EEXIST else { throw unwritable(errno) }
    }

    private func write(_ message: Deliverable) throws(DeliveryFault) {
        let path = folder + "/" + message.id + ".xml"
        let part = path + ".part"
        // Anew, whatever an earlier attempt left of it; never through a link.
        let descriptor = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o660)
        guard descriptor >= 0 else { throw unwritable(errno) }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
        do {
            try file.write(contentsOf: Data(message.bytes))
            try file.synchronize()
            try file.close()
        } catch {
            try? file.close()
            unlink(part)
            throw .folderUnwritable(path: folder, reason: Self.reason(error))
        }
        guard rename(part, path) == 0 else {
            let code = errno
            unlink(part)
            throw unwritable(code)
        }
    }

    private func synchronizeFolder() throws(DeliveryFault) {
        let descriptor = open(folder, O_RDONLY | O_CLOEXEC | O_DIRECTORY)
        guard descriptor >= 0 else { throw unwritable(errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw unwritable(errno) }
    }

    private func unwritable(_ code: Int32) -> DeliveryFault {
        .folderUnwritable(path: folder, reason: String(cString: strerror(code)))
    }

    /// The system's words where there are any.
    private static func reason(_ error: any Error) -> String {
        let error = error as NSError
        let cause = (error.userInfo[NSUnderlyingErrorKey] as? any Error).map { $0 as NSError } ?? error
        return cause.domain == NSPOSIXErrorDomain
            ? String(cString: strerror(Int32(cause.code))) : error.localizedDescription
    }
}
