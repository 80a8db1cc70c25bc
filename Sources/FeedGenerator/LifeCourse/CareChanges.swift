// What can happen to planned care, one change a method.
//
// Nothing here is left to chance and nothing looks at the portal: these are the changes an office makes. Which of
// them happen to whom is decided in `NightlyChanges`.

extension Visit {
    /// An employee is sent, at an exact time.
    mutating func assign(_ frame: TimeFrame, employees: [String], uid: String) {
        standing = .assigned
        self.frame = frame
        self.employees = employees
        self.uid = uid
    }

    /// Called off; the time stays what it was.
    mutating func cancel(_ reason: CancellationReason, byDate: Bool = true) {
        standingBeforeCancellation = standing
        standing = .cancelled(reason)
        isCancelledByDate = byDate
    }

    /// The cancellation is taken back.
    mutating func reinstate() {
        standing = standingBeforeCancellation
    }

    /// Somebody was there.
    mutating func perform(_ performance: Performance) {
        standing = .performed
        self.performance = performance
    }
}

extension SingleVisit {
    /// Planned at a time of its own.
    init(uid: String, subject: VisitSubject, frame: TimeFrame) {
        firstUID = uid
        visit = Visit(subject: subject, isOccurrence: false, frame: frame, uid: uid)
    }

    /// Another time, perhaps another day, under the same `uid`.
    mutating func move(to frame: TimeFrame, slot: Int) {
        visit.frame = frame
        visit.subject.slot = slot
    }

    /// The record system makes a new event of it, which names the one before.
    mutating func rename(to uid: String, before night: Int) {
        renamedBefore = night
        visit.relatedTo = visit.uid
        visit.uid = uid
    }

    /// An employee is sent; the event keeps its `uid`.
    mutating func assign(_ frame: TimeFrame, employees: [String]) {
        visit.assign(frame, employees: employees, uid: visit.uid)
    }

    /// It is no longer listed, and nobody says why.
    mutating func vanish() {
        visit.standing = .gone
    }
}

extension Series {
    /// The visits from `today` on come at another time of day; those already assigned keep their place in the window.
    mutating func move(toMinute minute: Int, from today: CivilDay) {
        let difference = minute - startMinute
        startMinute = minute
        change(from: today) { visit in
            guard visit.isOpen else { return }
            // A late visit may not slip over midnight; with its start held back it still lies inside the window.
            let minute = min(visit.frame.start.minute + difference, DaySlot.latestStart)
            visit.frame.start = CivilTime(visit.frame.start.day, minute: minute)
        }
    }

    /// The occurrence of `day` becomes an event of its own.
    mutating func assign(_ day: CivilDay, uid: String, frame: TimeFrame, employees: [String]) {
        change(day) { $0.assign(frame, employees: employees, uid: uid) }
    }

    /// The occurrence of `day` is called off.
    mutating func cancel(_ day: CivilDay, _ reason: CancellationReason, byDate: Bool = true) {
        change(day) { $0.cancel(reason, byDate: byDate) }
    }

    /// The occurrence of `day` takes place after all.
    mutating func reinstate(_ day: CivilDay) {
        change(day) { $0.reinstate() }
    }

    /// The occurrence of `day` is left out.
    mutating func skip(_ day: CivilDay) {
        change(day) { $0.standing = .gone }
    }

    /// The occurrence of `day` is no longer left out.
    mutating func restore(_ day: CivilDay) {
        let frame = frame(on: day)
        change(day) {
            $0.standing = .planned
            $0.frame = frame
        }
    }

    /// The series is no longer listed from `today` on, nor are its assigned visits.
    mutating func end(_ today: CivilDay) {
        isEnded = true
        change(from: today) { visit in
            if !visit.isCancelled { visit.standing = .gone }
        }
    }

    /// Changes one occurrence, which is known from then on.
    mutating func change(_ day: CivilDay, _ body: (inout Visit) -> Void) {
        var visit = visit(on: day)
        body(&visit)
        visits[day] = visit
    }

    /// Changes all known occurrences on or after `today`.
    mutating func change(from today: CivilDay, _ body: (inout Visit) -> Void) {
        for day in visits.keys where day >= today {
            change(day, body)
        }
    }
}
