// What the report says under an answer of the portal's: what it means, what happens next, what the operator can do. By the
// name under which the report counts it; docs/portal.md tells the same as a table.

enum AnswerText {
    static func sentence(_ answer: String) -> String {
        switch answer {
        case "2118":
            "not digitally active. Nothing more was sent to these citizens; the next run asks about them first. Nothing to do."
        case "429":
            "too many requests, also after waiting. Nothing was taken, and the next run sends it. If it happens every night, "
                + "lower portal.requests_per_second_max."
        case "http-409":
            "in conflict with what the portal has. Nothing was taken, and the next run tries again. 'epjsyncd why' tells the "
                + "entry's story; ask the portal's operator."
        case "http-413":
            "larger than the portal takes. Nothing was taken, and the next run tries again. Ask the portal's operator for its "
                + "limit, or leave out descriptions (show_description)."
        case _ where answer.hasPrefix("http-"):
            "refused without a code of the portal's, by a proxy perhaps. Nothing was taken, and the next run tries again. Look "
                + "at what lies between, and ask the portal's operator with the time."
        case _ where answer.contains(" "):
            "no answer to go by. The portal may have taken it; the next run sends the newest state again. Nothing to do unless "
                + "it lasts."
        default:
            "refused by the portal with this code. Nothing was taken, and the next run tries again. Ask the portal's operator "
                + "what the code means."
        }
    }
}
