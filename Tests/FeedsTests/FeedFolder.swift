// A feed's folder for one test, with what an EPJ, a person or an accident puts into it.

import Foundation
import Testing

@testable import Feeds

final class FeedFolder: Sendable {
    let path: String

    init(inbox: Bool = true) throws {
        path = NSTemporaryDirectory() + "epjsyncd-feed-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: inbox ? path + "/inbox" : path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var feed: DirectoryFeed { DirectoryFeed(path: path) }

    func write(_ text: String = "<MsgHead/>", to name: String) throws {
        let file = path + "/" + name
        try FileManager.default.createDirectory(
            atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    }

    func folder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: path + "/" + name, withIntermediateDirectories: true)
    }

    /// Makes an entry whose name is these bytes, which need not be UTF-8.
    func make(_ name: [UInt8], in folder: String) {
        let bytes = Array((path + "/" + folder + "/").utf8) + name + [0]
        let descriptor = open(bytes.map { CChar(bitPattern: $0) }, O_WRONLY | O_CREAT, 0o600)
        #expect(descriptor >= 0)
        close(descriptor)
    }

    func text(_ name: String) -> String? {
        FileManager.default.contents(atPath: path + "/" + name).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Every file and folder below, sorted.
    func everything() throws -> [String] { try FileManager.default.subpathsOfDirectory(atPath: path).sorted() }
}
