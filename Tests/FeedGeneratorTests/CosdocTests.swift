// What CosDoc says of hand-made citizens.

import Foundation
import Testing

@testable import FeedGenerator

@Suite struct CosdocTests {
    private let cosdoc = Municipality(number: "9901", serviceCount: 6, adapter: .cosdoc)

    private func writer(night: Int = 1, seed: UInt64 = 5, oddities: Double = 0) -> NightlyMessages {
        NightlyMessages(
            municipality: cosdoc, clock: oslo, night: careNight(night), spelling: SplitMix64(seed: seed),
            oddities: OddityChoice(adapter: .cosdoc, share: oddities, random: SplitMix64(seed: 6)))
    }

    private func roots(_ messages: [Message], _ kind: MessageKind) throws -> [Element] {
        try messages.filter { $0.kind == kind }.map { try #require(readXML(Data($0.xml.utf8))) }
    }

    private func received(_ services: [Int]) throws -> Citizen {
        var citizen = try citizen()
        for service in services { citizen.receive(cosdoc.services[service], since: CivilDay(2026, 12, 24)) }
        return citizen
    }

    @Test func eachUnitListsItsServicesByCode() throws {
        var citizen = try received([0, 1, 5])
        citizen.memberships[1].isEnded = true
        var versions: Set<String> = []
        for seed in 0..<10 {
            var writer = writer(seed: UInt64(seed))
            let lists = try roots(writer.messages(about: citizen), .orientering)
            #expect(lists.map { $0.all("Sender")[0].values("Id").last } == ["899011", "899012"])
            #expect(lists.map { $0.all("po:IPLOStjenestetype").map { $0.attributes["V"] } } == [["15"], ["7"]])
            #expect(lists.map { $0.all("po:IPLOStjenestetype")[0].attributes["S"]?.suffix(4) } == ["9151", "9151"])
            #expect(lists[0].values("po:Startdato") == ["2026-12-24"] && lists[0].all("po:Sluttdato").isEmpty)
            #expect(lists[0].all("po:Forsendelsesstatus")[0].attributes["V"] == "N")
            for list in lists {
                versions.insert(list.all("OrienteringOmTjenestetilbud")[0].attributes["xmlns:po"] ?? "")
            }
        }
        #expect(
            versions == [
                "http://www.kith.no/xmlstds/po/poKomponent/2009-06-30",
                "http://www.kith.no/xmlstds/po/poKomponent/2012-04-01",
            ])
    }

    @Test func aMistakenListIsCancelled() throws {
        var citizen = try received([0, 1])
        citizen.overviewChanged = false
        var orders: Set<[String]> = []
        for seed in 0..<400 {
            var writer = writer(night: 2, seed: UInt64(seed))
            let lists = try roots(writer.messages(about: citizen), .orientering)
            guard !lists.isEmpty else { continue }
            let status = lists.map { $0.all("po:Forsendelsesstatus")[0].attributes["V"] ?? "" }
            orders.insert(status)
            let wrong = lists[status[0] == "N" ? 0 : 1]
            let cancellation = lists[status[0] == "C" ? 0 : 1]
            #expect(cancellation.values("RefToParent") == wrong.values("MsgId"))
            #expect(cancellation.values("RefToConversation") == wrong.values("MsgId"))
            #expect(wrong.all("po:EksisterendeTjeneste").count == 1)
            #expect(wrong.values("GenDate")[0].hasPrefix("2027-01-11T"))
        }
        #expect(orders == [["N", "C"], ["C", "N"]])
    }

