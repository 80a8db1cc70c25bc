// So many requests in flight until all are answered: the loop of the daemon's Pushing, without its ledger.

import PortalClient

struct Tally: Sendable {
    var accepted = 0
    /// What else was answered, and how often.
    var others: [String: Int] = [:]

    mutating func count(_ verdict: PortalVerdict) {
        if case .accepted = verdict { accepted += 1 } else { others["\(verdict)", default: 0] += 1 }
    }
}

struct Run {
    let portal: Helsenorge
    let inFlight: Int

    func put(_ numbers: Range<Int>) async -> Tally {
        await withTaskGroup(of: PortalVerdict.self) { group in
            var tally = Tally()
            var next = numbers.lowerBound
            var open = 0
            while true {
                while open < inFlight, next < numbers.upperBound {
                    let resource = Sample.appointment(next)
                    let portal = portal
                    group.addTask { await portal.put(resource) }
                    next += 1
                    open += 1
                }
                guard let verdict = await group.next() else { return tally }
                open -= 1
                tally.count(verdict)
            }
        }
    }
}
