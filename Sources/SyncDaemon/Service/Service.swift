// The resident service: one loop that obeys the schedule. Everything it does it does under the lock, cycle by cycle; while
// there is nothing to do it holds nothing but its open files.

import Foundation
import SyncCore
import SyncState

struct Service {
    private let options: CommonOptions
    private let wakeUps: WakeUps
    private let signals: StopSignals
    private let supervisor: Supervisor
    private let status: ServiceStatus
    private let lock: InstallationLock
    private var installation: Installation
    private var lookout: FeedLookout
    private var schedule: ServiceSchedule
    /// Problems that were told and last; each is told once.
    private var told: Set<String> = []
    private var reportNews = ReportNews()
    private var isLockTold = false
    /// Of this process: when it ended, and how.
    private var lastCycle: (ended: Instant, code: Int32)?
    /// Feeds that had something and were not read yet.
    private var unread: Set<FeedPlace> = []
    /// The last message that was read again from quarantine and told, or tried.
    private var seenReadAgain: Int64 = 0

    /// - Throws: `CommandEnd`, `LedgerFault` when there is nothing to begin with.
    init(
        _ options: CommonOptions, wakeUps: WakeUps, signals: StopSignals, supervisor: Supervisor, status: ServiceStatus
    ) throws {
        self.options = options
        self.wakeUps = wakeUps
        self.signals = signals
        self.supervisor = supervisor
        self.status = status
        let configuration = try options.load()
        try CycleRunning.prepareState(configuration.state.directory)
        do {
            lock = try InstallationLock(directory: configuration.state.directory, .service)
        } catch .lockHeld(let path) {
            throw CommandEnd(
                .lockHeld,
                "A service runs on this installation already: it holds \(path). Nothing was done. 'epjsyncd status' tells "
                    + "what it has done; stop it before you start another.")
        }
        status.begins(configuration)
        installation = try Installation(configuration, supervisor: supervisor)
        try status.opened(installation)
        lookout = installation.lookout(wakeUps)
        schedule = try installation.schedule(at: .current())
    }

    /// Runs until it is stopped.
    mutating func run() async {
        status.log.tell(Event(.started, greeting))
        supervisor.isAt(waiting)
        supervisor.ready()
        while !signals.isStopping {
            supervisor.moved(nil, done: 0, of: nil)
            switch schedule.step(at: .current()) {
            case .night(let night): await runNight(night)
            case .look: await look(isInterval: true, hasRung: false)
            case .wait(let until):
                let seconds = max(Double(until.nanoseconds - Instant.current().nanoseconds) / 1e9, 0.001)
                supervisor.isAt(waiting)
                supervisor.rests(seconds: seconds)
                await obey(await wakeUps.next(withinSeconds: seconds))
            }
        }
        await lookout.close()
        await status.ends()
        status.log.tell(Event(.stopped, "stopped; what is left goes on with the next start."))
    }

    /// What each wake-up asks for.
    private mutating func obey(_ rung: Set<WakeUps.Kind>) async {
        if rung.contains(.configuration) { await reload() }
        if rung.contains(.inbox) { await look(isInterval: false, hasRung: true) }
    }

    // MARK: Night

    private mutating func runNight(_ night: Night) async {
        do {
            let codes = ExitCode.allCases.filter(\.endsTheNight).map(\.rawValue)
            // Whoever ran it: this service before it was started again, or a person by hand.
            if try installation.ledger.hasEndedCycle(since: night.opens, exitCodes: codes) {
                return schedule.ended(night)
            }
            let (installation, signals) = (installation, signals)
            let limit = CycleLimit(closes: night.closes) { signals.isStopping }
            status.nightBegins(until: night.closes)
            let report = try await signals.givingUp {
                try await installation.cycle(limit: limit) { cycle in try await cycle.run(.sync) }
            }
            isLockTold = false
            lastCycle = (.current(), report.exitCode.rawValue)
            status.nightEnded(report, installation)
            let endsTheNight = report.exitCode.endsTheNight
            if let news = reportNews.news(of: report, endsTheNight: endsTheNight) { try answer(with: news) }
            if endsTheNight { schedule.ended(night) } else { schedule.failed(at: .current()) }
            // What it left of what cannot wait is not left for a day.
            let tellsByDay = installation.configuration.tellsByDay
            if tellsByDay, try installation.ledger.isDayBehind() { schedule.dayWasTold(false, at: .current()) }
        } catch LedgerFault.lockHeld(let path) {
            status.nothingRan()
            schedule.wasLocked(at: .current())
            tellLocked(path)
        } catch {
            status.nightFailed(error, installation)
            schedule.failed(at: .current())
            tellOnce(error)
        }
    }

    // MARK: Day

