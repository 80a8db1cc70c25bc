// The answer of a rehearsal for programs: the last night's report as `sync --json` has it, and under `replay` what is more.

import Foundation
import SyncCore

enum ReplayJSON {
    private struct Replayed: Encodable {
        var now: String
        var nowBecause: String
        var page: String?
        var nights: [Night]
        var citizens: [ReplayedCitizen]
    }

    private struct Night: Encodable {
        var folder: String
        var now: String
        var messages: Int
        var exitCode: Int32
        var held: [String]
    }

    static func text(
        _ reading: RecordedReading, _ nights: [ReplayedNight], _ clock: ReplayClock, _ citizens: [ReplayedCitizen]?,
        page: String?
    ) -> String {
        let replayed = Replayed(
            now: clock.last.iso8601UTC, nowBecause: "\(clock.cause)", page: page,
            nights: nights.map {
                Night(
                    folder: $0.batch.folder, now: $0.now.iso8601UTC, messages: $0.batch.messages.count,
                    exitCode: $0.report.exitCode.rawValue, held: $0.held)
            }, citizens: citizens ?? [])
        var document = nights.last.map { object(Data(ReportJSON.text($0.report).utf8)) } ?? ["version": 1]
        document["replay"] = (try? JSONEncoder().encode(replayed)).map(object) ?? [:]
        document["verified"] = object(Data(verified(reading).utf8))
        let data = try? JSONSerialization.data(
            withJSONObject: document, options: [.sortedKeys, .withoutEscapingSlashes])
        return String(decoding: data ?? Data("{}".utf8), as: UTF8.self)
    }

    /// Refused messages only, in the shape of `verify --format json`.
    private static func verified(_ reading: RecordedReading) -> String {
        let writer = VerifyJSON()
        let messages = reading.refused.enumerated().flatMap { writer.lines(for: $1, isFirst: $0 == 0) }
        return (writer.opening + messages + writer.closing(reading.summary)).joined()
    }

    private static func object(_ data: Data) -> [String: Any] {
        ((try? JSONSerialization.jsonObject(with: data)) as? [String: Any]) ?? [:]
    }
}
