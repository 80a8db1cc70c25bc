// CosDoc (DIPS Front). No export format of it is public; what is granted here is what the contract assumes of it. See
// README.md beside this file.

extension Adapter {
    static let cosdoc = Adapter(granting: [.windows1252, .blanksAround])
}
