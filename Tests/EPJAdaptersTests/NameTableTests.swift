// Names are looked up by their words once and by their addresses afterwards; that must not show.

import SyncCore
import Testing

@testable import EPJAdapters

struct NameTableTests {
    @Test func everyNameIsFoundInEachOfItsNamespaces() {
        for (namespace, pairs) in Vocabulary.names {
            for uri in namespace.uris {
                for (name, element) in pairs {
                    #expect(Vocabulary.element(Array(name.utf8), in: Array(uri.utf8)) == element, "\(name)")
                }
                #expect(Vocabulary.element(Array("NoSuchName".utf8), in: Array(uri.utf8)) == namespace.otherElement)
            }
        }
    }

    /// A Kelvin sign is canonically a K.
    @Test func namesAreComparedByBytes() {
        let dialog = Array("http://www.kith.no/xmlstds/dialog/2013-01-23".utf8)
        #expect(Vocabulary.element(Array("KodetOpplysning".utf8), in: dialog) == .kodetOpplysning)
        #expect(Vocabulary.element(Array("\u{212a}odetOpplysning".utf8), in: dialog) == .otherDialog)
    }

    /// More names than the table keeps, in one document.
    @Test func namesWithoutNumberAreReadOn() {
        let strange = (0..<3_000).map { "<x\($0) xmlns=\"urn:x\"/>" }.joined()
        var message = MessageText()
        message.documents = [MessageText.document(strange), MessageText.note("02")]
        #expect(message.read().visits?.events == [])
    }
}
