// The official samples of the standards, where a folder with them is at hand (EPJ_STANDARDS). They are others' work and
// carry published test numbers, so none is copied here and no number is written here.

import Foundation
import SyncCore
import Testing

@testable import EPJAdapters

private let standardsFolder = ProcessInfo.processInfo.environment["EPJ_STANDARDS"]

struct StandardsSampleTests {
    @Test(.enabled(if: standardsFolder == nil))
    func samplesAreSkippedAloud() {
        // To stdout, because a suite that is skipped in silence looks like a suite that passed.
        print("StandardsSampleTests: EPJ_STANDARDS names no folder, the official samples were not read.")
    }

    /// What becomes of every sample, by its path below `samples/`; one that ends in `*` stands for all that begin so.
    private static let expected: [(path: String, outcome: String)] = [
        (
            "digital-dialog/avtaleutsending_1.0/Avtaleutsending_-_Helsepersonell_-_Pasient_ikke_moett.xml",
            "notMet 1 event"
        ),
        ("digital-dialog/avtaleutsending_1.0/*", "push 1 event"),
        (
            "digital-dialog/digitalbruker_1.1/Sjekk_om_digitalt_aktiv_-_Forespoersel_helsepersonell_-_"
                + "Sjekk_om_innbyggere_er_digitalt_aktive_brukere.xml",
            "question 4 persons"
        ),
        (
            "digital-dialog/digitalbruker_1.1/Sjekk_om_digitalt_aktiv_-_Svar_innbygger_-_Digitale_aktive_brukere.xml",
            "notForUs EPJ-521"
        ),
        (
            "digital-dialog/digitalbruker_1.1/Sjekk_om_digitalt_aktiv_-_Svar_innbygger_-_Ingen_digitale_brukere.xml",
            "notForUs EPJ-521"
        ),
        (
            "digital-dialog/digitalbruker_1.1/Varsel_om_endring_i_status_-_Innbygger_-_"
                + "Status_digital_aktiv_bruker_-_Aktiv.xml",
            "notForUs EPJ-521"
        ),
        (
            "digital-dialog/digitalbruker_1.1/Varsel_om_endring_i_status_-_Innbygger_-_"
                + "Status_digital_aktiv_bruker_-_Inaktiv.xml",
            "notForUs EPJ-521"
        ),
        ("digital-dialog/ekontakt_1.2/*", "notForUs EPJ-172"),
        (
            "digital-dialog/timereservasjon_1.2/Avtaleutsending_-_Helsepersonell_-_Pasient_ikke_moett.xml",
            "notMet 1 event"
        ),
        ("digital-dialog/timereservasjon_1.2/Avtaleutsending_-_*", "push 1 event"),
        (
            "digital-dialog/timereservasjon_1.2/Planlagte_timer_-_Svar_helsepersonell_-_Bestilte_timer.xml",
            "snapshot 3 events"
        ),
        (
            "digital-dialog/timereservasjon_1.2/Planlagte_timer_-_Svar_helsepersonell_-_Ingen_bestilte.xml",
            "snapshot 0 events"
        ),
        ("digital-dialog/timereservasjon_1.2/*", "notForUs EPJ-371"),
        ("made-for-this-project/hostile-or-broken/0*", "refused EPJ-014"),
        ("made-for-this-project/hostile-or-broken/11-*", "services 2"),
        ("made-for-this-project/hostile-or-broken/13-*", "services 2"),
        ("made-for-this-project/hostile-or-broken/21-*", "refused EPJ-151"),
        ("made-for-this-project/hostile-or-broken/23-*", "refused EPJ-015"),
        ("made-for-this-project/hostile-or-broken/25-*", "refused EPJ-152"),
        ("made-for-this-project/hostile-or-broken/31-*", "refused EPJ-012"),
        ("made-for-this-project/hostile-or-broken/33-*", "refused EPJ-001"),
        ("made-for-this-project/hostile-or-broken/35-*", "refused EPJ-010"),
        ("made-for-this-project/hostile-or-broken/37-*", "refused EPJ-003"),
        ("made-for-this-project/hostile-or-broken/39c-*", "refused EPJ-016"),
        ("made-for-this-project/hostile-or-broken/39*", "refused EPJ-006"),
        ("made-for-this-project/hostile-or-broken/41-*", "refused EPJ-013"),
        ("made-for-this-project/hostile-or-broken/43-*", "refused EPJ-005"),
        ("made-for-this-project/hostile-or-broken/45-*", "refused EPJ-007"),
        ("made-for-this-project/hostile-or-broken/47-*", "refused EPJ-012"),
        ("made-for-this-project/hostile-or-broken/51-*", "refused EPJ-161"),
        ("made-for-this-project/hostile-or-broken/53-*", "refused EPJ-109"),
        ("made-for-this-project/hostile-or-broken/55-*", "refused EPJ-106"),
        ("made-for-this-project/hostile-or-broken/57-*", "refused EPJ-156"),
        ("made-for-this-project/hostile-or-broken/59-*", "refused EPJ-010"),
        ("made-for-this-project/hostile-or-broken/61-*", "services 2"),
        ("made-for-this-project/hostile-or-broken/71-*", "snapshot 1 event"),
        ("made-for-this-project/hostile-or-broken/73-*", "refused EPJ-211"),
        ("made-for-this-project/odd-but-valid/tjenesteoversikt-empty-list-closes-all.xml", "services 0"),
        ("made-for-this-project/odd-but-valid/tjenesteoversikt-*", "services 2"),
        ("made-for-this-project/odd-but-valid/xcal-no-planned-visits-02.xml", "snapshot 0 events"),
        ("made-for-this-project/odd-but-valid/xcal-semantically-wrong-but-xsd-valid.xml", "refused EPJ-201"),
        ("plo-1.6/Orientering_om_tjenestetilbud_v1-6_Ny.xml", "unit services 1 5 7 15"),
        ("plo-1.6/Orientering_om_tjenestetilbud_v1-6_Kansellering.xml", "unit services cancelled"),
        ("plo-1.6/Pasientlogistikk_Orientering_om_dodsfall_v1-6_Ny.xml", "death"),
        ("plo-1.6/Pasientlogistikk_Orientering_om_dodsfall_v1-6_Kansellering.xml", "death cancelled"),
        ("plo-1.6/Pasientlogistikk_Avmelding_av_utskrivningsklar_pasient_v1-6_Ny.xml", "recorded"),
        ("plo-1.6/Pasientlogistikk_Innlagt_pasient_v1-6_Kansellering.xml", "recorded"),
        ("plo-1.6/Pasientlogistikk_Innlagt_pasient_v1-6_Ny.xml", "recorded"),
        ("plo-1.6/Pasientlogistikk_Melding_om_utskrevet_pasient_v1-6_Ny.xml", "recorded"),
        ("plo-1.6/Pasientlogistikk_Utskrivningsklar_pasient_v1-6_Ny.xml", "recorded"),
        ("plo-1.6/Helseopplysninger_Oppdaterte_opplysninger_v1-6_Endring1.xml", "notForUs EPJ-172"),
        ("plo-1.6/Helseopplysninger_Oppdaterte_opplysninger_v1-6_Endring2.xml", "notForUs EPJ-172"),
        ("plo-1.6/Helseopplysninger_Varsel_om_innlagt_pasient_v1-6_Ny.xml", "notForUs EPJ-172"),
        ("plo-1.6/Helseopplysninger_til_lege_v1-6_Kansellering.xml", "notForUs EPJ-172"),
        ("plo-1.6/Helseopplysninger_til_lege_v1-6_Ny.xml", "notForUs EPJ-172"),
        ("plo-1.6/Innleggelsesrapport_v1-6_Endring.xml", "notForUs EPJ-172"),
        ("plo-1.6/Innleggelsesrapport_v1-6_Kansellering.xml", "notForUs EPJ-172"),
        ("plo-1.6/Innleggelsesrapport_v1-6_Ny.xml", "notForUs EPJ-172"),
        ("plo-1.6/Medisinske_opplysninger_v1-6_Kansellering.xml", "notForUs EPJ-172"),
        ("plo-1.6/Medisinske_opplysninger_v1-6_Ny.xml", "notForUs EPJ-172"),
        ("plo-1.6/Utskrivningsrapport_v1-6_Endring.xml", "notForUs EPJ-172"),
        ("plo-1.6/Utskrivningsrapport_v1-6_Kansellering.xml", "notForUs EPJ-172"),
        ("plo-1.6/Utskrivningsrapport_v1-6_Ny.xml", "notForUs EPJ-172"),
    ]

