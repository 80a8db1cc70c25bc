// What `quarantine list` and `quarantine show` answer, as text and as JSON, version 1.

import SyncCore
import SyncState

struct QuarantineList {
    let items: [QuarantineItem]

    var text: String {
        guard let oldest = items.map(\.ageHours).max() else { return "The quarantine is empty." }
        let head = ["id", "source", "code", "line", "received", "age", "bytes"]
        let rows = items.map { item in
            let line = item.message.position.line
            return [
                item.id, item.source, item.message.code.description, line > 0 ? String(line) : "-",
                item.message.received.iso8601UTC, "\(item.ageHours) h", String(item.message.bytes),
            ]
        }
        let count = items.count.messagesInWords
        let end =
            "\(count) in quarantine, the oldest for \(oldest.hoursInWords). 'epjsyncd quarantine show ID' says more."
        return (Table.lines([head] + rows, right: [0, 3, 5, 6]) + [end]).joined(separator: "\n")
    }

    var json: String {
        var document = OrderedJSON()
        document.add("version", 1)
        document.add("items", items.map(\.json))
        return document.text
    }
}

struct QuarantineDetail {
    let item: QuarantineItem
    let now: Instant
    /// Where its original was written to.
    var saved: String?

    var text: String {
        let message = item.message
        let place = message.position.words
        var lines = ["Message \(item.id) lies in quarantine. Nothing of it counts."]
        lines += Table.lines([
            ["  source", item.source],
            ["  code", message.code.description],
            ["  finding", item.text],
            ["  where", place.isEmpty ? "the message as a whole" : place],
            [
                "  received",
                "\(message.received.iso8601UTC), \(item.ageHours.hoursInWords) ago, in batch \(message.batch.value)",
            ],
            ["  receipt", message.receipt.words(now: now)],
            ["  original", "\(message.bytes) bytes, sealed"],
        ])
        if let saved { lines.append(savedWords(saved)) }
        return lines.joined(separator: "\n")
    }

    private func savedWords(_ file: String) -> String {
        "Its original was written to \(VerifyText.shown(file)) as it came, readable by this user only. It speaks of a "
            + "person: hand it to the vendor by a way that is made for that, and delete it afterwards."
    }

    var json: String {
        var object = item.json
        object.add("batch", Int(item.message.batch.value))
        object.add("text", item.text)
        if let saved { object.add("saved", saved) }
        var document = OrderedJSON()
        document.add("version", 1)
        document.add("item", object)
        return document.text
    }
}
