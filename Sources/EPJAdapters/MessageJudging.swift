// From what an assembler came to, to the ReadMessage that others see: positions are counted, deviations are weighed by
// what the sender's adapter grants, and the encoding is judged by what it gave.

import SyncCore

struct MessageJudging {
    let window: TextWindow
    let encoding: EncodingGate.Encoding?
    var message: AssembledMessage
    /// Where the message begins: in a bundle not at 0.
    var start = 0

    // MARK: Judged

    /// - Parameter text: where the message lies in the window.
    mutating func judged(_ outcome: Result<ReadMessage.Outcome, Refusal>, text range: Range<Int>) -> ReadMessage {
        if encoding == .latin1 || encoding == .windows1252, let fault = singleByteFault(range) { return fault }
        let reached: ReadMessage.Outcome
        switch outcome {
        case .success(let value): reached = value
        case .failure(let refusal): return refused(refusal.kind.finding(at: position(of: refusal)))
        }
        if let ofOthers = deviationsOfOthers(reached) { return read(.refused, ofOthers) }
        var read = read(reached, [])
        if case .unknownSender = reached {
            let mark = message.senderMark ?? message.lastMark
            read.findings.append(FindingKind.senderUnknown.finding(at: position(of: mark)))
        }
        addObservations(to: &read)
        return read
    }

    /// What the sender's adapter refuses because only another EPJ does it, in the order of the document; `nil` when there
    /// is nothing, or the message has no effect anyway: such a one need not be set aside.
    private func deviationsOfOthers(_ outcome: ReadMessage.Outcome) -> [Finding]? {
        if outcome == .notForUs || outcome == .recorded { return nil }
        guard let adapter = message.adapter else { return nil }
        let ofOthers = message.observations.filter { adapter.treatment(of: $0.kind) == .refused }
        guard !ofOthers.isEmpty else { return nil }
        return ofOthers.sorted { $0.mark.tagEnd < $1.mark.tagEnd }.map {
            $0.kind.finding(at: position(of: $0.mark), severity: .refused)
        }
    }

    /// A deviation is `tolerated` and counted where the sender's adapter grants it, else `noted`.
    private func addObservations(to read: inout ReadMessage) {
        for observation in message.observations {
            var severity = observation.kind.severity
            if message.adapter?.treatment(of: observation.kind) == .tolerated,
                let tolerance = Tolerance.of(observation.kind)
            {
                severity = .tolerated
                read.tolerancesUsed[tolerance] = observation.count
            }
            read.findings.append(observation.kind.finding(at: position(of: observation.mark), severity: severity))
        }
    }

    /// Text that was decoded from single bytes: UTF-8 under a false label, or windows-1252 where the sender's adapter
    /// does not grant it (epj-messages 11.1 and 11.2). Under its own label it may be read of no EPJ in particular, because
    /// nothing is guessed then.
    private mutating func singleByteFault(_ range: Range<Int>) -> ReadMessage? {
        let text = window.text(range)
        if Windows1252.wasUTF8(text) { return refused(.encodingContradicted, at: 0) }
        let own = Windows1252.firstOwnCharacter(in: text)
        guard own != nil || encoding == .windows1252 else { return nil }
        if let adapter = message.adapter, !adapter.grants(.windows1252) {
            if encoding != .windows1252 { return refused(.c1Control, at: range.lowerBound + (own ?? 0)) }
            if adapter.refuses(.windows1252) { return refused(.encodingNotRead, at: 0) }
        }
        message.observe(.windows1252)
        return nil
    }

    // MARK: Refused

    func refused(_ finding: Finding) -> ReadMessage {
        // A person who was refused comes before whatever stopped the reading later.
        if let earlier = message.patientRefusal {
            return read(.refused, [earlier.kind.finding(at: position(of: earlier))])
        }
        return read(.refused, [finding])
    }

    private func read(_ outcome: ReadMessage.Outcome, _ findings: [Finding]) -> ReadMessage {
        ReadMessage(
            envelope: message.envelope, subject: message.subject, outcome: outcome, findings: findings,
            tolerancesUsed: [:], usesOlderReceipt: message.usesOlderReceipt, receiptSenders: message.receiptSenders)
    }

    func refused(_ kind: FindingKind, at offset: Int) -> ReadMessage { refused(finding(kind, at: offset)) }

    func refused(_ fault: XMLFault) -> ReadMessage { refused(finding(for: fault)) }

    /// - Parameter offset: 0 for the document as a whole.
    func finding(_ kind: FindingKind, at offset: Int) -> Finding {
        guard offset > 0 else { return kind.finding(at: Finding.Position(line: 0, column: 0, element: "")) }
        let place = window.position(of: offset)
        return kind.finding(at: Finding.Position(line: place.line, column: place.column, element: ""))
    }

    func finding(for fault: XMLFault) -> Finding {
        if isFalseLabel(until: fault.offset) { return finding(.encodingContradicted, at: 0) }
        if let mark = fault.refusal.mark { return fault.refusal.kind.finding(at: position(of: mark)) }
        let offset = fault.isTagEnd ? window.start(ofTagEndingAt: fault.offset) : fault.offset
        let place = window.position(of: offset)
        let element = fault.path.map(\.pathName).joined(separator: "/")
        return fault.refusal.kind.finding(
            at: Finding.Position(line: place.line, column: place.column, element: element))
    }

    /// Markup that breaks because UTF-8 was read as single bytes (the å of TjenesteOmråde, epj-messages 11.2) has a
    /// simpler cause. A character that is broken at the offset ends before the next byte of ASCII.
    private func isFalseLabel(until offset: Int) -> Bool {
        guard encoding == .latin1 || encoding == .windows1252 else { return false }
        let rest = window.text(offset..<window.end).prefix { $0 >= 0x80 }
        return Windows1252.wasUTF8(window.text(0..<offset + rest.count))
    }

    private func position(of refusal: Refusal) -> Finding.Position {
        position(of: refusal.mark ?? message.lastMark)
    }

    private func position(of mark: Mark) -> Finding.Position {
        // A mark at 0 is the message's own root.
        let offset = mark.tagEnd > start ? window.start(ofTagEndingAt: mark.tagEnd) : start
        let place = window.position(of: offset)
        return Finding.Position(
            line: place.line, column: place.column,
            element: Grammar.shared.path(of: mark.place, isInReport: mark.isInReport))
    }

    /// Behind the name in a start tag.
    func nameEnd(ofTag range: Range<Int>) -> Int {
        let tag = window.text(range)
        let end = tag.firstIndex { ByteText.isBlank($0) || $0 == UInt8(ascii: ">") || $0 == UInt8(ascii: "/") }
        return range.lowerBound + (end ?? tag.count)
    }
}
