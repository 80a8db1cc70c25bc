// The bytes by which shown appointments are compared.

import TestSupport
import Testing

@testable import SyncCore

@Suite struct ShownAppointmentTests {
    @Test(
        "the bytes of a visit with another's times in them are the other's",
        arguments: [-1, 0, 1, 86_399, 4_102_444_800])
    func times(seconds: Int64) {
        var shown = ShownAppointment(
            status: .proposed, start: oslo("2027-03-27 08:00"), end: oslo("2027-03-27 09:30"), isWindow: true,
            isRecurring: true, pair: ServiceUnit(service: "9", unit: "95316"), serviceName: "Hjemmesykepleie i Ås",
            details: "Sårstell", minors: .youthOnly, mayCancel: true)
        var bytes = shown.canonicalBytes
        shown.start = Instant(seconds: seconds)
        shown.end = Instant(seconds: seconds + 3_600)
        #expect(bytes != shown.canonicalBytes)
        ShownAppointment.setTimes(shown.start, shown.end, in: &bytes)
        #expect(bytes == shown.canonicalBytes)
    }
}
