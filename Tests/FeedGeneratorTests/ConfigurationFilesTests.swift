import Foundation
import Testing

@testable import FeedGenerator

@Suite struct ConfigurationFilesTests {
    private let files = ConfigurationFiles(
        municipality: Municipality(number: "9901", serviceCount: 3), root: URL(filePath: "/srv/made \"up\""),
        portalURL: "http://127.0.0.1:8480", snapshotDays: 21, horizonDays: 14)

    @Test func theSourceIsWritten() {
        let expected = """
            id = "9901-gerica"
            municipality_number = "9901"
            organisation_number = "990990107"
            her_id = "899010"
            identifier_system = "urn:epjsync:9901-gerica"
            adapter = "gerica"
            transport = "directory"
            path = "/srv/made \\"up\\"/epj"
            snapshot_days = 21
            statement_max_age_hours = 48
            cancellation_reason_default = "1"
            cancellations_reach_epj = false
            [[service]]
            id = "9"
            her_ids = ["899011"]
            name = "Hjemmesykepleie"
            iplos = []
            place = "home"
            show_appointments = true
            show_description = false
            show_employee_name = true
            [[service]]
            id = "12"
            her_ids = ["899012"]
            name = "Praktisk bistand"
            iplos = []
            place = "home"
            show_appointments = true
            show_description = true
            show_employee_name = false
            [cancellation_reasons]
            "Avlyst av tjeneste" = "1"
            "Avlyst - ikke hjemme" = "2"
            "Avlyst av tjenestemottaker selv" = "3"
            "Avlyst på vegne av tjenestemottaker" = "4"

            """
        #expect(files.source == expected)
    }

    @Test func helseIDIsThePortals() {
        var files = files
        files.auth = .helseid
        let expected = """
            dpop = true
            auth = "helseid"
            hides_past = true
            settle_seconds = 60
            [helseid]
            issuer = "http://127.0.0.1:8480"
            client_id = "epjsyncd-test"
            key = "helseid.pem"
            key_id = "test"
            algorithm = "ES256"
            scopes = ["nhn:helsenorge.eksternapi/helsenorgeaktivsjekken", "nhn:helsenorge.eksternapi/helsekontakter", "nhn:helsenorge.eksternapi/avtaler"]
            [night]

            """
        #expect(files.daemon.contains(expected), "\(files.daemon)")
        #expect(!self.files.daemon.contains("helseid"))
    }

    @Test func theDaemonIsSetUpForTestsOnly() {
        let lines = files.daemon.split(separator: "\n")
        for line in [
            #"directory = "/srv/made \"up\"/state""#, #"synthetic_numbers = "accept""#, #"auth = "off""#,
            #"base_url = "http://127.0.0.1:8480""#, "horizon_days = 14",
        ] {
            #expect(lines.contains { $0 == line }, "\(line)")
        }
        #expect(!files.daemon.contains("[helseid]"))
    }

    @Test func jsonAndTomlEscapeWhatTheyMust() {
        #expect("a\"b\\c\u{1}\nø".json == #""a\"b\\c\u0001\u000aø""#)
        #expect("a\"b\\c\u{1}ø\u{7F}".toml == #""a\"b\\c\u0001ø\u007f""#)
        let none: String? = nil
        #expect(none.json == "null")
    }
}
