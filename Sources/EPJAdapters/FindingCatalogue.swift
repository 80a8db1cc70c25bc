// The words of a published code, for whoever kept only the code: what was set aside long ago is explained as it would be
// today.

import SyncCore

public enum FindingCatalogue {
    /// What is wrong and what the sender can do; `nil` for a code that is none of the reader's.
    public static func text(of code: FindingCode) -> String? { FindingKind(rawValue: code.number)?.text }
}
