// Who waits for what: the book of requests between the tasks that send them and the one thread that owns libcurl.
// It settles the orders in which sending, cancelling and closing can meet: a task may be cancelled before its request
// is submitted, while it lies here, while it is under way, or just after it was answered. Plain values, no lock.

/// Names one request from the moment it is announced until it is settled.
struct Ticket: Hashable, Sendable {
    let number: UInt64
}

/// The requests announced and not yet settled.
struct RequestBook<Entry: Sendable>: Sendable {
    /// What became of a submission.
    enum Admission: Sendable, Equatable { case accepted, cancelled, closed }

    /// What the owning thread has to do next.
    struct Delivery: Sendable {
        /// Requests to begin, in the order they were submitted.
        var arrivals: [Entry] = []
        /// Requests to give up; each was delivered as an arrival, in this delivery or an earlier one.
        var cancelled: [Ticket] = []
        /// Whether to give up everything and end.
        var isClosing = false
    }

    private enum State: Sendable { case announced, cancelledEarly, submitted }

    private var nextNumber: UInt64 = 0
    private var states: [Ticket: State] = [:]
    private var delivery = Delivery()

    /// How many requests are announced and not settled.
    var unsettledCount: Int { states.count }

    /// Opens an account for a request that will be submitted, so that a cancellation may come first.
    mutating func announce() -> Ticket {
        defer { nextNumber += 1 }
        let ticket = Ticket(number: nextNumber)
        states[ticket] = .announced
        return ticket
    }

    /// Hands a request over. Unless accepted it is settled by this, and its sender must be answered at once.
    mutating func submit(_ entry: Entry, as ticket: Ticket) -> Admission {
        let isCancelled = states[ticket] == .cancelledEarly
        guard !delivery.isClosing && !isCancelled else {
            states[ticket] = nil
            return isCancelled ? .cancelled : .closed
        }
        states[ticket] = .submitted
        delivery.arrivals.append(entry)
        return .accepted
    }

    /// Notes that the sender wants no answer any more; true when the owning thread has to hear of it. A request
    /// already settled is left alone.
    mutating func cancel(_ ticket: Ticket) -> Bool {
        switch states[ticket] {
        case .announced:
            states[ticket] = .cancelledEarly
            return false
        case .submitted:
            delivery.cancelled.append(ticket)
            return true
        case .cancelledEarly, nil:
            return false
        }
    }

    /// What has come in since the last call; `isClosing` stays.
    mutating func takeDelivery() -> Delivery {
        let taken = delivery
        delivery = Delivery(isClosing: taken.isClosing)
        return taken
    }

    /// Closes the account of a request whose sender is about to be answered.
    mutating func settle(_ ticket: Ticket) {
        states[ticket] = nil
    }

    /// Accepts nothing from now on; true the first time.
    mutating func close() -> Bool {
        defer { delivery.isClosing = true }
        return !delivery.isClosing
    }
}
