// What the suites share: fixtures, messages built for one row of a table, and readings in a few words.

import Foundation
import SyncCore

@testable import EPJAdapters

/// Norwegian time as far as these tests need it: the changes of clock of 2026 and 2027.
let oslo = TimeZoneTable(
    initialOffsetSeconds: 3600,
    transitions: [
        .init(at: 1_774_746_000, offsetSeconds: 7200), .init(at: 1_792_890_000, offsetSeconds: 3600),
        .init(at: 1_806_195_600, offsetSeconds: 7200), .init(at: 1_824_944_400, offsetSeconds: 3600),
    ])

/// Synthetic (month + 80): a fødselsnummer, another, and a D-nummer.
let person = "14835221017"
let otherPerson = "02926130555"
let dNumberPerson = "54857012189"

extension Adapter {
    /// What the suites of the reader's parts read with: Gerica's deviations are granted and others' noted, so that a table
    /// may hold any of them. What an EPJ's own adapter says is AdapterContract/'s matter.
    static let ofTests = Adapter(
        tolerances: gerica.tolerances.union([.blanksAround]), refusals: [.windows1252])
}

func makeReader(
    synthetic: NationalIdentityNumber.SyntheticNumbers = .accept, _ change: (inout Limits) -> Void = { _ in }
) -> MessageReader {
    var limits = Limits()
    change(&limits)
    return MessageReader(
        context: ReadingContext(zone: oslo, synthetic: synthetic, limits: limits), .byHerID(["90001": .ofTests]))
}

func read(_ text: String) -> ReadMessage { makeReader().read(Array(text.utf8)) }
func read(_ bytes: [UInt8]) -> ReadMessage { makeReader().read(bytes) }

enum Fixture: String, CaseIterable {
    case plannedAnswer = "planned-answer"
    case noVisits = "no-visits"
    case performed
    case cancelledPush = "cancelled-push"
    case services
    case unitServices = "unit-services"
    case death
    case accessLimit = "access-limit"
    case activationQuestion = "activation-question"
    case patientReports = "patient-reports"
    case receipt

    var bytes: [UInt8] {
        get throws {
            guard let url = Bundle.module.url(forResource: "Fixtures/\(rawValue)", withExtension: "xml") else {
                throw CocoaError(.fileNoSuchFile)
            }
            return [UInt8](try Data(contentsOf: url))
        }
    }

    var text: String { get throws { String(decoding: try bytes, as: UTF8.self) } }
}

extension ReadMessage {
    var statement: Statement? {
        if case .statements(let statements) = outcome, statements.count == 1 { statements[0] } else { nil }
    }
    var visits: VisitStatement? {
        if case .visits(let visits) = statement?.content { visits } else { nil }
    }
    var services: [CareService]? {
        if case .services(let services) = statement?.content { services.services } else { nil }
    }
    var statements: [Statement]? {
        if case .statements(let statements) = outcome { statements } else { nil }
    }
    var unitServices: UnitServicesStatement? {
        if case .unitServices(let services) = statement?.content { services } else { nil }
    }
    var death: DeathStatement? {
        if case .death(let death) = statement?.content { death } else { nil }
    }
    var privacy: PrivacyStatement? {
        if case .privacy(let privacy) = statement?.content { privacy } else { nil }
    }
    var question: ActivationQuestion? {
        if case .question(let question) = outcome { question } else { nil }
    }
    var receipt: ReceivedReceipt? {
        if case .receipt(let receipt) = outcome { receipt } else { nil }
    }
    /// `EPJ-101 refused` for every finding.
    var codes: [String] { findings.map { "\($0.code) \($0.severity)" } }
    /// The code that refused the message.
    var refusal: String? {
        guard case .refused = outcome else { return nil }
        return findings.first { $0.severity == .refused }?.code.description
    }
}

/// One message, compact, with every part replaceable.
struct MessageText {
    var declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    var type = "DIALOG_INNBYGGER_TIMERESERVASJON"
    var version = "<MIGversion>v1.2 2006-05-24</MIGversion>"
    var generated = "<GenDate>2027-01-11T22:15:03+01:00</GenDate>"
    var messageID = "<MsgId>0b54e1c6-7a5e-4c35-9d55-3a7a5c1f0001</MsgId>"
    var ack = "<Ack V=\"N\"/>"
    var conversation = ""
    var sender = Self.organisation(her("90001"), inner: Self.organisation(her("90010")))
    var receiver = ""
    var patient = Self.patient(person)
    var documents: [String] = []

