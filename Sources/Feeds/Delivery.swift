// The other way: what an EPJ is told, put where it reads it. A message is delivered at least once, always the same bytes
// under the same name; whoever reads it twice knows it by its id. A delivery that fails leaves nothing half written, and
// what comes after it waits with it, so that messages arrive in the order in which they were decided.

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
    private let files: any FeedFiles

    /// - Parameter path: the feed's folder.
    public init(path: String, files: any FeedFiles = SystemFiles()) {
        folder = path + "/outgoing"
        self.files = files
    }

    public func deliver(_ messages: [Deliverable]) async -> (delivered: Int, fault: DeliveryFault?) {
        guard !messages.isEmpty else { return (0, nil) }
        return await files.aside { write(messages) }
    }

    private func write(_ messages: [Deliverable]) -> (delivered: Int, fault: DeliveryFault?) {
        do throws(FileFault) { try files.makeFolder(folder) } catch { return (0, unwritable(error)) }
        let parts = messages.map { NewFile(path: path($0) + ".part", bytes: $0.bytes) }
        let (written, writeFault) = files.write(parts)
        var fault = writeFault
        var moved = 0
        do throws(FileFault) {
            for message in messages.prefix(written) {
                try files.move(path(message) + ".part", to: path(message))
                moved += 1
            }
        } catch {
            fault = error
            for part in parts[moved..<written] { try? files.remove(part.path) }
        }
        do throws(FileFault) {
            if moved > 0 { try files.synchronize(folder: folder) }
        } catch {
            return (0, unwritable(error))
        }
        return (moved, fault.map(unwritable))
    }

    private func path(_ message: Deliverable) -> String { folder + "/" + message.id + ".xml" }

    private func unwritable(_ fault: FileFault) -> DeliveryFault {
        .folderUnwritable(path: folder, reason: fault.reason)
    }
}
