// Several statements may speak of one visit. Which of them counts is decided here, and nowhere else.

extension Claims {
    /// R14, after R6: GenDate; then planned < assigned < cancelled < performed; then arrival. Once performed, only a
    /// later COMPLETED or CANCELLED counts.
    ///
    /// - Parameter naming: indices of the claims that speak of one entry.
    func inForce(_ naming: some Collection<Int>) -> Int? {
        if naming.count <= 1 { return naming.first }
        let performed = naming.filter { all[$0].state == .performed }.max(by: isBefore)
        guard let performed else { return naming.max(by: isBefore) }
        let later = naming.filter {
            all[$0].state == .cancelled && generated($0) > generated(performed)
        }
        return later.max(by: isBefore) ?? performed
    }

    private func generated(_ claim: Int) -> Instant { statements[all[claim].statement].generated }

    private func isBefore(_ a: Int, _ b: Int) -> Bool {
        let (x, y) = (all[a], all[b])
        let (s, t) = (statements[x.statement], statements[y.statement])
        if s.generated != t.generated { return s.generated < t.generated }
        if x.state != y.state { return x.state < y.state }
        // RFC 5545 §3.8.4.4: an event that names an occurrence stands for it.
        return x.isUnrolled != y.isUnrolled ? x.isUnrolled : s.arrival < t.arrival
    }
}