    private mutating func look(isInterval: Bool, hasRung: Bool) async {
        let sight = await lookout.look(hasRung: hasRung, asksOutboxes: isInterval)
        if isInterval { schedule.looked(at: .current(), jitter: .random(in: 0...1)) }
        unread.formUnion(sight.news)
        var problems = Set(sight.problems)
        do {
            // What could not be delivered is tried again by itself.
            let waits = isInterval ? try installation.ledger.undeliveredCount() > 0 : false
            let readAgain = isInterval ? try installation.ledger.newestReadAgain() ?? 0 : 0
            let tellsAgain = isInterval && (schedule.isDayDueAgain(at: .current()) || readAgain > seenReadAgain)
            let feeds = waits || tellsAgain ? Set(installation.configuration.sources.map(\.feed)) : unread
            if !feeds.isEmpty, !signals.isStopping {
                problems.formUnion(try await receive(feeds, tellsAgain: tellsAgain))
                // Not before: where another run has the lock, it is tried with the next look.
                seenReadAgain = max(seenReadAgain, readAgain)
            }
        } catch LedgerFault.lockHeld(let path) {
            tellLocked(path)
        } catch {
            tellOnce(error)
            problems.insert(Event(error).text)
        }
        for problem in problems.sorted() where !told.contains(problem) { status.log.tell(Event(.problem, problem)) }
        // One that went away and comes back is told again; only an interval's look sees all there are.
        told = isInterval ? problems : told.union(problems)
    }

    /// - Returns: the problems of the run that were told with its report.
    private mutating func receive(_ feeds: Set<FeedPlace>, tellsAgain: Bool) async throws -> [String] {
        let (installation, signals, told) = (installation, signals, told)
        let tells = installation.configuration.tellsByDay
        let limit = CycleLimit { signals.isStopping }
        status.dayBegins()
        defer { status.nothingRan() }
        let report = try await signals.givingUp {
            try await installation.cycle(limit: limit, of: feeds) { cycle in
                try await cycle.day(tells: tells, isAsked: tellsAgain) { !told.contains($0) }
            }
        }
        isLockTold = false
        unread.subtract(feeds)
        lookout.wereRead(feeds)
        if report.run > 0 {
            if tells { schedule.dayWasTold(!report.isWorthTryingAgain, at: .current()) }
            if let news = reportNews.news(of: report) {
                status.log.tell(news)
                try answer(with: news)
            }
        }
        self.told.formUnion(report.problems)
        return report.problems
    }

    // MARK: Configuration

    /// A configuration that is not valid, or with which nothing could begin, changes nothing.
    private mutating func reload() async {
        supervisor.reloading()
        defer { supervisor.reloaded() }
        do {
            let new = try Installation(try options.load(), supervisor: supervisor)
            let schedule = try new.schedule(at: .current())
            try status.opened(new)
            await lookout.close()
            installation = new
            lookout = new.lookout(wakeUps)
            self.schedule = schedule
            (told, reportNews, isLockTold, unread) = ([], ReportNews(), false, [])
            status.log.tell(
                Event(
                    .reloaded, "the configuration was read again and counts from the next cycle. " + greeting))
        } catch {
            status.configurationRefused(error)
        }
    }

    // MARK: Telling

    /// For systemd: what the service is at while it is at nothing.
    private var waiting: String {
        let opens = schedule.nextNight(after: .current()).iso8601UTC
        guard let (ended, code) = lastCycle else { return "waiting; the next cycle opens \(opens)" }
        return "waiting; the last cycle ended \(ended.iso8601UTC) with \(code), the next opens \(opens)"
    }

    private var greeting: String {
        let window = installation.configuration.night.window
        return
            "A cycle every night from \(window.start.timeOfDay) to \(window.end.timeOfDay) in Norway; between them an EPJ is "
            + "heard within \(installation.configuration.dayIntervalSeconds) s, and what it says of today is "
            + "\(installation.configuration.tellsByDay ? "told at once" : "told at night (day.enabled = false)"). Sources: "
            + installation.configuration.sources.map(\.id).joined(separator: ", ") + "."
    }

    private func answer(with report: RunReport) throws {
        try Output.standard(options.json ? ReportJSON.text(report) : ReportText.text(report))
    }

    private mutating func tellLocked(_ path: String) {
        guard !isLockTold else { return }
        isLockTold = true
        status.log.tell(
            Event(
                .lockHeld,
                "Another run holds the lock \(path). It is asked for again at every interval, and nothing more is said of it.",
                code: "\(ExitCode.lockHeld.rawValue)"))
    }

    private mutating func tellOnce(_ error: any Error) {
        let event = Event(error)
        if told.insert(event.text).inserted { status.log.tell(event) }
    }
}

extension Int {
    /// Seconds after midnight as a clock shows them.
    fileprivate var timeOfDay: String {
        func twoDigits(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
        return twoDigits(self / 3_600) + ":" + twoDigits(self / 60 % 60)
    }
}