    @Test(.enabled(if: standardsFolder != nil))
    func samplesAreReadAsExpected() throws {
        let samples = URL(fileURLWithPath: try #require(standardsFolder)).appendingPathComponent("samples")
        let paths = try FileManager.default.subpathsOfDirectory(atPath: samples.path).filter { $0.hasSuffix(".xml") }
        #expect(!paths.isEmpty)
        for path in paths.sorted() {
            let bytes = [UInt8](try Data(contentsOf: samples.appendingPathComponent(path)))
            let expectation = Self.expected.first {
                $0.path.hasSuffix("*") ? path.hasPrefix($0.path.dropLast()) : path == $0.path
            }
            #expect(Self.describe(Self.read(bytes, as: nil)) == expectation?.outcome, "\(path)")
        }
    }

    /// What is one EPJ's deviation is refused of the others, in samples whose sender is no EPJ in particular too: the
    /// answers with visits are written as Gerica writes, and half of the PLO samples have GenDate without a zone.
    private static let refusedOf: [AdapterKind: [String: String]] = [
        .gerica: withoutZone.merging(windows1252) { $1 }.merging(padded) { $1 },
        .profil: answers.merging(windows1252) { $1 }.merging(padded) { $1 },
        .cosdoc: answers.merging(withoutZone) { $1 },
    ]
    private static let answers = [
        "digital-dialog/timereservasjon_1.2/Planlagte_timer_-_Svar_helsepersonell_-_Bestilte_timer.xml":
            "EPJ-902 EPJ-903 EPJ-901",
        "digital-dialog/timereservasjon_1.2/Planlagte_timer_-_Svar_helsepersonell_-_Ingen_bestilte.xml": "EPJ-902",
        "made-for-this-project/hostile-or-broken/71-xcal-cancel-reason-leading-blank-INVALID-xsd.xml": "EPJ-902",
        "made-for-this-project/odd-but-valid/xcal-no-planned-visits-02.xml": "EPJ-902",
    ]
    private static let withoutZone = [
        "plo-1.6/Orientering_om_tjenestetilbud_v1-6_Ny.xml": "EPJ-908",
        "plo-1.6/Orientering_om_tjenestetilbud_v1-6_Kansellering.xml": "EPJ-908",
        "plo-1.6/Pasientlogistikk_Orientering_om_dodsfall_v1-6_Ny.xml": "EPJ-908",
        "plo-1.6/Pasientlogistikk_Orientering_om_dodsfall_v1-6_Kansellering.xml": "EPJ-908",
    ]
    private static let padded = ["made-for-this-project/odd-but-valid/tjenesteoversikt-padded-ids.xml": "EPJ-904"]
    private static let windows1252 = [
        "made-for-this-project/odd-but-valid/tjenesteoversikt-windows-1252-with-en-dash.xml": "EPJ-004"
    ]

    @Test(.enabled(if: standardsFolder != nil), arguments: AdapterKind.allCases)
    func samplesOfOthersAreRefused(adapter: AdapterKind) throws {
        let samples = URL(fileURLWithPath: try #require(standardsFolder)).appendingPathComponent("samples")
        var refused: [String: String] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: samples.path) where path.hasSuffix(".xml") {
            let bytes = [UInt8](try Data(contentsOf: samples.appendingPathComponent(path)))
            let message = Self.read(bytes, as: adapter)
            guard message.kind == "refused", Self.read(bytes, as: nil).kind != "refused" else { continue }
            refused[path] = message.findings.map(\.code.description).joined(separator: " ")
        }
        #expect(refused == Self.refusedOf[adapter])
    }

    /// Whoever sends it is known.
    private static func read(_ bytes: [UInt8], as adapter: AdapterKind?) -> ReadMessage {
        MessageReader(context: ReadingContext(zone: oslo), everySender: adapter).read(bytes)
    }

    private static func describe(_ message: ReadMessage) -> String {
        if let visits = message.visits {
            return "\(visits.kind) \(visits.events.count) event\(visits.events.count == 1 ? "" : "s")"
        }
        if let services = message.services { return "services \(services.count)" }
        if let list = message.unitServices {
            return "unit services "
                + (list.isCancellation ? "cancelled" : list.services.map(\.code).joined(separator: " "))
        }
        if let death = message.death { return death.isCancellation ? "death cancelled" : "death" }
        if let question = message.question { return "question \(question.persons.count) persons" }
        if message.kind == "recorded" { return "recorded" }
        let verdict = message.findings.first { $0.code.number < 900 }
        return "\(message.kind) \(verdict?.code.description ?? "")"
    }
}
