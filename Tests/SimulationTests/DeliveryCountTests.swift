// The count of deliveries would find a run that does it in the wrong order: a small one, killed after each of its effects and
// begun anew.

import Testing

@Suite struct DeliveryCountTests {
    /// Two messages to an EPJ, and what is done with them.
    private struct Run {
        enum Effect: Equatable {
            case delivery(String)
            case record(String)
        }

        /// Of what is not recorded yet.
        let order: ([String]) -> [Effect]
        var count = DeliveryCount()

        /// - Parameter effects: how many take place before it is killed.
        mutating func run(effects: Int = .max) {
            let waiting = ["a", "b"].filter { !count.recorded.contains($0) }
            for effect in order(waiting).prefix(effects) {
                switch effect {
                case .delivery(let id): count.times[id, default: 0] += 1
                case .record(let id): count.recorded.insert(id)
                }
            }
        }
    }

    /// What is found where, by how many effects took place before the kill.
    private func found(_ order: @escaping ([String]) -> [Run.Effect]) -> [Int: [String]] {
        var found: [Int: [String]] = [:]
        for effects in 0...4 {
            var run = Run(order: order)
            run.run(effects: effects)
            let cut = run.count
            run.run()
            let violations = run.count.violations(since: cut)
            if !violations.isEmpty { found[effects] = violations }
        }
        return found
    }

    @Test func aRecordAfterItsDeliveryPasses() {
        #expect(found { $0.flatMap { [.delivery($0), .record($0)] } } == [:])
        #expect(found { ids in ids.map { .delivery($0) } + ids.map { .record($0) } } == [:])
    }

    @Test func aRecordBeforeItsDeliveryIsFound() {
        let before = ["recorded before it was delivered"]
        #expect(found { $0.flatMap { [.record($0), .delivery($0)] } } == [1: before, 3: before])
    }

    @Test func aDeliveryWithoutItsRecordIsFound() {
        let never = ["delivered and never recorded", "delivered and never recorded"]
        #expect(found { $0.map { .delivery($0) } } == [0: never, 1: never, 2: never, 3: never, 4: never])
    }

    @Test func whatIsDeliveredTwiceIsFoundWhereverTheKillFell() {
        let twice = ["delivered 2 times", "delivered 2 times"]
        let found = found { $0.flatMap { [.delivery($0), .delivery($0), .record($0)] } }
        #expect(found[0] == twice)
        #expect((1...4).allSatisfy { found[$0] != nil })
    }
}
