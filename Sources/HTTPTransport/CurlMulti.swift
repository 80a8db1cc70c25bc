// The multi handle of libcurl: the set of transfers under way, the connections kept between them, and one call that
// waits for all of them. Only the session's thread touches it, with one exception that libcurl makes itself: the bell.

import CCurl

/// A multi handle, as the C interface passes it.
typealias CurlMultiPointer = UnsafeMutableRawPointer

/// The owner of one multi handle. Not Sendable on purpose.
final class CurlMulti {
    private let pointer: CurlMultiPointer

    /// The longest wait, in milliseconds: a bell that could not ring costs no more than this.
    private static let waitMillisecondsMax: Int32 = 1_000
    /// The same while there is nothing to wait for but the bell: a session that is kept for later wakes nobody.
    private static let idleMillisecondsMax: Int32 = 60_000

    /// - Parameter connectionsMax: how many connections are open at most, at one host or in all, and how many are
    ///   kept for reuse.
    init(connectionsMax: Int) throws(HTTPFailure) {
        guard let pointer = curl_multi_init() else {
            throw .noMemory(doing: "curl_multi_init")
        }
        self.pointer = pointer
        try set(CURLMOPT_MAX_HOST_CONNECTIONS, "CURLMOPT_MAX_HOST_CONNECTIONS", connectionsMax)
        try set(CURLMOPT_MAX_TOTAL_CONNECTIONS, "CURLMOPT_MAX_TOTAL_CONNECTIONS", connectionsMax)
        try set(CURLMOPT_MAXCONNECTS, "CURLMOPT_MAXCONNECTS", connectionsMax)
    }

    deinit {
        // Its only failure is a handle that is none, and this one is.
        _ = curl_multi_cleanup(pointer)
    }

    /// The bell that ends `wait()` early, from any thread. It must not be rung once this object is gone.
    var bell: CurlBell { CurlBell(pointer: pointer) }

    /// Begins a transfer. The caller holds it until `remove`.
    func add(_ transfer: CurlTransfer) throws(HTTPFailure) {
        try HTTPFailure.check(curl_multi_add_handle(pointer, transfer.pointer), doing: "curl_multi_add_handle")
    }

    /// Ends a transfer, done or not; an unfinished one closes its connection. False if libcurl would not: the
    /// transfer must then be thrown away, which takes it out by force.
    func remove(_ transfer: CurlTransfer) -> Bool {
        curl_multi_remove_handle(pointer, transfer.pointer) == CURLM_OK
    }

    /// Does what can be done without waiting, and calls the transfers' receivers.
    func perform() throws(HTTPFailure) {
        var running: Int32 = 0
        try HTTPFailure.check(curl_multi_perform(pointer, &running), doing: "curl_multi_perform")
    }

    /// The next transfer that has ended, and how, or nil.
    func nextFinished() -> (CurlEasyPointer, CURLcode)? {
        var left: Int32 = 0
        while let message = curl_multi_info_read(pointer, &left) {
            // Copied at once: removing the handle invalidates the message.
            if message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle {
                return (easy, message.pointee.data.result)
            }
        }
        return nil
    }

    /// Waits until a socket is ready, a time limit is due or the bell rings.
    ///
    /// - Parameter isIdle: nothing is under way.
    func wait(isIdle: Bool) throws(HTTPFailure) {
        let longest = isIdle ? Self.idleMillisecondsMax : Self.waitMillisecondsMax
        let code = curl_multi_poll(pointer, nil, 0, longest, nil)
        try HTTPFailure.check(code, doing: "curl_multi_poll")
    }

    private func set(_ option: CURLMoption, _ name: String, _ value: Int) throws(HTTPFailure) {
        try HTTPFailure.check(ccurl_multi_set_long(pointer, option, value), doing: name)
    }
}

/// Wakes the thread that waits in a multi handle.
// Sendable although it holds a pointer: curl_multi_wakeup is the one call libcurl allows from any thread, it is all
// that is done with the pointer here, and the mailbox's lock keeps it from meeting curl_multi_cleanup.
struct CurlBell: @unchecked Sendable {
    fileprivate let pointer: CurlMultiPointer

    /// Ends the present wait, or the next. A bell that cannot ring (no memory, no descriptor) needs no answer: the
    /// thread looks into its mailbox by itself, every second, or every minute when it has nothing to do.
    func ring() {
        _ = curl_multi_wakeup(pointer)
    }
}
