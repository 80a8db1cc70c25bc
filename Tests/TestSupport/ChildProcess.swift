// Tests run in parallel and start programs; Foundation can only start one at a time.

import Foundation

extension Process {
    private static let starting = NSLock()

    /// Starts the program, never two in the same instant. Foundation sees a child's end by a socket the child holds; a
    /// child that another thread starts between that socket's making and its closing inherits it, and while that one
    /// runs, the first one's end is never seen: two servers that wait for each other's tests then wait for ever.
    public func runAlone() throws {
        Self.starting.lock()
        defer { Self.starting.unlock() }
        try run()
    }
}
