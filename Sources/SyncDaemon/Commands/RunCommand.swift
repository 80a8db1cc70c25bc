// `run`: the service. Stays until it is told to stop.

import ArgumentParser
import Foundation

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "The service: a cycle every night, and by day whatever the EPJs deliver is read. Until SIGTERM.")

    @OptionGroup var options: CommonOptions

    func run() async throws {
        try await ending {
            let process = ProcessInfo.processInfo
            let supervisor = Supervisor(
                SupervisorEnvironment(process.environment, process: process.processIdentifier))
            let vouching = supervisor.vouch()
            let wakeUps = WakeUps()
            let signals = StopSignals(wakeUps) { supervisor.stopping() }
            let sources = signals.listen()
            let status = ServiceStatus(log: .process, started: .current())
            do {
                var service = try Service(
                    options, wakeUps: wakeUps, signals: signals, supervisor: supervisor, status: status)
                await service.run()
            } catch {
                await status.ends()
                throw error
            }
            withExtendedLifetime((sources, vouching)) {}
            return .done
        }
    }
}
