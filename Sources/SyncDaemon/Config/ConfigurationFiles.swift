// From files to configuration. Secrets are never values: they are names of files, looked for where systemd puts
// credentials, else beside the configuration.

import Foundation

/// What the configuration needs of the world around it.
struct ConfigurationFiles {
    /// `$CREDENTIALS_DIRECTORY`, when run by systemd.
    var credentialsDirectory: String?

    struct Invalid: Error, CustomStringConvertible {
        let problems: [ConfigProblem]
        /// Where metrics are told, as far as that could be read: that a configuration is not valid is worth knowing too.
        var textfile: String?

        var description: String {
            (["The configuration is not valid; nothing was read or sent."] + problems.map { "  " + $0.description })
                .joined(separator: "\n")
        }
    }

    /// - Throws: `Invalid` with every problem found.
    func load(_ path: String) throws(Invalid) -> DaemonConfiguration {
        let problems = ConfigProblems()
        let file = path.split(separator: "/").last.map(String.init) ?? path
        let folder = path.hasPrefix("/") || path.contains("/") ? (path as NSString).deletingLastPathComponent : "."
        let directory = folder.isEmpty ? "/" : folder
        guard let main = table(at: path, file: file, problems: problems) else {
            throw Invalid(problems: problems.all)
        }
        let reading = ConfigurationReading(directory: directory, credentialsDirectory: credentialsDirectory)
        var configuration = reading.daemon(main)
        for (name, sourcePath) in sourceFiles(beside: directory, problems: problems) {
            guard let source = table(at: sourcePath, file: name, problems: problems) else { continue }
            configuration.sources.append(
                reading.source(source, night: configuration.night, hidesPast: configuration.portal.hidesPast))
        }
        check(configuration, file: file, problems: problems)
        guard problems.all.isEmpty else {
            throw Invalid(problems: problems.all, textfile: configuration.status.textfile)
        }
        return configuration
    }

    private func table(at path: String, file: String, problems: ConfigProblems) -> ConfigTable? {
        guard let data = FileManager.default.contents(atPath: path) else {
            problems.add("\(path): the file cannot be read. Give another with --config, or make it readable.")
            return nil
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            problems.add("\(file): the file is not UTF-8.")
            return nil
        }
        do {
            return ConfigTable(try ConfigValue.parse(text, file: file), file: file, path: "", problems: problems)
        } catch let problem as ConfigProblem {
            problems.add(problem.description)
        } catch {
            problems.add("\(file): the file cannot be read as TOML.")
        }
        return nil
    }

    private func sourceFiles(beside directory: String, problems: ConfigProblems) -> [(String, String)] {
        let folder = directory + "/sources.d"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let files = names.filter { $0.hasSuffix(".toml") && !$0.hasPrefix(".") }.sorted()
        if files.isEmpty {
            problems.add("\(folder): there is no source. Put one file for each source there, NAME.toml.")
        }
        return files.map { ("sources.d/" + $0, folder + "/" + $0) }
    }

    /// What no single table can see.
    private func check(_ configuration: DaemonConfiguration, file: String, problems: ConfigProblems) {
        func repeated(_ name: String, _ values: [String]) {
            var seen = Set<String>()
            for value in values where !value.isEmpty && !seen.insert(value).inserted {
                problems.add("sources.d: two sources have the same \(name), \(value); each must have its own.")
            }
        }
        repeated("id", configuration.sources.map(\.id))
        repeated("identifier_system", configuration.sources.map(\.rules.identifierSystem))
        repeated("her_id", configuration.sources.map(\.rules.herID))
        checkSuccessors(configuration.sources, problems: problems)
        var seen: [String: FeedPlace] = [:]
        for feed in configuration.sources.map(\.feed) where !feed.address.isEmpty {
            if let other = seen.updateValue(feed, forKey: feed.address), other != feed {
                problems.add(
                    "sources.d: two sources share the feed \(feed.address) and say different things of it; transport, token "
                        + "and certificates must be the same.")
            }
        }
    }

    /// A source is replaced by another one of these files, which replaces no second one, and never by itself in the end.
    private func checkSuccessors(_ sources: [SourceConfiguration], problems: ConfigProblems) {
        let successors = Dictionary(
            sources.compactMap { source in source.replacedBy.map { (source.id, $0) } }, uniquingKeysWith: { a, _ in a })
        for (id, successor) in successors.sorted(by: { $0.key < $1.key }) {
            if !sources.contains(where: { $0.id == successor }) {
                problems.add("sources.d: \(id) is replaced_by \(successor), which is no source here.")
            }
            var next: String? = successor
            var steps = 0
            while let current = next, current != id, steps < sources.count {
                next = successors[current]
                steps += 1
            }
            if next == id { problems.add("sources.d: \(id) is replaced_by \(successor), and in the end by itself.") }
        }
        for (successor, replaced) in Dictionary(grouping: successors.keys.sorted(), by: { successors[$0] ?? "" })
        where replaced.count > 1 {
            problems.add(
                "sources.d: \(replaced.joined(separator: " and ")) are both replaced_by \(successor); a source can take over "
                    + "from one other. Retire the others with 'epjsyncd source retire'.")
        }
    }
}

extension String {
    fileprivate init?(validating data: Data, as encoding: UTF8.Type) {
        self.init(data: data, encoding: .utf8)
    }
}
