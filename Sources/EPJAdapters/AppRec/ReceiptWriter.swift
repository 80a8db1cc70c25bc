// AppRec 1.0 (HIS 80415:2004) and 1.1 (HIS 80415:2012) from a Receipt. The two differ in namespace and version text and
// in nothing that is written here.

import SyncCore

public enum ReceiptWriter {
    /// UTF-8; the same receipt gives the same bytes.
    public static func bytes(of receipt: Receipt) -> [UInt8] {
        var xml = XMLText()
        let (namespace, version) = names(of: receipt.version)
        xml.element("AppRec", ["xmlns": namespace]) { xml in
            xml.simpleCode("MsgType", "APPREC", "Applikasjonskvittering")
            xml.element("MIGversion", text: version)
            xml.element("GenDate", text: receipt.generated.iso8601UTC)
            xml.element("Id", text: receipt.id)
            xml.element("Sender") { $0.party(receipt.sender) }
            xml.element("Receiver") { $0.party(receipt.receiver) }
            xml.simpleCode("Status", String(receipt.status.rawValue), name(of: receipt.status))
            for fault in receipt.faults { xml.code("Error", .receiptFault(fault.code), more: fault.text) }
            xml.element("OriginalMsgId") { xml in
                xml.simpleCode("MsgType", receipt.original.type, receipt.original.typeName)
                xml.element("IssueDate", text: receipt.original.generated.iso8601UTC)
                xml.element("Id", text: receipt.original.messageID)
            }
        }
        return xml.bytes
    }

    private static func names(of version: Receipt.Version) -> (namespace: String, version: String) {
        switch version {
        case .v10: ("http://www.kith.no/xmlstds/apprec/2004-11-21", "1.0 2004-11-21")
        case .v11: ("http://www.kith.no/xmlstds/apprec/2012-02-15", "v1.1 2012-02-15")
        }
    }

    /// 8258.
    private static func name(of status: Receipt.Status) -> String {
        switch status {
        case .accepted: "OK"
        case .refused: "Avvist"
        case .partly: "OK, feil i delmelding"
        }
    }
}

extension XMLText {
    /// The organisation as Inst, its unit as Dept; TypeId is CS here and names no list.
    fileprivate mutating func party(_ party: CommunicationParty) {
        element("HCP") { xml in
            xml.element("Inst") { xml in
                xml.identity(party.organisation)
                if let unit = party.unit { xml.element("Dept") { $0.identity(unit) } }
            }
        }
    }

    private mutating func identity(_ organisation: CommunicationParty.Organisation) {
        element("Name", text: organisation.name)
        element("Id", text: organisation.herID)
        simpleCode("TypeId", Code.herID.value, Code.herID.name)
    }
}
