extension Adapter {
    static let profil = Adapter(granting: [.generatedWithoutZone])
}
