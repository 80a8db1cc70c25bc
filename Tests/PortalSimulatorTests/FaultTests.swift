// Which requests a fault hits, and what it does to them: all without a connection.

import Testing

@testable import PortalSimulator

@Suite struct FaultTests {
    private func hits(_ plan: inout FaultPlan, _ count: Int) -> [Bool] {
        (0..<count).map { _ in plan.next(method: "PUT", path: "/timeavtaler/api/v1/Appointment") != nil }
    }

    @Test(
        arguments: [
            (nil, "", "GET", "/x", true), ("PUT", "", "PUT", "/x", true), ("PUT", "", "POST", "/x", false),
            (nil, "/timeavtaler/", "PUT", "/timeavtaler/api/v1/Appointment", true),
            (nil, "/helsekontakter/", "PUT", "/timeavtaler/api/v1/Appointment", false),
        ] as [(String?, String, String, String, Bool)])
    func matchesMethodAndPrefix(_ method: String?, _ prefix: String, _ asked: String, _ path: String, _ hit: Bool) {
        var plan = FaultPlan([Fault(method: method, path: prefix, kind: .hang)])
        #expect((plan.next(method: asked, path: path) != nil) == hit)
    }

    @Test func aCountIsUsedUp() {
        var plan = FaultPlan([Fault(kind: .hang, count: 2)])
        #expect(hits(&plan, 4) == [true, true, false, false])
    }

    @Test func theNextFaultTakesOverFromOneUsedUp() {
        var plan = FaultPlan([Fault(kind: .hang, count: 1), Fault(kind: .delay, count: 1)])
        let kinds = (0..<3).map { _ in plan.next(method: "PUT", path: "/")?.kind }
        #expect(kinds == [.hang, .delay, nil])
    }

    @Test func aShareIsDrawnFromTheSeed() {
        var plan = FaultPlan([Fault(kind: .hang, share: 0.2, seed: 7)])
        var again = FaultPlan([Fault(kind: .hang, share: 0.2, seed: 7)])
        var other = FaultPlan([Fault(kind: .hang, share: 0.2, seed: 8)])
        let first = hits(&plan, 1000)
        #expect(first == hits(&again, 1000))
        #expect(first != hits(&other, 1000))
        #expect((150...250).contains(first.count { $0 }))
    }

    @Test func sharesOfNothingAndEverything() {
        var none = FaultPlan([Fault(kind: .hang, share: 0)])
        var all = FaultPlan([Fault(kind: .hang, share: 1)])
        #expect(hits(&none, 100).allSatisfy { !$0 })
        #expect(hits(&all, 100).allSatisfy { $0 })
    }

    @Test func theSequenceIsSplitMix64() {
        // Vigna's reference values for the state 1234567.
        var random = SplitMix64(state: 1_234_567)
        #expect(random.next() == 6_457_827_717_110_365_317)
        #expect(random.next() == 3_203_168_211_198_807_973)
    }

    // MARK: - Course of a request

    private let answer = Answer(status: 201, body: Array("{\"a\":1}".utf8))

    @Test func withoutAFaultTheAnswerStands() {
        let course = FaultCourse(nil)
        #expect(course.early == nil && course.delayMilliseconds == 0 && !course.forgets)
        #expect(course.finish(answer) == .answer(answer))
    }

    @Test func someFaultsComeBeforeTheEndpoint() {
        #expect(FaultCourse(Fault(kind: .cutBeforeCommit)).early == .cut(afterMilliseconds: 0))
        #expect(FaultCourse(Fault(kind: .hang)).early == .cut(afterMilliseconds: 60_000))
        #expect(FaultCourse(Fault(kind: .hang, milliseconds: 5)).early == .cut(afterMilliseconds: 5))
        guard case .answer(let answer)? = FaultCourse(Fault(kind: .status, status: 429, retryAfter: 2)).early else {
            Testing.Issue.record("no answer")
            return
        }
        #expect(answer.status == 429)
        #expect(answer.headers == [.retryAfter: "2"])
    }

    @Test func someFaultsComeAfterTheEndpoint() {
        #expect(FaultCourse(Fault(kind: .cutAfterCommit)).finish(answer) == .cut(afterMilliseconds: 0))
        #expect(FaultCourse(Fault(kind: .slowBody)).finish(answer) == .trickle(answer, milliseconds: 5000))
        #expect(
            FaultCourse(Fault(kind: .badJSON)).finish(answer)
                == .answer(Answer(status: 201, body: Array("{\"a".utf8))))
    }

    @Test func oneDelaysAndOneForgets() {
        #expect(FaultCourse(Fault(kind: .delay, milliseconds: 20)).delayMilliseconds == 20)
        #expect(FaultCourse(Fault(kind: .delay)).delayMilliseconds == 1000)
        #expect(FaultCourse(Fault(kind: .acceptAndForget)).forgets)
        #expect(!FaultCourse(Fault(kind: .delay)).forgets)
    }
}
