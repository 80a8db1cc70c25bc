// PatientReport: several patients in one envelope, each judged by itself and all of them counting or none.

import SyncCore
import Testing

@testable import EPJAdapters

struct PatientReportTests {
    private func message(
        _ reports: String..., patient: String = "", type: String = "DIALOG_INNBYGGER_TIMERESERVASJON",
        limits: (inout Limits) -> Void = { _ in }
    ) -> ReadMessage {
        let text = MessageText(type: type, patient: patient, documents: reports).text
        return makeReader(limits).read(Array(text.utf8))
    }

    private let one = MessageText.patient(person)
    private let other = MessageText.patient(otherPerson)
    private let none = MessageText.note("02")
    private let wrong = MessageText.patient("14835221018")

    private func visits(_ event: EventText = EventText(), code: String = "01") -> String {
        (code == "01" ? MessageText.note(code) : MessageText.request(code)) + MessageText.calendar(event.text)
    }

    @Test func theFixtureGivesAStatementForEachInOrder() throws {
        let message = read(try Fixture.patientReports.bytes)
        let statements = try #require(message.statements)
        #expect(statements.map(\.citizen.digits) == [person, otherPerson])
        #expect(statements.map(\.birthDate) == [CivilDate(iso8601: "1952-03-14"), CivilDate(iso8601: "1961-12-02")])
        let services = statements.map { statement -> [String] in
            if case .services(let list) = statement.content { list.services.map(\.id) } else { [] }
        }
        #expect(services == [["9"], ["12"]])
        #expect(message.findings.isEmpty)
        #expect(message.subject == .services)
    }

    @Test func nothingOfOneReportReachesTheNext() {
        let read = message(
            MessageText.report(visits(), patient: one), MessageText.report(none, patient: other),
            MessageText.report(
                visits(EventText(uid: "u-2")),
                patient: MessageText.patient("54857012189")
                    .replacing("FNR", with: "DNR")))
        let events = read.statements?.map { statement -> [String] in
            if case .visits(let visits) = statement.content { visits.events.map(\.uid) } else { [] }
        }
        #expect(events == [["u-1"], [], ["u-2"]])
    }

    @Test func oneUnreadableReportRefusesAll() {
        let sound = MessageText.report(none, patient: one)
        let refused: [(String, String, String)] = [
            ("number", MessageText.report(none, patient: wrong), "EPJ-101"),
            ("no patient", MessageText.report(none), "EPJ-110"),
            ("two patients", MessageText.report(none, patient: other + other), "EPJ-109"),
            ("no document", MessageText.report(patient: other), "EPJ-166"),
            ("time", MessageText.report(visits(EventText(start: "x")), patient: other), "EPJ-201"),
            ("calendar missing", MessageText.report(MessageText.note("01"), patient: other), "EPJ-353"),
            ("two dialogues", MessageText.report(none, none, patient: other), "EPJ-167"),
            ("contradiction", MessageText.report(MessageText.services(""), patient: other), "EPJ-165"),
        ]
        for (name, report, code) in refused {
            #expect(message(sound, report).refusal == code, "\(name)")
            #expect(message(report, sound).refusal == code, "\(name)")
        }
    }

