// Columns under each other, for a terminal of any width and for `awk`: two blanks between, none at the end of a line.

enum Table {
    /// - Parameter right: the columns that are aligned to the right, numbers.
    static func lines(_ rows: [[String]], right: Set<Int> = []) -> [String] {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.compactMap { $0.indices.contains(column) ? $0[column].count : nil }.max() ?? 0
        }
        return rows.map { row in
            var line = ""
            for (column, text) in row.enumerated() {
                let blanks = String(repeating: " ", count: widths[column] - text.count)
                if column > 0 { line += "  " }
                if right.contains(column) { line += blanks + text } else { line += text + blanks }
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}
