// What a message's deviation from an XSD is called. libxml2's own sentences quote the values of the message, so of its
// errors only the number is looked at, and there is one sentence of ours for each class of them.

import CLibXML2
import SyncCore

enum SchemaError: CaseIterable {
    case elementUnexpected, elementMissing, elementUndeclared, attributeMissing, attributeNotAllowed
    case contentNotAllowed, value, other
    /// Not of libxml2's: a value would have cost too much to check.
    case unfinished

    /// - Parameter isEnd: whether the element was being closed; only that tells one too few from one too many.
    init(code: Int32, isEnd: Bool) {
        switch code {
        case Int32(XML_SCHEMAV_ELEMENT_CONTENT.rawValue): self = isEnd ? .elementMissing : .elementUnexpected
        case Int32(XML_SCHEMAV_CVC_ELT_1.rawValue), Int32(XML_SCHEMAV_CVC_WILDCARD.rawValue): self = .elementUndeclared
        case Int32(XML_SCHEMAV_CVC_COMPLEX_TYPE_4.rawValue): self = .attributeMissing
        case Int32(XML_SCHEMAV_CVC_COMPLEX_TYPE_3_1.rawValue)...Int32(XML_SCHEMAV_CVC_COMPLEX_TYPE_3_2_2.rawValue),
            Int32(XML_SCHEMAV_CVC_TYPE_3_1_1.rawValue):
            self = .attributeNotAllowed
        case Int32(XML_SCHEMAV_CVC_COMPLEX_TYPE_2_1.rawValue)...Int32(XML_SCHEMAV_CVC_COMPLEX_TYPE_2_4.rawValue),
            Int32(XML_SCHEMAV_CVC_TYPE_3_1_2.rawValue):
            self = .contentNotAllowed
        case Int32(
            XML_SCHEMAV_CVC_DATATYPE_VALID_1_2_1.rawValue)...Int32(XML_SCHEMAV_CVC_DATATYPE_VALID_1_2_3.rawValue),
            Int32(XML_SCHEMAV_CVC_FACET_VALID.rawValue)...Int32(XML_SCHEMAV_CVC_ENUMERATION_VALID.rawValue),
            Int32(XML_SCHEMAV_CVC_ELT_5_2_2_1.rawValue)...Int32(XML_SCHEMAV_CVC_ELT_5_2_2_2_2.rawValue),
            Int32(XML_SCHEMAV_CVC_ATTRIBUTE_1.rawValue)...Int32(XML_SCHEMAV_CVC_ATTRIBUTE_4.rawValue),
            Int32(XML_SCHEMAV_CVC_AU.rawValue):
            self = .value
        default: self = .other
        }
    }

    var text: String {
        switch self {
        case .elementUnexpected:
            "By the XSD the element must not stand here: it is unknown here, out of order, once too often, or one that "
                + "must come before it is missing. Compare it and its neighbours with the XSD."
        case .elementMissing:
            "The element ends before everything has come that the XSD demands in it. Add what is missing."
        case .elementUndeclared:
            "No XSD of the folder declares the element. Check its namespace, or add its XSD to the folder."
        case .attributeMissing: "The element lacks an attribute that the XSD demands. Add it."
        case .attributeNotAllowed: "The element has an attribute that the XSD does not allow. Leave it out."
        case .contentNotAllowed:
            "The element holds text or elements where the XSD has no room for them. Leave them out."
        case .value:
            "The element's text or one of its attributes is not what the XSD allows there. Write it in the form, or as "
                + "one of the values, that the XSD gives."
        case .other: "The element breaks a rule of its XSD. Compare it with the XSD."
        case .unfinished:
            "The message was checked against the XSDs only up to here: a number in the element is too long. Correct "
                + "the export."
        }
    }
}