    static func patient(_ number: String) -> String { "<Patient>\(ident(number, "FNR"))</Patient>" }

    static func report(_ documents: String..., patient: String = "") -> String {
        "<PatientReport><CaseNo>1</CaseNo>\(documents.joined())\(patient)</PatientReport>"
    }

    static func her(_ id: String, list: String? = "9051") -> String { ident(id, "HER", list: list) }

    static func ident(_ id: String, _ type: String, list: String? = "8116") -> String {
        let s = list.map { " S=\"2.16.578.1.12.4.1.1.\($0)\"" } ?? ""
        return "<Ident><Id>\(id)</Id><TypeId V=\"\(type)\"\(s)/></Ident>"
    }

    static func organisation(_ idents: String, inner: String = "") -> String {
        "<Organisation><OrganisationName>Test</OrganisationName>\(idents)\(inner)</Organisation>"
    }

    static func document(_ content: String, kind: String = "XML") -> String {
        "<Document><RefDoc><MsgType V=\"\(kind)\"/><Content>\(content)</Content></RefDoc></Document>"
    }

    static func dialogue(_ part: String, version: String = "2013-01-23") -> String {
        document("<Dialogmelding xmlns=\"http://www.kith.no/xmlstds/dialog/\(version)\">\(part)</Dialogmelding>")
    }

    static func note(_ code: String) -> String { dialogue("<Notat><TemaKodet V=\"\(code)\"/></Notat>") }

    static func request(_ code: String, list: String = "7602") -> String {
        dialogue(
            "<Foresporsel><TypeForesp V=\"\(code)\" S=\"2.16.578.1.12.4.1.1.\(list)\"/></Foresporsel>")
    }

    static func calendar(_ events: String) -> String {
        document(
            "<icalendar xmlns=\"urn:ietf:params:xml:ns:icalendar-2.0\"><vcalendar><components>\(events)</components>"
                + "</vcalendar></icalendar>")
    }

    static func services(_ list: String) -> String {
        document(
            "<TjenesteOversikt xmlns=\"http://ehelse.no/xmlstds/tjenesteoversikt\" "
                + "xmlns:fk1=\"http://www.kith.no/xmlstds/felleskomponent1\">\(list)</TjenesteOversikt>")
    }

    var text: String {
        declaration + "<MsgHead xmlns=\"http://www.kith.no/xmlstds/msghead/2006-05-24\"><MsgInfo><Type V=\"\(type)\"/>"
            + version + generated + messageID + ack + conversation + "<Sender>\(sender)</Sender>" + receiver + patient
            + "</MsgInfo>"
            + documents.joined() + "</MsgHead>"
    }

    func read() -> ReadMessage { EPJAdaptersTests.read(text) }
}

/// One vevent, with every property replaceable; `nil` leaves it out.
struct EventText {
    var start: String? = "2027-01-12T09:00:00"
    var end: String? = "2027-01-12T09:30:00"
    var uid: String? = "u-1"
    var status: String? = "CONFIRMED"
    var more = ""

    var text: String {
        var properties = ""
        if let start { properties += "<dtstart><date-time>\(start)</date-time></dtstart>" }
        if let end { properties += "<dtend><date-time>\(end)</date-time></dtend>" }
        if let uid { properties += "<uid><text>\(uid)</text></uid>" }
        if let status { properties += "<status><text>\(status)</text></status>" }
        return "<vevent><properties>\(properties)\(more)</properties><components/></vevent>"
    }

    /// Read in a snapshot, or in the message that `dialogue` makes it.
    func read(_ dialogue: String = MessageText.note("01")) -> ReadMessage {
        var message = MessageText()
        message.documents = [dialogue, MessageText.calendar(text)]
        return message.read()
    }

    /// The event, with more properties, as read in a snapshot.
    static func event(_ more: String) -> VisitEvent? { EventText(more: more).read().visits?.events.first }
}
