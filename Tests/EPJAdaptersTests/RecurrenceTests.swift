// Series: the part of RRULE that is read, and that everything else refuses the message.

import SyncCore
import Testing

@testable import EPJAdapters

struct RecurrenceTests {
    private func rule(_ parts: String) -> ReadMessage {
        EventText(status: "TENTATIVE", more: "<rrule><recur>\(parts)</recur></rrule>").read()
    }

    private func read(_ parts: String) -> Recurrence? { rule(parts).visits?.events.first?.recurrence }

    @Test func rulesOfHomeCareAreRead() throws {
        #expect(read("<freq>DAILY</freq>") == Recurrence(frequency: .daily))
        #expect(read("<freq> WEEKLY </freq><interval/>") == Recurrence(frequency: .weekly))
        #expect(
            read("<freq>WEEKLY</freq><interval>2</interval><byday> MO, WE ,FR</byday><byday>SU</byday><wkst>MO</wkst>")
                == Recurrence(
                    frequency: .weekly, interval: 2, byDay: WeekdaySet([.monday, .wednesday, .friday, .sunday])))
        #expect(read("<freq>DAILY</freq><count>10</count>") == Recurrence(frequency: .daily, count: 10))
    }

    @Test(
        arguments: [
            ("<date-time>2027-02-01T09:00:00</date-time>", "2027-02-01T09:00:00"),
            ("<date-time>2027-02-01T08:00:00Z</date-time>", "2027-02-01T09:00:00"),
            ("<date>2027-02-01</date>", "2027-02-01T23:59:59"), ("<date>9999-12-31</date>", nil),
            ("<date-time>9999-12-31T23:59:59Z</date-time>", nil),
        ] as [(String, String?)])
    func endsAreWallClocks(until: String, clock: String?) {
        let recurrence = read("<freq>DAILY</freq><until>\(until)</until>")
        #expect(recurrence != nil)
        #expect(recurrence?.until?.iso8601 == clock)
    }

    @Test(arguments: [
        ("<freq>SECONDLY</freq>", "EPJ-211"), ("<freq>HOURLY</freq>", "EPJ-211"), ("<freq>MONTHLY</freq>", "EPJ-211"),
        ("<freq>weekly</freq>", "EPJ-211"), ("<interval>1</interval>", "EPJ-211"),
        ("<freq>DAILY</freq><freq>DAILY</freq>", "EPJ-212"), ("<freq>DAILY</freq><interval>0</interval>", "EPJ-212"),
        ("<freq>DAILY</freq><interval>-1</interval>", "EPJ-212"),
        ("<freq>DAILY</freq><interval>9999999999999</interval>", "EPJ-212"),
        ("<freq>DAILY</freq><count/>", "EPJ-212"), ("<freq>DAILY</freq><count>0</count>", "EPJ-212"),
        ("<freq>DAILY</freq><count>99999999999999999999</count>", "EPJ-212"),
        ("<freq>WEEKLY</freq><byday/>", "EPJ-212"), ("<freq>WEEKLY</freq><byday>1MO</byday>", "EPJ-212"),
        ("<freq>WEEKLY</freq><byday>MO,,TU</byday>", "EPJ-212"), ("<freq>WEEKLY</freq><byday>XX</byday>", "EPJ-212"),
        ("<freq>DAILY</freq><until/>", "EPJ-212"), ("<freq>DAILY</freq><until>2027-02-01</until>", "EPJ-212"),
        ("<freq>DAILY</freq><until><date>2027-02-30</date></until>", "EPJ-212"),
        ("<freq>DAILY</freq><until><date-time>2027-02-01T09:00:00+01:00</date-time></until>", "EPJ-203"),
        ("<freq>DAILY</freq><count>3</count><until><date>2027-02-01</date></until>", "EPJ-212"),
        ("<freq>DAILY</freq><bysetpos>1</bysetpos>", "EPJ-213"), ("<freq>DAILY</freq><bymonth>1</bymonth>", "EPJ-213"),
        ("<freq>DAILY</freq><byhour>9</byhour>", "EPJ-213"), ("<freq>WEEKLY</freq><wkst>SU</wkst>", "EPJ-213"),
        ("", "EPJ-211"),
    ])
    func otherRulesAreRefused(parts: String, code: String) { #expect(rule(parts).refusal == code) }

    @Test func extendedSetsAreRefused() {
        #expect(
            EventText(more: "<rdate><date-time>2027-01-13T09:00:00</date-time></rdate>").read().refusal == "EPJ-216")
        #expect(EventText(more: "<exrule><recur/></exrule>").read().refusal == "EPJ-216")
    }

    @Test func exclusionsAreTimesAndWholeDays() {
        let event = EventText.event(
            "<exdate><date-time>2027-01-13T09:00:00</date-time><date-time>2027-01-14T08:00:00Z</date-time></exdate>"
                + "<exdate><date>2027-01-20</date></exdate>")
        #expect(
            event?.excluded.map(\.iso8601) == ["2027-01-13T09:00:00", "2027-01-14T09:00:00", "2027-01-20T09:00:00"])
        for text in ["<date-time>2027-01-32T09:00:00</date-time>", "<date>2027-13-01</date>", "<date/>"] {
            #expect(EventText(more: "<exdate>\(text)</exdate>").read().refusal == "EPJ-214")
        }
    }
}