    @Test func noUnitLosesItsLastService() throws {
        var citizen = try received([0, 4])
        for night in 2...3000 { citizen.changeServices(careNight(night), cosdoc) }
        #expect(citizen.memberships.contains { $0.isEnded })
        for unit in citizen.units { #expect(citizen.currentServices.contains { $0.unit == unit }) }
    }

    @Test func aSingleVisitIsWhoItsRelationNames() throws {
        var citizen = try citizen(singles: [
            SingleVisit(uid: "A", subject: subject(slot: 5), frame: exact(monday + 1, 20)),
            SingleVisit(uid: "D", subject: subject(slot: 5), frame: exact(monday, 20)),
        ])
        citizen.overviewChanged = false
        citizen.singles[0].rename(to: "B", before: 1)
        var uids: Set<String> = []
        for night in 1...2 {
            var writer = writer(night: night, seed: UInt64(night))
            let events = try roots(writer.messages(about: citizen), .bestilteTimer)[0].all("vevent")
            #expect(events.map { $0.values("related-to") } == (night == 1 ? [["A"], ["D"]] : [["A"]]))
            for event in events { #expect(uids.insert(event.values("uid")[0]).inserted) }
        }
        #expect(uids.isDisjoint(with: ["A", "B", "D"]))
    }

    @Test(arguments: [("B", nil, "A"), ("P", "B", "A"), ("P", nil, nil)] as [(String, String?, String?)])
    func aPerformedSingleVisitToo(_ uid: String, _ relatedTo: String?, _ named: String?) throws {
        var citizen = try citizen(singles: [
            SingleVisit(uid: "A", subject: subject(slot: 5), frame: exact(monday, 20))
        ])
        citizen.singles[0].rename(to: "B", before: 1)
        citizen.singles[0].visit.perform(
            Performance(
                night: 2, frame: exact(monday, 20), uid: uid, relatedTo: relatedTo, employees: [], namesService: true))
        var writer = writer(night: 2)
        let event = try roots(writer.messages(about: citizen), .meldingOmAvtale)[0].all("vevent")[0]
        #expect(event.values("related-to").first == named)
        #expect((event.values("uid") == ["P"]) == (named == nil))
    }

    @Test func aQuestionNamesPersonsAndNoPatient() throws {
        let person = try citizen().person
        var writer = writer()
        let question = writer.question(about: [person, person])
        let root = try #require(readXML(Data(question.xml.utf8)))
        #expect(root.all("TypeForesp")[0].attributes["V"] == "SIDAB" && root.all("Patient").isEmpty)
        #expect(root.all("Person").count == 2)
        let areSynthetic = root.values("fk1:Id").allSatisfy(isSynthetic)
        #expect(areSynthetic && root.values("fk1:Id").count == 2)
    }

    @Test func oddMessagesSayTheSame() throws {
        var citizen = try received([0, 1])
        citizen.series = [dailySeries()]
        var (plainWriter, oddWriter) = (writer(), writer(oddities: 1))
        let (plain, odd) = (plainWriter.messages(about: citizen), oddWriter.messages(about: citizen))
        #expect(plain.map(\.id) == odd.map(\.id))
        for (plain, odd) in zip(plain, odd) {
            let read = try (#require(readXML(Data(plain.xml.utf8))), #require(readXML(Data(odd.xml.utf8))))
            #expect(read.1.trimmedOutline == read.0.trimmedOutline)
        }
        #expect(odd.contains { $0.xml != $0.xml.withBlanks } && odd.contains(where: \.isWindows1252))
        #expect(plain.allSatisfy { !$0.isWindows1252 && !$0.xml.contains("<Id> ") })
    }

    @Test func windows1252IsWrittenByteByByte() {
        #expect(
            TextEncoding.latin1.bytes("– “š” Ÿ€ŋ", asWindows1252: true) == [
                0x96, 0x20, 0x93, 0x9A, 0x94, 0x20, 0x9F, 0x80,
            ] + Array("&#331;".utf8))
        #expect(TextEncoding.utf8.bytes("–", asWindows1252: true) == Array("–".utf8))
        #expect(cosdoc.services[0].worded("Tilsyn \"kveld\" & kaffe og kake") == "Tilsyn “kveld” – kaffe – kake")
        #expect(municipality.services[0].worded("A & B") == "A & B")
    }

    @Test func theConfigurationMapsTheCodes() {
        var files = ConfigurationFiles(
            municipality: cosdoc, root: URL(filePath: "/srv/made"), portalURL: "http://127.0.0.1:8480",
            snapshotDays: 28, horizonDays: 14)
        files.transport = .outbox
        let lines = files.source.split(separator: "\n")
        for line in [
            #"id = "9901-cosdoc""#, #"adapter = "cosdoc""#, #"transport = "outbox""#, #"iplos = ["15"]"#,
            #"url = "http://127.0.0.1:8482/utboks""#, #"token = "outbox.token""#,
        ] {
            #expect(lines.contains { $0 == line }, "\(line)")
        }
        #expect(!lines.contains { $0.hasPrefix("path") } && !lines.contains(#"iplos = ["7"]"#))
    }
}

extension Element {
    /// `outline` without blanks around texts and attributes.
    fileprivate var trimmedOutline: String {
        let attributes = attributes.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.trimmed)" }
        let content = children.isEmpty ? text.trimmed : children.map(\.trimmedOutline).joined(separator: ",")
        return "\(name)\(attributes)(\(content))"
    }
}

extension String {
    fileprivate var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
