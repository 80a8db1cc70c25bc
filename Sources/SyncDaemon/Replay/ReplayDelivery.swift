// What an EPJ does with a batch: writes it into the feed's folder under a name that ends in .part, and renames it.

import EPJAdapters
import Foundation
import SyncCore

final class ReplayDelivery {
    private let feed: String
    private let batch: String
    /// Where each delivered file came from.
    private var origins: [String: String] = [:]

    /// - Parameter number: of the night, from 1.
    init(feed: String, number: Int) {
        self.feed = feed
        batch = Self.padded(number, 4)
    }

    /// - Throws: `CommandEnd` with exit code 73 when there is no room, 65 when a file is not what it was.
    func deliver(_ read: ReadBatch, _ reading: RecordedReading) throws {
        let part = "\(feed)/inbox/\(batch).part"
        do {
            try FileManager.default.createDirectory(
                atPath: part, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            var members: [String: Set<Int>] = [:]
            var files: [String] = []
            for message in read.messages {
                if files.last != message.file { files.append(message.file) }
                if let member = message.member { members[message.file, default: []].insert(member) }
            }
            for file in files {
                if let wanted = members[file] {
                    try deliver(wanted, of: file, in: part, reading)
                } else {
                    try FileManager.default.copyItem(atPath: file, toPath: path(for: file, in: part))
                }
            }
            try FileManager.default.moveItem(atPath: part, toPath: "\(feed)/inbox/\(batch)")
        } catch let fault as VerifyInputFault {
            throw CommandEnd(.inputUnreadable, fault.fault + " It could be read a moment ago. Nothing is kept.")
        } catch {
            throw CommandEnd(
                .stateUnwritable,
                "The messages cannot be laid ready in \(feed): \(VerifyInput.reason(error)). Nothing is kept. Make room "
                    + "there.")
        }
    }

    /// Messages of a bundle or page, each as a file of its own.
    private func deliver(_ wanted: Set<Int>, of file: String, in part: String, _ reading: RecordedReading) throws {
        _ = try reading.document(file) { member in
            guard wanted.contains(member.number) else { return }
            let path = path(for: "\(file), message \(member.number)", in: part)
            try Data(member.standaloneBytes()).write(to: URL(fileURLWithPath: path))
        }
    }

    private func path(for origin: String, in part: String) -> String {
        let name = Self.padded(origins.count + 1, 7) + ".xml"
        origins[name] = origin
        return "\(part)/\(name)"
    }

    /// A message that was set aside, under the name it came by.
    func asNamed(_ item: SetAside) -> SetAside {
        let origin = origins[item.file] ?? item.file
        let folder = origin.lastIndex(of: "/").map { String(origin[..<$0]) } ?? "."
        let name = origin.lastIndex(of: "/").map { String(origin[origin.index(after: $0)...]) } ?? origin
        return SetAside(batch: VerifyText.shown(folder), file: VerifyText.shown(name), finding: item.finding)
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
