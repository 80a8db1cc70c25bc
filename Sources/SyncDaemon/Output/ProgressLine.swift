// How far work is, as one line for a terminal: a bar, the rate, and the time that is left when its end is known.
//
//      pushing  ██████████░░░░░░░░░░  2,000 of 4,000  412/s  4 s left
//      reading  1,250  310/s

struct ProgressLine {
    let phase: String
    let began: Double
    /// Where it stood then: a run that goes on from an earlier one did not do it all itself.
    let beganAt: Int

    static let barWidth = 20
    /// Before this has passed a rate says nothing.
    static let rateSecondsMin = 1.0

    func text(done: Int, of total: Int?, at now: Double) -> String {
        var parts = [phase]
        if let total, total > 0 {
            let filled = min(Self.barWidth, Self.barWidth * done / total)
            parts.append(String(repeating: "█", count: filled) + String(repeating: "░", count: Self.barWidth - filled))
            parts.append("\(done.grouped) of \(total.grouped)")
        } else if done > 0 {
            parts.append(done.grouped)
        }
        let seconds = now - began
        let rate = Double(done - beganAt) / seconds
        guard seconds >= Self.rateSecondsMin, rate > 0 else { return parts.joined(separator: "  ") }
        parts.append(rate >= 1 ? "\(Int(rate.rounded()).grouped)/s" : "\(max(1, Int((rate * 60).rounded())))/min")
        if let total, total > done { parts.append(Self.duration(Double(total - done) / rate) + " left") }
        return parts.joined(separator: "  ")
    }

    static func duration(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded(.up))
        if whole < 90 { return "\(whole) s" }
        if whole < 90 * 60 { return "\((whole + 30) / 60) min" }
        return "\(whole / 3_600) h \(whole / 60 % 60) min"
    }
}

extension Int {
    /// With a comma between thousands.
    var grouped: String {
        var digits = String(magnitude)
        var groups: [Substring] = []
        while digits.count > 3 {
            groups.insert(digits.suffix(3), at: 0)
            digits = String(digits.dropLast(3))
        }
        return (self < 0 ? "-" : "") + ([digits[...]] + groups).joined(separator: ",")
    }
}
