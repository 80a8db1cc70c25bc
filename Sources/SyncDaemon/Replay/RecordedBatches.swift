// Recorded messages as nights: what is named on the command line, put into batches. A folder's own files are a batch, each of
// its sub-folders is one after it, and files that are named themselves are the first.

struct RecordedBatch: Equatable {
    /// As the command line leads there; empty for files that were named themselves.
    let folder: String
    /// In order.
    var files: [String]
}

/// Where a file belongs: batches by the place of their path on the command line, then by the way from there.
struct RecordedBatches {
    private(set) var batches: [RecordedBatch] = []
    /// Everything named that cannot be read.
    private(set) var faults: [VerifyInputFault] = []

    init(_ paths: [String]) {
        let input = VerifyInput()
        var named: [String] = []
        for path in paths {
            var folders: [String: [String]] = [:]
            input.read([path]) { file, opened in
                switch opened {
                case .failure(let fault): faults.append(fault)
                case .success where file == path: named.append(file)
                case .success: folders[Self.folder(of: file), default: []].append(file)
                }
            }
            batches += folders.sorted { $0.key < $1.key }.map { RecordedBatch(folder: $0.key, files: $0.value) }
        }
        if !named.isEmpty { batches.insert(RecordedBatch(folder: "", files: named), at: 0) }
    }

    private static func folder(of file: String) -> String {
        file.lastIndex(of: "/").map { String(file[..<$0]) } ?? ""
    }
}
