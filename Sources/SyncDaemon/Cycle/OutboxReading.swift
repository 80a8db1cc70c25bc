// An outbox: page after page, each counted together with the cursor that leads to the next, until it has no more. A page
// that cannot be read whole leaves the cursor where it was, so the next run asks for it again.

import EPJAdapters
import Feeds
import HTTPTransport
import SyncCore
import SyncState

struct OutboxReading {
    let sources: FeedSources
    let settings: OutboxSettings

    /// How many messages are asked for at a time.
    static let pageMessagesMax = 500
    /// Of pages that are empty or hold duplicates only, one after the other: a server that leads on for ever would keep the
    /// other sources waiting for ever.
    static let pagesWithoutNewsMax = 1_000

    private var ledger: Ledger { sources.cycle.ledger }

    func read(into report: inout RunReport) async throws(LedgerFault) {
        do {
            let session = try sources.cycle.feedEdges.connect(transport)
            let token = try settings.token()
            let feed = OutboxFeed(url: settings.url, token: token, session: session)
            do { try await readPages(of: feed, into: &report) } catch {
                await session.close()
                throw error
            }
            await session.close()
        } catch let fault as LedgerFault {
            throw fault
        } catch let objection as CredentialFile.Objection {
            report.problems.append("\(objection) Nothing was read of the outbox \(settings.url).")
        } catch {
            report.problems.append("\(error)")
        }
    }

    private var transport: HTTPTransportConfiguration {
        let limits = sources.cycle.configuration.limits
        return settings.transport(responseBytesMax: min(limits.messageBytesMax + settings.pageBytesMax, 1 << 30))
    }

    private func readPages(of feed: OutboxFeed, into report: inout RunReport) async throws {
        var position = try ledger.outboxPosition(of: feed.url)
        var messagesMax = Self.pageMessagesMax
        var asked = Set<String?>()
        var isBegunAgain = false
        var pagesWithoutNews = 0
        while !sources.cycle.limit.isStopping() {
            switch try await answer(of: feed, position, &messagesMax) {
            case .unchanged: return
            case .unknownCursor where isBegunAgain:
                report.problems.append(
                    "The outbox \(feed.url) does not know the cursor that it gave in this run either (410). What was read counts; "
                        + "it is asked again in the next run. Tell the EPJ's vendor: what follows that cursor cannot be read."
                )
                return
            case .unknownCursor:
                isBegunAgain = true
                position = OutboxPosition(url: feed.url)
                try ledger.keep(position)
                report.problems.append(
                    "The outbox \(feed.url) does not know the cursor it gave before (410). It is asked from its beginning; "
                        + "what was read before is counted as duplicate and has no second effect.")
            case .page(let bytes, let entityTag):
                asked.insert(position.cursor)
                guard let page = try read(bytes, entityTag, at: position, into: &report) else { return }
                position = page.position
                guard page.hasMore else { return }
                pagesWithoutNews = page.hasNews ? 0 : pagesWithoutNews + 1
                guard pagesWithoutNews < Self.pagesWithoutNewsMax else {
                    report.problems.append(
                        "The outbox \(feed.url) has given \(pagesWithoutNews) pages one after the other with nothing new in them, and "
                            + "says that more follows. It is asked for what follows in the next run, so that others are not kept "
                            + "waiting. Tell the EPJ's vendor.")
                    return
                }
                guard !asked.contains(position.cursor) else {
                    report.problems.append(
                        "The outbox \(feed.url) says that more follows and leads back to a cursor it was asked for already. "
                            + "What was read counts; it is asked again in the next run. Tell the EPJ's vendor.")
                    return
                }
            }
        }
    }

    /// A page that is too large is asked for with fewer messages in it, down to one.
    private func answer(
        of feed: OutboxFeed, _ position: OutboxPosition, _ messagesMax: inout Int
    ) async throws -> OutboxFeed.Answer {
        while true {
            do throws(OutboxFault) {
                return try await feed.ask(
                    after: position.cursor, messagesMax: messagesMax, unlessMatching: position.entityTag)
            } catch {
                guard case .pageTooLarge = error, messagesMax > 1 else { throw error }
                messagesMax = max(1, messagesMax / 8)
            }
        }
    }

    /// - Returns: where to go on; `nil` when the page cannot be read.
    private func read(
        _ bytes: [UInt8], _ entityTag: String?, at asked: OutboxPosition, into report: inout RunReport
    ) throws -> (position: OutboxPosition, hasMore: Bool, hasNews: Bool)? {
        let now = sources.cycle.now
        var reading = StagedReading(sources: sources, name: "") { [ledger] () throws(LedgerFault) in
            try ledger.beginStaging(try ledger.beginBatch(at: now), named: asked.url, at: now)
        }
        _ = try reading.take(bytes)
        let (root, fault) = try reading.end()
        guard fault == nil, case .outboxPage(let next, let hasMore) = root else {
            try reading.drop()
            let reason = fault?.sentence ?? "What it answered is no Utboks."
            report.problems.append(
                "A page of the outbox \(asked.url) cannot be read: \(reason) No message of the page counts; it is asked "
                    + "for again in the next run.")
            return nil
        }
        var position = OutboxPosition(url: asked.url, cursor: next.isEmpty ? asked.cursor : next)
        // The same question will be put again, so an answer that is still the same need not be sent.
        if position.cursor == asked.cursor { position.entityTag = entityTag }
        let hasNews = try reading.count(andGoTo: position, into: &report)
        return (position, hasMore, hasNews)
    }
}
