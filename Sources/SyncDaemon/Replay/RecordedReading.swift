// Recorded messages, read once before anything is done with them: what is wrong with them in the words of `verify`, who sent
// them, what they speak of, of when they are, and how many speak of people who are not synthetic.

import EPJAdapters
import Foundation
import SyncCore

/// What reading a batch came to.
struct ReadBatch {
    let recorded: RecordedBatch
    /// What is delivered of each file: whole, some messages of it, or nothing.
    var deliveries: [(file: String, members: DeliveredMembers)] = []
    /// GenDates of what is delivered.
    var generated: [Instant] = []
    var count = 0
}

/// Which messages of a document have an effect.
enum DeliveredMembers: Equatable {
    /// The document is one message, and goes as it is.
    case whole
    case numbers([Int])
}

final class RecordedReading {
    private(set) var batches: [ReadBatch] = []
    private(set) var summary = VerifySummary()
    /// Refused messages, and bundles that are not whole, with what is wrong.
    private(set) var refused: [VerifiedMessage] = []
    private(set) var found = FoundInMessages()

    private let reader: DocumentReader
    private let zone: TimeZoneTable

    init(adapter: AdapterKind, zone: TimeZoneTable, wrappers: Set<Wrapper>) {
        self.zone = zone
        reader = DocumentReader(
            context: ReadingContext(zone: zone, synthetic: .accept, wrappers: wrappers), everySender: adapter)
    }

    /// - Throws: `VerifyInputFault`.
    func read(_ batch: RecordedBatch) throws {
        var read = ReadBatch(recorded: batch)
        for file in batch.files { try self.read(file, into: &read) }
        batches.append(read)
    }

    /// One message that was read, as long as it is not known whether its document counts.
    private struct Read {
        let verified: VerifiedMessage
        let message: ReadMessage
        let names: [String: String]
        var hasEffect: Bool {
            guard verified.outcome == .accepted else { return false }
            switch message.outcome {
            case .statements, .question: return true
            default: return false
            }
        }
    }

    private func read(_ file: String, into batch: inout ReadBatch) throws {
        var members: [Read] = []
        func take(_ member: DocumentMember) {
            var names: [String: String] = [:]
            if case .services = member.message.subject {
                names = ServiceNames.stated(in: String(decoding: member.text, as: UTF8.self))
            }
            members.append(
                Read(
                    verified: VerifiedMessage(member.message, file: file, member: member.number),
                    message: member.message, names: names))
        }
        let verdict = try document(file, take)
        for member in members {
            summary.add(member.verified)
            if member.verified.outcome == .refused { refused.append(member.verified) }
        }
        if let fault = verdict.fault {
            let whole = VerifiedMessage(file: file, bundleFault: fault)
            summary.add(whole)
            refused.append(whole)
            return
        }
        let delivered = members.filter(\.hasEffect)
        guard !delivered.isEmpty else { return }
        for member in delivered {
            found.add(member.message, names: member.names, zone: zone)
            if let generated = member.message.envelope?.generated { batch.generated.append(generated) }
        }
        batch.count += delivered.count
        var isMessage = false
        if case .message = verdict.root { isMessage = true }
        batch.deliveries.append((file, isMessage ? .whole : .numbers(delivered.map(\.verified.member))))
    }

    /// Reads a file with the same reader; also for handing its members out again.
    func document(_ file: String, _ take: (DocumentMember) throws -> Void) throws -> DocumentVerdict {
        let input = VerifyInput()
        reader.begin()
        var fault: VerifyInputFault?
        try input.read([file]) { path, opened in
            switch opened {
            case .failure(let failure): fault = failure
            case .success(let handle): try input.pieces(of: handle, path) { try reader.take($0, take) }
            }
        }
        if let fault { throw fault }
        return try reader.end(take)
    }
}
