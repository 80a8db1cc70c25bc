// What the portal was told of a visit and what it should be told now are compared by one fingerprint: a keyed digest over what
// is shown of it but for its times, with the times in it. So the visits of a series, ten million a night, have one digest
// among them, and no two of them the same fingerprint.

extension KeyedDigests {
    /// Two appointments of one citizen have the same only when they are shown the same. The citizen is part of it: what two
    /// citizens are shown has nothing in common, though it be the same.
    public func fingerprint(of shown: ShownAppointment, to citizen: Digest128) -> Digest128 {
        outline(of: shown, to: citizen).fingerprint(shown.start, shown.end)
    }

    /// Everything of it but the times.
    func outline(of shown: ShownAppointment, to citizen: Digest128) -> ShownOutline {
        ShownOutline(digest: fingerprint(shown.outlineBytes(to: citizen)))
    }

    /// As ledgers have it that were written before the times were set apart: one digest over everything.
    func formerFingerprint(of shown: ShownAppointment) -> Digest128 { fingerprint(shown.canonicalBytes) }
}

struct ShownOutline: Equatable {
    let digest: Digest128

    /// Whoever reads the ledger reads the times beside it: they need no digest to hide in.
    func fingerprint(_ start: Instant, _ end: Instant) -> Digest128 {
        Digest128(
            high: digest.high ^ UInt64(bitPattern: start.seconds), low: digest.low ^ UInt64(bitPattern: end.seconds))
    }
}

extension ShownAppointment {
    /// Raised when the mapping to the portal's resource changes in a way citizens should see; everything is then sent
    /// again.
    public static let mappingVersion: UInt8 = 1

    /// What is compared. `meta.lastUpdated` is not part of it: that the EPJ repeated itself is no change.
    fileprivate func outlineBytes(to citizen: Digest128) -> [UInt8] {
        var writer = ByteWriter(reservingCapacity: 192)
        // No former one begins so.
        writer.write(0 as UInt8)
        writer.write(Self.mappingVersion)
        writer.write(citizen)
        var outline = self
        outline.start = Instant(seconds: 0)
        outline.end = Instant(seconds: 0)
        outline.write(to: &writer)
        return writer.bytes
    }

    fileprivate var canonicalBytes: [UInt8] {
        var writer = ByteWriter(reservingCapacity: 160)
        writer.write(Self.mappingVersion)
        write(to: &writer)
        return writer.bytes
    }
}
