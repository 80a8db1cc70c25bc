// Bytes to statements, inside one process: one message, and a bundle of 20 MB in both encodings. The messages are made
// here, so that the figures need no file. `swift package benchmark` in Benchmarks/.

import Benchmark
import EPJAdapters
import SyncCore

let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, .throughput, .mallocCountTotal, .peakMemoryResident], maxDuration: .seconds(5))
    let message = SampleMessage.document(events: 12)
    Benchmark("one message of \(message.count / 1024) kB", configuration: .init(scalingFactor: .kilo)) { benchmark in
        let reader = MessageReader(context: SampleMessage.context, everySender: .gerica)
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations { blackHole(reader.read(message)) }
    }
    for isLatin1 in [false, true] {
        let bundle = SampleMessage.bundle(bytes: 20 << 20, isLatin1: isLatin1)
        Benchmark("bundle of 20 MB, \(isLatin1 ? "ISO-8859-1" : "UTF-8")") { benchmark in
            for _ in benchmark.scaledIterations { blackHole(read(bundle)) }
        }
    }
}

private func read(_ bundle: [UInt8]) -> Int {
    let reader = DocumentReader(context: SampleMessage.context, everySender: .gerica)
    var statements = 0
    func count(_ member: DocumentMember) {
        if case .statements(let some) = member.message.outcome { statements += some.count }
    }
    reader.begin()
    bundle.withUnsafeBytes { _ = reader.take($0, count) }
    let verdict = reader.end(count)
    precondition(verdict.fault == nil && statements == verdict.members, "the bundle is not sound")
    return statements
}
