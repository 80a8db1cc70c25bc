// Names for people who do not exist.
//
// Common first names and invented family names, with the letters that break careless readers: æ, ø, å, Sami letters
// outside ISO-8859-1, accents, hyphens, double names.

/// Lists to draw from.
enum PersonNames {
    static let women = [
        "Kari", "Ingrid", "Solveig", "Åse", "Bjørg", "Randi", "Iŋgá", "Márjá", "Anne-Lise", "Gunnvør", "Sigrid",
        "Torbjørg", "Zahra", "Élise", "Ragnhild", "Berit",
    ]
    static let men = [
        "Ola", "Per", "Åge", "Bjørn", "Ærlend", "Roland", "Ovlláš", "Jan-Erik", "Sjur", "Torfinn", "Håkon", "Nils",
        "Yusuf", "André", "Kåre", "Folke",
    ]
    static let families = [
        "Prøvestein", "Testdal", "Liksomrud", "Fantasiås", "Øvelsen", "Papirmo", "Diktvik", "Tenkhaug", "Boŋgutest",
        "Låtsrud", "Skinnbø", "Modellund", "Kunstøy", "Eksempelgård", "Tullestrand", "Oppdiktesen-Ås", "D'Fiksjon",
        "Syntetisen",
    ]
    /// Given and family name of employees, as an event's `cn` carries them.
    static let employees = [
        "Kari Jobbdal", "Ola Vaktmo", "Siv Turnusrud", "Bjørnar Rundesen", "Liv-Åse Nattevåk", "Ahmed Kveldsvik",
        "Tuva Morgenlie", "Ánne Bargi", "Espen Hjelpås", "Frøydis Omsorgsbø", "Mikkel Besøksen", "Jorunn Pleiehaug",
    ]
}
