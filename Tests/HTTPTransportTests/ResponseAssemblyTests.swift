// Answers put together from lines and pieces, as libcurl hands them over, without a socket.

import Testing

@testable import HTTPTransport

@Suite("An answer put together")
struct ResponseAssemblyTests {
    /// Feeds lines until one is not taken; true if all were.
    private func take(_ lines: [String], into assembly: inout ResponseAssembly) -> Bool {
        for line in lines {
            let isTaken = Array((line + "\r\n").utf8).withUnsafeBufferPointer { assembly.takeHeaderLine($0) }
            guard isTaken else { return false }
        }
        return true
    }

    @Test("blanks around a value go, a folded line is joined, a line without a colon is no header")
    func fields() {
        var assembly = ResponseAssembly(bodyBytesMax: 10)
        #expect(take(["HTTP/2 200 ", "a:\t1 ", "b: x", "  y ", "nonsense", "c:", "d:e:f", ""], into: &assembly))
        let fields = [("a", "1"), ("b", "x y"), ("c", ""), ("d", "e:f")].map { HTTPHeader(name: $0, value: $1) }
        #expect(assembly.response == HTTPResponse(status: 200, headers: fields))
    }

    @Test("informational answers are passed over")
    func informational() {
        var assembly = ResponseAssembly(bodyBytesMax: 10)
        #expect(take(["HTTP/1.1 100 Continue", "A: 1", ""], into: &assembly))
        #expect(assembly.response == nil)
        #expect(take(["HTTP/1.1 204", "B: 2", ""], into: &assembly))
        #expect(assembly.response == HTTPResponse(status: 204, headers: [HTTPHeader(name: "B", value: "2")]))
    }

    @Test("after the headers nothing is a header, not even another status line")
    func trailers() {
        var assembly = ResponseAssembly(bodyBytesMax: 10)
        #expect(take(["HTTP/1.1 200 OK", "", "Late: 1", "HTTP/1.1 500 No", ""], into: &assembly))
        #expect(assembly.response == HTTPResponse(status: 200))
    }

    @Test("the limit of the headers counts every line, trailers too")
    func headerLimit() {
        var assembly = ResponseAssembly(bodyBytesMax: 10)
        #expect(take(["HTTP/1.1 200 OK", ""], into: &assembly))
        let line = String(repeating: "x", count: 1_022)
        #expect(take(Array(repeating: line, count: 63), into: &assembly))
        #expect(assembly.excess == nil)
        #expect(!take([line], into: &assembly))
        #expect(assembly.excess == "its headers are larger than 65536 bytes")
    }

    @Test("the limit of the body is the last byte taken")
    func bodyLimit() {
        var assembly = ResponseAssembly(bodyBytesMax: 5)
        #expect([1, 2, 3].withUnsafeBufferPointer { assembly.takeBody($0) })
        #expect([4, 5].withUnsafeBufferPointer { assembly.takeBody($0) })
        #expect(![6].withUnsafeBufferPointer { assembly.takeBody($0) })
        #expect(assembly.body == [1, 2, 3, 4, 5])
        #expect(assembly.excess == "its body is larger than 5 bytes")
    }

    @Test("no line a server can send does more than be taken or refused", arguments: 0..<20 as Range<UInt64>)
    func anyBytes(seed: UInt64) {
        var generator = SplitMix(state: seed)
        var assembly = ResponseAssembly(bodyBytesMax: 100)
        let alphabet = Array("HTTP/1. 20:\t\r\n".utf8) + [0x00, 0x80, 0xC3, 0xFF]
        for _ in 0..<2_000 {
            let length = Int.random(in: 0...40, using: &generator)
            var line = (0..<length).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
            if generator.next() & 7 == 0 { line = Array("HTTP/1.1 ".utf8) + line }
            _ = line.withUnsafeBufferPointer { assembly.takeHeaderLine($0) }
            _ = line.withUnsafeBufferPointer { assembly.takeBody($0) }
            #expect(assembly.body.count <= 100)
        }
        #expect(assembly.excess != nil)
    }
}
