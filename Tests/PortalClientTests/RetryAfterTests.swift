// Both forms of Retry-After (RFC 9110 §10.2.3), and what is neither.

import HTTPTransport
import Testing

@testable import PortalClient

@Suite struct RetryAfterTests {
    static let date = "Sun, 06 Nov 1994 08:49:37 GMT"
    static let table: [(field: String?, date: String?, seconds: Int?)] = [
        (nil, date, nil),
        ("0", nil, 0), ("7", nil, 7), (" 120 ", date, 120), ("-5", nil, 0), ("99999999999", nil, 99_999_999_999),
        ("Sun, 06 Nov 1994 08:50:07 GMT", date, 30), (date, date, 0), ("Sun, 06 Nov 1994 08:49:00 GMT", date, 0),
        ("Mon, 07 Nov 1994 08:49:37 GMT", date, 86_400),
        // A date says how long only beside the server's own.
        ("Sun, 06 Nov 1994 08:50:07 GMT", nil, nil), ("Sun, 06 Nov 1994 08:50:07 GMT", "now", nil),
        ("", date, nil), ("soon", date, nil), ("1.5", date, nil), ("Sun, 06 Now 1994 08:50:07 GMT", date, nil),
        ("99999999999999999999", nil, nil),
    ]

    @Test(arguments: table.indices) func both(_ index: Int) {
        let row = Self.table[index]
        let fields = [("Retry-After", row.field), ("Date", row.date)].compactMap { name, value in
            value.map { HTTPHeader(name: name, value: $0) }
        }
        #expect(RetryAfter.seconds(HTTPResponse(status: 429, headers: fields)) == row.seconds)
    }
}
