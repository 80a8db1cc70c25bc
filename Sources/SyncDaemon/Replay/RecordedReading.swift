// Recorded messages, read once before anything is done with them: what is wrong with them in the words of `verify`, who sent
// them, what they speak of, of when they are, and how many speak of people who are not synthetic.

import EPJAdapters
import Foundation
import SyncCore

/// A message that has an effect.
struct RecordedMessage: Equatable {
    let file: String
    /// Which message of the file, from 1; `nil` where the file is this message and nothing else.
    let member: Int?
    let generated: Instant
}

/// What reading a batch came to: the messages that have an effect, in order.
struct ReadBatch {
    let folder: String
    var messages: [RecordedMessage] = []

    /// A batch for each night in which they would have come: from one in the morning to the next.
    func byNight(in zone: TimeZoneTable) -> [ReadBatch] {
        let nights = Dictionary(grouping: messages) { message in
            zone.wallClock(at: message.generated.adding(hours: -1)).date
        }
        return nights.sorted { $0.key < $1.key }.map { ReadBatch(folder: folder, messages: $0.value) }
    }
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

    /// How many nights the messages are of.
    var nightCount: Int { batches.reduce(0) { $0 + $1.byNight(in: zone).count } }

    /// Every batch becomes as many as it is of nights.
    func splitByNight() { batches = batches.flatMap { $0.byNight(in: zone) } }

    /// - Throws: `VerifyInputFault`.
    func read(_ batch: RecordedBatch) throws {
        var read = ReadBatch(folder: batch.folder)
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
        var isMessage = false
        if case .message = verdict.root { isMessage = true }
        for member in members where member.hasEffect {
            guard let envelope = member.message.envelope else { continue }
            found.add(member.message, names: member.names, zone: zone)
            batch.messages.append(
                RecordedMessage(
                    file: file, member: isMessage ? nil : member.verified.member, generated: envelope.generated))
        }
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
