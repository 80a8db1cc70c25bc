// What a fault does to one request, before and after the endpoint has its say.

/// The course of one request under a fault, or under none.
struct FaultCourse: Equatable, Sendable {
    private let fault: Fault?

    init(_ fault: Fault?) {
        self.fault = fault
    }

    private var milliseconds: Int {
        guard let fault else { return 0 }
        return fault.milliseconds > 0 ? fault.milliseconds : fault.kind.defaultMilliseconds
    }

    /// The reaction in place of the endpoint, which then is not asked at all.
    var early: Reaction? {
        guard let fault else { return nil }
        switch fault.kind {
        case .status: return .answer(Self.answer(fault))
        case .hang: return .cut(afterMilliseconds: milliseconds)
        case .cutBeforeCommit: return .cut(afterMilliseconds: 0)
        default: return nil
        }
    }

    /// The wait before the endpoint is asked.
    var delayMilliseconds: Int { fault?.kind == .delay ? milliseconds : 0 }

    /// Whether the endpoint shall answer as usual and keep nothing.
    var forgets: Bool { fault?.kind == .acceptAndForget }

    /// What becomes of the endpoint's answer.
    func finish(_ answer: Answer) -> Reaction {
        switch fault?.kind {
        case .cutAfterCommit: return .cut(afterMilliseconds: 0)
        case .slowBody: return .trickle(answer, milliseconds: milliseconds)
        case .badJSON:
            var broken = answer
            broken.body = Array(answer.body.prefix(answer.body.count / 2))
            return .answer(broken)
        case .html: return .answer(Self.page(answer.status))
        case .empty: return .answer(Answer(status: answer.status))
        case .wrongType:
            var mislabelled = answer
            mislabelled.contentType = "text/plain; charset=utf-8"
            return .answer(mislabelled)
        case .cutBody: return .breakOff(answer)
        default: return .answer(answer)
        }
    }

    private static func answer(_ fault: Fault) -> Answer {
        var answer: Answer
        switch fault.body {
        case .outcome:
            let issue = Issue(
                code: fault.code, kind: fault.status == 429 ? .throttled : .transient,
                text: "Feil på bestilling. Ingenting er lagret.")
            answer = .outcome(fault.status, [issue])
        case .html: answer = page(fault.status)
        case .empty: answer = Answer(status: fault.status)
        }
        if let retryAfter = fault.retryAfter { answer.headers[.retryAfter] = String(retryAfter) }
        return answer
    }

    /// What a proxy in front says in place of the portal.
    private static func page(_ status: Int) -> Answer {
        Answer(
            status: status, contentType: "text/html; charset=utf-8",
            body: Array("<!DOCTYPE html><html><title>Vedlikehold</title><p>Vi er snart tilbake.</p></html>".utf8))
    }
}
