// Gerica (TietoEvry). No export format of it is public; what is granted here is what the official digital-dialogue
// samples do, whose sender is a "Tieto kommune" with the product id PAS-EPJ. See README.md beside this file.

extension Adapter {
    static let gerica = Adapter(granting: [.durationMonthsAsMinutes, .receiptAskedOnAnswer, .serviceIDBlank])
}
