// What is asked for on the command line, and the one line of JSON that answers it.
//
//   pushing bodies COUNT                      writes so many bodies and sends none
//   pushing body                              writes one body to standard output
//   pushing put URL CA COUNT IN-FLIGHT [FLAG…]
//       --connections N   16
//       --http2           offers HTTP/2
//       --dpop KEY        a token of URL/connect/token, and a proof for each request, by the P-256 key in that file

import Foundation
import Glibc
import HTTPTransport
import PortalClient
import SyncCore

struct Command {
    private let words: [String]
    private var flags: [String: String] = [:]

    init(_ arguments: [String]) {
        var words: [String] = []
        var rest = arguments.dropFirst()
        while let word = rest.popFirst() {
            switch word {
            case "--http2": flags[word] = ""
            case "--connections", "--dpop": flags[word] = rest.popFirst() ?? ""
            default: words.append(word)
            }
        }
        self.words = words
    }

    /// - Returns: the exit code; 1 when something was lost.
    func run() async -> Int32 {
        switch (words.first, words.count) {
        case ("bodies", 2): return bodies(Int(words[1]) ?? 0)
        case ("body", 1):
            FileHandle.standardOutput.write(Data(Sample.appointment(0).json))
            return 0
        case ("put", 5):
            do { return try await put() } catch {
                complain("pushing: \(error)")
                return 1
            }
        default:
            complain("usage: pushing bodies COUNT | body | put URL CA COUNT IN-FLIGHT [FLAG…]")
            return 64
        }
    }

    private func bodies(_ count: Int) -> Int32 {
        let appointments = (0..<1_000).map(Sample.appointment)
        let before = Cost.now()
        var bytes = 0
        for number in 0..<count { bytes += appointments[number % appointments.count].json.count }
        say(["bodies": Double(count), "bytes": Double(bytes) / Double(max(1, count))], Cost.now() - before, count)
        return 0
    }

    private func put() async throws -> Int32 {
        let (url, count, inFlight) = (words[1], Int(words[3]) ?? 0, Int(words[4]) ?? 1)
        let connections = flags["--connections"].flatMap { Int($0) } ?? 16
        let session = try HTTPSession(
            configuration: HTTPTransportConfiguration(
                connectionsMax: connections, http2: flags["--http2"] != nil, certificateAuthorityFile: words[2],
                userAgent: "epjsyncd-benchmark"))
        let authorisation = try authorisation(url)
        let portal = Helsenorge(
            session: session,
            configuration: HelsenorgeConfiguration(
                baseURL: url, authorisation: authorisation, requestsAtOnce: flags["--dpop"].map { _ in connections }),
            pause: { seconds in try? await Task.sleep(for: .seconds(seconds)) }, jitter: { Double.random(in: 0...1) })
        // Connections, token and caches are there before anything is measured.
        _ = await Run(portal: portal, inFlight: inFlight).put(0..<(10 * connections))
        let before = Cost.now()
        let tally = await Run(portal: portal, inFlight: inFlight).put(0..<count)
        let cost = Cost.now() - before
        await session.close()
        for (words, times) in tally.others.sorted(by: { $0.key < $1.key }) {
            complain("pushing: \(times) times \(words)")
        }
        say(["accepted": Double(tally.accepted), "lost": Double(count - tally.accepted)], cost, count)
        return tally.accepted == count ? 0 : 1
    }

    private func authorisation(_ url: String) throws -> any Authorisation {
        guard let file = flags["--dpop"] else { return NoAuthorisation() }
        let key = try ClientKey(String(contentsOfFile: file, encoding: .utf8), keyID: "benchmark")
        return TokenSource(
            HelseIDConfiguration(
                tokenURL: url + "/connect/token", clientID: "benchmark", audience: url, scopes: ["benchmark"]),
            key: key, now: { Instant.machine() }, newID: { UUID().uuidString.lowercased() },
            pause: { seconds in try? await Task.sleep(for: .seconds(seconds)) }, jitter: { Double.random(in: 0...1) })
    }

    private func say(_ figures: [String: Double], _ cost: Cost, _ count: Int) {
        var figures = figures
        figures["seconds"] = cost.wall
        figures["user"] = cost.user
        figures["system"] = cost.system
        figures["per_second"] = Double(count) / cost.wall
        figures["cpu_us"] = (cost.user + cost.system) / Double(max(1, count)) * 1e6
        let members = figures.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }
        // The program's whole purpose is this line.
        print("{" + members.joined(separator: ", ") + "}")
    }
}

extension Instant {
    static func machine() -> Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}

/// A line on standard error.
func complain(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
}