    @Test func findingsSayThatTheyLieInAReport() {
        let path = { (report: String) in self.message(report).findings.first?.position.element }
        #expect(path(MessageText.report(none, patient: wrong)) == "MsgHead/PatientReport/Patient/Ident/Id")
        #expect(
            path(MessageText.report(visits(EventText(status: "x")), patient: one))
                == "MsgHead/PatientReport/Document/RefDoc/Content/icalendar/vcalendar/components/vevent/properties/"
                + "status/text")
        #expect(path(MessageText.report(none)) == "MsgHead/PatientReport")
    }

    @Test func theFirstPersonRefusedGoesBeforeLaterFaults() {
        let read = message(
            MessageText.report(none, patient: wrong), MessageText.report(none, patient: MessageText.patient("1")),
            MessageText.report(visits(EventText(start: "x")), patient: one))
        #expect(read.codes == ["EPJ-101 refused"])
        #expect(read.subject != nil)
    }

    @Test func thePatientOfTheHeadStandsInWhereAReportHasNone() {
        let read = message(MessageText.report(none), patient: one)
        #expect(read.statement?.citizen.digits == person)
        #expect(message(MessageText.report(none, patient: one), patient: one).statement?.citizen.digits == person)
        #expect(message(MessageText.report(none, patient: other), patient: one).refusal == "EPJ-112")
        #expect(message(MessageText.report(none, patient: other), patient: wrong).refusal == "EPJ-101")
    }

    @Test("Identity 8 a report and its envelope are of one person when either says that the other's number was his")
    func eitherNumber() {
        let fnr = MessageText.ident(person, "FNR")
        let dnr = MessageText.ident(dNumberPerson, "DNR")
        func patient(_ idents: String) -> String { "<Patient>\(idents)</Patient>" }
        for (head, report) in [(fnr + dnr, dnr), (fnr + dnr, fnr), (dnr, fnr + dnr), (fnr, dnr + fnr)] {
            let read = message(MessageText.report(none, patient: patient(report)), patient: patient(head))
            #expect(read.statement?.citizen.digits == person)
            #expect(read.statement?.formerNumber?.digits == dNumberPerson)
        }
        // Neither says so.
        for (head, report) in [(fnr, dnr), (dnr, fnr)] {
            let read = message(MessageText.report(none, patient: patient(report)), patient: patient(head))
            #expect(read.refusal == "EPJ-112")
        }
        let stranger = MessageText.ident(otherPerson, "FNR")
        let read = message(MessageText.report(none, patient: patient(stranger + dnr)), patient: patient(fnr + dnr))
        #expect(read.refusal == "EPJ-112")
    }

    @Test func documentsAndReportsExcludeEachOther() {
        let report = MessageText.report(none, patient: one)
        #expect(message(report, none, patient: one).refusal == "EPJ-168")
        #expect(message(none, report, patient: one).refusal == "EPJ-168")
    }

    @Test func limitsAreThoseOfTheMessage() {
        let report = { (uid: String, patient: String) in
            MessageText.report(self.visits(EventText(uid: uid)), patient: patient)
        }
        let two = [report("a", one), report("b", other)]
        #expect(message(two[0], two[1], limits: { $0.eventsPerMessageMax = 1 }).refusal == "EPJ-217")
        #expect(message(two[0], two[1], limits: { $0.eventsPerMessageMax = 2 }).refusal == nil)
        #expect(message(two[0], two[1], limits: { $0.documentsPerMessageMax = 3 }).refusal == "EPJ-164")
        #expect(message(two[0], two[1], limits: { $0.documentsPerMessageMax = 4 }).refusal == nil)
        let empty = MessageText.report()
        #expect(message(empty, empty, type: "EPIKRISE", limits: { $0.documentsPerMessageMax = 1 }).refusal == "EPJ-164")
        let services = { (id: String, patient: String) in
            MessageText.report(
                MessageText.services(
                    "<Tjeneste><TjenesteId>\(id)</TjenesteId><FraDato>2026-01-12</FraDato><HERId><fk1:Id>1</fk1:Id>"
                        + "<fk1:TypeId V=\"HER\"/></HERId></Tjeneste>"), patient: patient)
        }
        let type = "DIALOG_INNBYGGER_TJENESTEOVERSIKT"
        let read = message(
            services("1", one), services("1", other), type: type, limits: { $0.servicesPerMessageMax = 1 })
        #expect(read.refusal == "EPJ-305")
    }

    @Test func theSamePersonTwiceMustBeOrdered() {
        let push = { (event: EventText, code: String) in
            MessageText.report(self.visits(event, code: code), patient: self.one)
        }
        let snapshot = MessageText.report(none, patient: one)
        let moved = EventText(start: "2027-01-12T10:00:00", end: "2027-01-12T10:30:00", status: nil)
        let plain = EventText(status: nil)
        let allowed: [(String, [String])] = [
            ("pushes of two visits", [push(plain, "05"), push(EventText(uid: "u-2", status: nil), "05")]),
            ("two states of a visit", [push(plain, "05"), push(plain, "08")]),
            ("the same twice", [push(plain, "05"), push(plain, "07")]),
            ("a list and a push", [snapshot, push(plain, "05")]),
        ]
        for (name, reports) in allowed {
            #expect(message(reports[0], reports[1]).statements?.count == 2, "\(name)")
        }
        #expect(message(push(plain, "05"), push(moved, "05")).refusal == "EPJ-114")
        let lists = message(snapshot, MessageText.report(none, patient: other), snapshot)
        #expect(lists.refusal == "EPJ-114")
        #expect(lists.findings.first?.position.element == "MsgHead/PatientReport")
        let services = MessageText.report(MessageText.services(""), patient: one)
        #expect(message(services, services, type: "DIALOG_INNBYGGER_TJENESTEOVERSIKT").refusal == "EPJ-114")
    }

    @Test func settingsOfOnePersonAreOrderedByVersion() {
        let setting = { (version: Int, status: PrivacyStatus, definition: String) in
            Statement(
                citizen: try NationalIdentityNumber(person, synthetic: .accept),
                content: .privacy(
                    PrivacyStatement(
                        generated: Instant(seconds: 0), definition: definition, version: version, status: status)))
        }
        #expect(throws: Never.self) {
            let first = try setting(1, .reserved, "a")
            #expect(ReportOrder.firstUnordered([first, try setting(2, .reservationLifted, "a")]) == nil)
            #expect(ReportOrder.firstUnordered([first, try setting(1, .reservationLifted, "b")]) == nil)
            #expect(ReportOrder.firstUnordered([first, first]) == nil)
            #expect(ReportOrder.firstUnordered([first, try setting(1, .reservationLifted, "a")]) == 1)
        }
    }

    @Test func whatIsOnlyRecordedIsRecorded() {
        let namespace = "http://www.kith.no/xmlstds/po/"
        let document = MessageText.document(
            "<l:Pasientlogistikk xmlns:l=\"\(namespace)Pasientlogistikk/2012-04-01\" "
                + "xmlns=\"\(namespace)poKomponent/2012-04-01\"><InformasjonOmForsendelsen>"
                + "<Forsendelsesstatus V=\"N\"/></InformasjonOmForsendelsen><l:MeldingInnlagtPasient/>"
                + "</l:Pasientlogistikk>")
        let report = MessageText.report(document, patient: one)
        #expect(message(report, report, type: "LOG_INNLAGT").kind == "recorded")
        #expect(message(report, MessageText.report(document), type: "LOG_INNLAGT").refusal == "EPJ-110")
    }
}
