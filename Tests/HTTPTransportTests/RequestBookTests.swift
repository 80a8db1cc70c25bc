// The orders in which sending, cancelling and closing can meet, as a table of calls: no thread, no socket.

import Testing

@testable import HTTPTransport

@Suite("The book of requests")
struct RequestBookTests {
    @Test("requests are delivered once, in the order they were submitted")
    func delivery() {
        var book = RequestBook<String>()
        let (first, second) = (book.announce(), book.announce())
        #expect(book.submit("b", as: second) == .accepted)
        #expect(book.submit("a", as: first) == .accepted)
        #expect(book.takeDelivery().arrivals == ["b", "a"])
        #expect(book.takeDelivery().arrivals == [])
        book.settle(first)
        book.settle(second)
        #expect(book.unsettledCount == 0)
    }

    @Test("cancelled before it is submitted: never delivered, and the thread is not woken")
    func cancelledEarly() {
        var book = RequestBook<String>()
        let ticket = book.announce()
        #expect(book.cancel(ticket) == false)
        #expect(book.cancel(ticket) == false)
        #expect(book.submit("a", as: ticket) == .cancelled)
        #expect(book.takeDelivery().arrivals == [])
        #expect(book.unsettledCount == 0)
    }

    @Test("cancelled before it is delivered: both come in one delivery, the arrival to be begun first")
    func cancelledInTheMail() {
        var book = RequestBook<String>()
        let ticket = book.announce()
        _ = book.submit("a", as: ticket)
        #expect(book.cancel(ticket) == true)
        let delivery = book.takeDelivery()
        #expect(delivery.arrivals == ["a"])
        #expect(delivery.cancelled == [ticket])
    }

    @Test("cancelled after it was settled: nothing to do")
    func cancelledLate() {
        var book = RequestBook<String>()
        let ticket = book.announce()
        _ = book.submit("a", as: ticket)
        _ = book.takeDelivery()
        book.settle(ticket)
        #expect(book.cancel(ticket) == false)
        #expect(book.takeDelivery().cancelled == [])
    }

    @Test("closed: what was submitted is still delivered, what comes later is refused, and the close stays")
    func closed() {
        var book = RequestBook<String>()
        let (early, late) = (book.announce(), book.announce())
        _ = book.submit("a", as: early)
        #expect(book.close() == true)
        #expect(book.close() == false)
        #expect(book.submit("b", as: late) == .closed)
        let delivery = book.takeDelivery()
        #expect(delivery.isClosing)
        #expect(delivery.arrivals == ["a"])
        #expect(book.takeDelivery().isClosing == true)
        #expect(book.unsettledCount == 1)
    }
}
