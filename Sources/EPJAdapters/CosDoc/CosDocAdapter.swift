extension Adapter {
    static let cosdoc = Adapter(granting: [.windows1252])
}
