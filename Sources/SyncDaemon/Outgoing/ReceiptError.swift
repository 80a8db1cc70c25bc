// Which error of an application receipt (Volven 8221) a finding is, for the sender's own system to act on. The text beside
// it says the rest.

import SyncCore

enum ReceiptError {
    static func code(of finding: FindingCode) -> String {
        switch finding.number {
        case 10...13: "T01"
        case 1...9, 14...37, 151, 152, 153, 154: "T10"
        case 101...106, 108: "E31"
        case 107: "E30"
        case 109...114: "E36"
        case 156: "E10"
        case 201...599, 155, 157...175: "T02"
        default: "X99"
        }
    }
}
