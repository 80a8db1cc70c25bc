// Whether a feed has something to read, for next to nothing: an inbox is watched by the kernel and listed only when it
// rang, an outbox gets one conditional question over a connection that is kept. Nothing is read here, nothing written, and
// no lock is needed.

import Feeds
import HTTPTransport
import SyncState

/// One look at all feeds.
struct FeedSight {
    /// Feeds that have something.
    var news: Set<FeedPlace> = []
    /// Why a feed cannot be watched, or not be asked.
    var problems: [String] = []
}

final class FeedLookout {
    private let feeds: [FeedPlace]
    private let ledger: Ledger
    private let watch: FolderWatch
    private var polls: [FeedPlace: OutboxPoll] = [:]

    init(_ configuration: DaemonConfiguration, ledger: Ledger, wakeUps: WakeUps) {
        var feeds: [FeedPlace] = []
        for source in configuration.sources where !feeds.contains(source.feed) { feeds.append(source.feed) }
        self.feeds = feeds
        self.ledger = ledger
        watch = FolderWatch { wakeUps.ring(.inbox) }
    }

    /// - Parameters:
    ///   - hasRung: a watched inbox may have got a name since the last look.
    ///   - asksOutboxes: its time has come; an inbox that rang is no reason to ask.
    func look(hasRung: Bool, asksOutboxes: Bool) async -> FeedSight {
        var sight = FeedSight()
        for place in feeds {
            switch place {
            case .directory(let path): look(DirectoryFeed(path: path), place, hasRung: hasRung, &sight)
            case .bundle(let path): look(BundleFeed(path: path), place, hasRung: hasRung, &sight)
            case .outbox(let settings):
                if asksOutboxes { await ask(settings, place, &sight) }
            }
        }
        return sight
    }

    private func look(_ feed: some FileFeed, _ place: FeedPlace, hasRung: Bool, _ sight: inout FeedSight) {
        switch watch.watch(feed.folders.path) {
        case .watched(let isNew):
            guard hasRung || isNew else { return }
        case .unwatched(let reason):
            sight.problems.append(
                "The inbox of \(feed.folders.path) cannot be watched: \(reason). It is listed at every interval instead, "
                    + "until it can be.")
        }
        do throws(FeedFault) {
            let cutOff = try feed.resumable()
            let waiting = try feed.waiting()
            if !cutOff.isEmpty || !waiting.isEmpty { sight.news.insert(place) }
        } catch {
            sight.problems.append(error.description)
        }
    }

    private func ask(_ settings: OutboxSettings, _ place: FeedPlace, _ sight: inout FeedSight) async {
        do {
            if polls[place] == nil { polls[place] = try OutboxPoll(settings) }
            let position = try ledger.outboxPosition(of: settings.url)
            if try await polls[place]?.hasNews(after: position) == true { sight.news.insert(place) }
        } catch let objection as CredentialFile.Objection {
            sight.problems.append("\(objection) The outbox \(settings.url) is not asked.")
        } catch {
            sight.problems.append("\(error)")
        }
    }

    /// What was found at these feeds was read.
    func wereRead(_ feeds: Set<FeedPlace>) { for place in feeds { polls[place]?.wasRead() } }

    func close() async {
        for poll in polls.values { await poll.close() }
        polls = [:]
    }
}

/// One outbox, asked again and again over one connection.
private final class OutboxPoll {
    /// More than an empty page is news.
    private static let quietBytesMax = 4_096

    private let settings: OutboxSettings
    private let session: HTTPSession
    /// The last answer, and the question it was given to; once it was read it is news no more.
    private var answered: (cursor: String?, bytes: [UInt8])?
    private var isRead = false

    init(_ settings: OutboxSettings) throws {
        self.settings = settings
        session = try HTTPSession(configuration: settings.transport(responseBytesMax: settings.pageBytesMax))
    }

    func hasNews(after position: OutboxPosition) async throws -> Bool {
        // Anew each time: a token is changed without a word.
        let feed = OutboxFeed(url: settings.url, token: try settings.token(), session: session)
        // The very question that reading asks: a tag is an answer's to one question.
        let answer: OutboxFeed.Answer
        do throws(OutboxFault) {
            answer = try await feed.ask(
                after: position.cursor, messagesMax: OutboxReading.pageMessagesMax, unlessMatching: position.entityTag)
        } catch {
            // Reading asks for fewer messages then.
            guard case .pageTooLarge = error else { throw error }
            return true
        }
        switch answer {
        case .unchanged: return false
        case .unknownCursor: return true
        case .page(let bytes, _):
            // A server that knows no entity tags says the same again in full.
            if isRead, let answered, answered.cursor == position.cursor, answered.bytes == bytes { return false }
            answered = bytes.count <= Self.quietBytesMax ? (position.cursor, bytes) : nil
            isRead = false
            return true
        }
    }

    func wasRead() { isRead = true }

    func close() async { await session.close() }
}
