// Profil: what happens is pushed as it happens, and now and then a unit answers with everything it plans.
//
// What citizens must see is the same as if every unit answered every night. That holds by construction: a night's
// changes are the difference between the citizen that night and the night before; what a push can say of them is pushed,
// and anything else brings a snapshot, which is complete. The messages of one citizen come in any order, so only their
// GenDate tells what holds (R14): a push by day is older than the snapshot of the night after it and says nothing the
// snapshot does not, and where two pushes speak of one visit the later one is true.
//
// Hard cases, and why the truth of `VisitTruth` is theirs too:
// - 08, then a snapshot that plans the visit again, then one without it: withdrawn, not cancelled. The snapshot's later
//   GenDate took the cancellation back (R14), so nothing in force names the visit any more (R12).
// - 05 or 07, then a snapshot without the visit: withdrawn. A complete answer ends what its unit pushed before (R12).
// - 08, and no snapshot lists the visit again: cancelled for good (R12); if it was never shown, nothing (R7).
// - 11 before the visit's time is a cancellation, and after it a bomtur of which nothing is told (R7).
// - A citizen who becomes active sees what was pushed and answered while he was not: a snapshot is at most a week old,
//   within the configured `statement_max_age_hours`, and pushes since then are laid over it (R2, R13, R14).

extension NightlyMessages {
    mutating func profilMessages(about citizen: Citizen, since before: Citizen?, answersAnyway: Bool) -> [Message] {
        var messages: [Message] = []
        // The guide spells the element without å (HITS 1218:2018), the schema with it.
        if citizen.overviewChanged, let message = overview(citizen, area: "TjenesteOmrade") { messages.append(message) }
        for unit in citizen.units {
            let news = UnitNews(of: unit, about: citizen, since: before, today: night.today)
            let answers = news.needsSnapshot || answersAnyway
            if answers {
                let events = citizen.events(of: unit, today: night.today, naming: .byDate)
                messages.append(snapshot(citizen, unit, events))
            }
            // A snapshot says it all; half of the time what was pushed by day comes as well.
            if !answers || spelling.happens(0.5) {
                messages += news.pushes.flatMap { pushed($0, citizen, unit) }
            }
            for push in citizen.missed(by: unit, since: before, on: night) where spelling.happens(0.7) {
                let gone = GenDate.shortlyAfter(push.event.frame.end, random: &spelling)
                messages.append(self.push(push, citizen, unit, gone))
            }
        }
        for performed in citizen.performed(before: night) {
            messages.append(notice(citizen, performed, profilEvent(performed, citizen, since: before)))
        }
        for index in messages.indices {
            messages[index].xml = spelling.pick(PrefixStyle.allCases).applied(to: messages[index].xml)
        }
        return spelling.shuffled(messages)
    }

    /// The push, and now and then an earlier one about the same visit that no longer holds.
    private mutating func pushed(_ push: Push, _ citizen: Citizen, _ unit: Unit) -> [Message] {
        let time = GenDate.byDay(night.yesterday, minutes: 720...1380, random: &spelling)
        let message = self.push(push, citizen, unit, time)
        guard spelling.happens(0.1) else { return [message] }
        let earlier = GenDate.byDay(night.yesterday, minutes: 420...700, random: &spelling)
        return [message, self.push(outdated(push), citizen, unit, earlier)]
    }

    /// What was said before the push: another length, or the opposite of a cancellation.
    private mutating func outdated(_ push: Push) -> Push {
        let event = push.event
        let wasCancelled = push.code == .changed && spelling.happens(0.3)
        let frame = TimeFrame(start: event.frame.start, minutes: event.frame.minutes + 10, isWindow: false)
        return Push(
            code: wasCancelled ? .cancelled : .changed,
            event: CalendarEvent(
                uid: event.uid, relatedTo: event.relatedTo, status: nil, frame: frame, subject: event.subject,
                namesService: event.namesService, recurrenceId: event.recurrenceId))
    }

    private mutating func push(_ push: Push, _ citizen: Citizen, _ unit: Unit, _ genDate: GenDate) -> Message {
        let oddity = oddities.next()
        let request = Self.dialog(
            "<Foresporsel><TypeForesp V=\"\(push.code.rawValue)\" S=\"2.16.578.1.12.4.1.1.7602\" "
                + "DN=\"\(push.code.name)\"/></Foresporsel>")
        let calendar = CalendarEvent.calendar([push.event], oddity, random: &spelling)
        return message(
            .avtaleutsending, citizen.person, unit,
            ("DIALOG_INNBYGGER_AVTALEUTSENDING", "Dialog med innbygger - avtaleutsending"), genDate, ack: "J",
            [
                Envelope.Document(description: push.code.name, content: request),
                Envelope.Document(description: "iCalendarBestillTime", content: calendar),
            ], oddity)
    }

    /// A performed occurrence is named as it was assigned: by the series and its date. One that names nothing is joined
    /// by its time, and one of two series with one `uid` was assigned under a `uid` of its own.
    private func profilEvent(_ performed: PerformedVisit, _ citizen: Citizen, since before: Citizen?) -> CalendarEvent {
        let (visit, performance) = (performed.visit, performed.performance)
        guard let index = performed.series, let before, before.series.indices.contains(index),
            !citizen.series[index].sharesUID,
            performance.uid == visit.uid || performance.relatedTo == visit.uid
        else { return visit.completedEvent(performance) }
        // As it was named before tonight's changes moved the series.
        let start = before.series[index].frame(on: night.yesterday).start
        return visit.completedEvent(performance, uid: citizen.series[index].uid, recurrenceId: start)
    }
}
