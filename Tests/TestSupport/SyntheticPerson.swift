// A population for tests that need many: synthetic fødselsnumre (month + 80) with correct control digits.

public enum SyntheticPerson {
    /// The n-th person, born from 1940 on; up to 20,000 differ.
    public static func number(_ n: Int) -> String {
        let (day, month, year) = (n % 28 + 1, n / 28 % 12 + 81, 40 + n / 336)
        for individual in 100..<499 {
            var digits = [day / 10, day % 10, month / 10, month % 10, year / 10, year % 10]
            digits += [individual / 100, individual / 10 % 10, individual % 10]
            if let control = controlDigits(digits) { return (digits + control).map(String.init).joined() }
        }
        return ""
    }

    private static func controlDigits(_ digits: [Int]) -> [Int]? {
        var digits = digits
        for weights in [[3, 7, 6, 1, 8, 9, 4, 5, 2], [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]] {
            let control = (11 - zip(weights, digits).map(*).reduce(0, +) % 11) % 11
            if control == 10 { return nil }
            digits.append(control)
        }
        return Array(digits.suffix(2))
    }
}
