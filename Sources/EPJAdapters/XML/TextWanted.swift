// What is done with the text of an element.

enum TextWanted {
    /// Nothing: it is passed over.
    case none
    /// It is given whole, with the end of the element.
    case gathered
    /// It is given as it comes, piece by piece, and never held: an attachment may be as large as the message.
    case pieces
}
