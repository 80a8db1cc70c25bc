// Small pieces made by hand: one citizen whose life the test writes, night by night.

import Foundation
import Testing

@testable import FeedGenerator

/// A Monday.
let monday = CivilDay(2027, 1, 11)

/// Six services: the first shows employees, the second descriptions, the last is not opened.
let municipality = Municipality(number: "9901", serviceCount: 6)

func time(_ day: CivilDay, _ hour: Int, _ minute: Int = 0) -> CivilTime {
    CivilTime(day, minute: hour * 60 + minute)
}

func window(_ day: CivilDay, _ hour: Int, minutes: Int = 120) -> TimeFrame {
    TimeFrame(start: time(day, hour), minutes: minutes, isWindow: true)
}

func exact(_ day: CivilDay, _ hour: Int, _ minute: Int = 0, minutes: Int = 30) -> TimeFrame {
    TimeFrame(start: time(day, hour, minute), minutes: minutes, isWindow: false)
}

func subject(_ service: Int = 0, slot: Int = 0, named: Bool = true) -> VisitSubject {
    VisitSubject(
        service: municipality.services[service], namesService: named, description: "Dusj & frokost", slot: slot)
}

/// A daily window from eight to ten, since long ago.
func dailySeries(_ uid: String = "U", service: Int = 0, rule: RecurrenceRule? = nil, lastDay: CivilDay? = nil) -> Series
{
    Series(
        uid: uid, sharedUIDTag: nil, subject: subject(service), rule: rule ?? .daily(from: monday - 100),
        firstDay: rule?.anchor ?? monday - 100, lastDay: lastDay, startMinute: 480, minutes: 120, isWindow: true,
        sharesUID: false)
}

/// A citizen with nothing but what is given, active from the first night unless said otherwise.
func citizen(
    _ activity: ActivityHistory = ActivityHistory(becomes: 1), series: [Series] = [], singles: [SingleVisit] = []
) throws -> Citizen {
    let number = try #require(IdentityNumber(birthday: CivilDay(1950, 3, 4), individual: 101, isDNumber: false))
    var random = SplitMix64(seed: 1)
    return Citizen(
        person: Person(number: number, random: &random), activity: activity, memberships: [], series: series,
        singles: singles, units: municipality.units, seriesSlots: [0, 1, 2, 3, 4], seriesSlotsUsed: 1,
        singleSlots: [5, 6], uids: UIDSource(ordinal: 0, seed: 1), life: SplitMix64(seed: 2))
}

func portalNight(_ number: Int, snapshotDays: Int = 28) -> PortalNight {
    PortalNight(number: number, today: monday + number - 1, horizonDays: 14, snapshotDays: snapshotDays)
}

func careNight(_ number: Int) -> CareNight {
    CareNight(number: number, today: monday + number - 1, snapshotDays: 28)
}

let oslo = OsloClock(days: (monday - 30)...(monday + 400))

/// A folder of the test's own, gone when `body` is done.
func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "feed-generator-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
}

/// Every file below `folder` with its bytes, by its path from there.
func contents(_ folder: URL) throws -> [String: Data] {
    var result: [String: Data] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
        let url = folder.appending(path: path)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder), !isFolder.boolValue else {
            continue
        }
        result[path] = try Data(contentsOf: url)
    }
    return result
}
