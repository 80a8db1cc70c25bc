// What a reader wants of an element's text.

enum TextWanted {
    case none
    /// Whole, at the end tag.
    case gathered
    /// Piece by piece as it comes, and nothing at the end tag: for texts too long to be kept.
    case pieces
}
